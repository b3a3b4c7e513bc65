import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createClient, type ClickHouseClient } from '@clickhouse/client'
import { drainPending } from 'chdb'
import { createChdbConnection } from 'chdb/connection'
import { StoreError, storeError } from './error.ts'
import { fixedSettings, insertSettings, plainName, settingsClause, type Engine, type QueryOptions } from './engine.ts'
import { Lanes } from './lanes.ts'
import { compile, type Sql } from './sql.ts'

export interface EmbeddedOptions {
  readers?: number
  /** Questions that may wait for a reader before the next is told `busy`. */
  waiting?: number
  /** Bytes one question may use; the process lives on when one asks for more. */
  maxMemory?: number
}

type Connection = ReturnType<typeof createChdbConnection>
type Injected = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>

/**
 * ClickHouse in this process (chDB), on a folder that no other process may use meanwhile. One writer, some
 * readers that cannot write (`readonly = 2`), one connection to end questions with. Main thread only.
 */
export async function embedded(folder: string, options: EmbeddedOptions = {}): Promise<Engine> {
  const { readers = 3, waiting = 64, maxMemory = 4e9 } = options
  mkdirSync(folder, { recursive: true })
  const opened: { connection: Connection; client: ClickHouseClient }[] = []
  const open = async (more: Record<string, string | number>) => {
    const connection = openConnection(folder)
    // Two copies of the client's private types: the same shape under two names.
    const client = createClient({ connection: connection as unknown as Injected })
    opened.push({ connection, client })
    // Once and alike for the whole life of a connection: a setting given with a query would stay for the next.
    for (const [name, v] of Object.entries({ ...fixedSettings, ...more })) {
      await client.command({ query: `SET ${name} = ${typeof v === 'number' ? v : `'${v}'`}` })
    }
    return { connection, client }
  }
  const writer = await open({})
  const control = await open({})
  const forReading = []
  for (let i = 0; i < readers; i++) forReading.push(await open({ max_memory_usage: maxMemory, readonly: 2 }))

  const writing = new Lanes([writer], 10_000)
  const reading = new Lanes(forReading, waiting)
  const running = new Set<Promise<unknown>>()
  let closing: Promise<void> | undefined

  const run = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closing) throw new StoreError('unavailable', 'closed', 'the store is closed')
    const job = work().catch((e: unknown) => Promise.reject(storeError(e)))
    running.add(job)
    return job.finally(() => running.delete(job))
  }

  const endAll = async (): Promise<void> => {
    await Promise.allSettled(running)
    for (const { client } of opened) await client.close()
    await drainPending()
  }

  return {
    mode: 'embedded',
    query: <T>(q: Sql, o: QueryOptions = {}) =>
      run(() => (o.write ? writing : reading).use(({ client }) => ask<T>(client, q, o))),
    command: (q, o = {}) => run(() => writing.use(({ client }) => tell(client, q, o))),
    insert: (table, columns, rows, o) =>
      run(() =>
        writing.use(async ({ connection }) => {
          await connection.chdb.rawInsert({
            table: table.name,
            columns: columns.map((column) => column.name),
            values: rows,
            format: 'TabSeparated',
            settings: insertSettings(o),
          })
        }),
      ),
    cancel: (label) => run(() => cancel(control.client, label)),
    ping: () =>
      run(async () => {
        await control.client.command({ query: 'SELECT 1' })
      }),
    close: () => (closing ??= endAll()),
  }
}

async function ask<T>(client: ClickHouseClient, q: Sql, o: QueryOptions): Promise<T[]> {
  const { text, params } = compile(q)
  const answer = await client.query({
    query: `${text}\n${settingsClause(o)}`,
    query_params: { ...params },
    format: 'JSONEachRow',
  })
  return answer.json<T>()
}

async function tell(client: ClickHouseClient, q: Sql, o: QueryOptions): Promise<void> {
  const { text, params } = compile(q)
  const settings = o.settings === undefined ? '' : `\n${settingsClause(o)}`
  await client.command({ query: text + settings, query_params: { ...params } })
}

/** Unbound on purpose: bound questions run one after another here, so a bound one would wait for its victim. */
async function cancel(client: ClickHouseClient, label: string): Promise<number> {
  const found = await client.query({
    query: `SELECT query_id FROM system.processes WHERE Settings['log_comment'] = '${plainName(label)}'`,
    format: 'JSONEachRow',
  })
  const victims = await found.json<{ query_id: string }>()
  for (const { query_id } of victims) {
    // Never SYNC: it would hang for ever and keep the process from ending.
    await client.command({ query: `KILL QUERY WHERE query_id = '${plainName(query_id)}' ASYNC` })
  }
  return victims.length
}

function openConnection(folder: string): Connection {
  try {
    return createChdbConnection({ path: folder })
  } catch (e) {
    const holder = livingHolder(folder)
    if (holder === undefined) throw new StoreError('unavailable', 'open', `cannot open the store in ${folder}`, e)
    throw new StoreError('refused', 'locked', alreadyUsed(folder, holder), e)
  }
}

/** The one sentence for a second process, whichever store notices first. */
export function alreadyUsed(folder: string, pid: number): string {
  return `another war room (process ${pid}) is already using this folder: ${folder}; stop it, or choose another with WARROOM_DATA`
}

/** The engine writes its process id into `status`; its own error does not say why it could not open. */
function livingHolder(folder: string): number | undefined {
  try {
    const pid = Number(/^PID: (\d+)/m.exec(readFileSync(join(folder, 'status'), 'utf8'))?.[1])
    process.kill(pid, 0)
    return pid
  } catch (e) {
    return (e as { code?: string }).code === 'EPERM' ? -1 : undefined
  }
}
