/** What the store must never do, read from its own text: the engine's traps that no run would show. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = new URL('../../', import.meta.url).pathname
const files = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|sql)$/.test(name))
    .map((name) => join(folder, name))
const sources = ['store', 'ingest', 'server', 'domain'].flatMap(files)
const text = (file: string) =>
  readFileSync(join(root, file), 'utf8').replace(/\/\*\*[\s\S]*?\*\/|\/\/.*|^\s*--.*$/gm, '')
const having = (pattern: RegExp) => sources.filter((file) => pattern.test(text(file)))

it('pins the engines and their client exactly: the hook between them is an experiment', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  for (const name of ['chdb', '@clickhouse/client', '@electric-sql/pglite']) expect(dependencies[name]).toMatch(/^\d/)
})

it('gives settings to a client only where they cannot stay: never embedded', () => {
  expect(having(/clickhouse_settings/)).toEqual(['store/clickhouse/remote.ts'])
})

it('makes SQL of run-time text nowhere but in the migrations', () => {
  expect(having(/\bfileText\b/)).toEqual(['store/clickhouse/migrate.ts', 'store/clickhouse/sql.ts'])
  expect(having(/\.script\(/)).toEqual(['store/postgres/migrate.ts'])
})

it('never waits for a kill, and keeps the engine out of worker threads', () => {
  expect(having(/KILL QUERY[^`]*\bSYNC\b(?<!ASYNC)/)).toEqual([])
  const threaded = having(/worker_threads/)
  for (const file of threaded) expect(text(file)).not.toMatch(/clickhouse\/embedded|store\/open/)
})

it('keeps instants as UTC milliseconds, and no table whose engine or partitions break a promise', () => {
  const ddl = text('store/clickhouse/migrations/0001_ledger.sql')
  expect(ddl.match(/DateTime\w*(\([^)]*\))?/g)!.every((type) => type === "DateTime64(3, 'UTC')")).toBe(true)
  expect(ddl).not.toMatch(/PARTITION BY|Kafka|MATERIALIZED VIEW|\bFloat/)
})
