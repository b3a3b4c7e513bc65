import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client'
import { drainPending } from 'chdb'
import { createChdbConnection } from 'chdb/connection'
import { alreadyUsed, isAlive } from '../process.ts'
import { ask, cancel, tell } from './asking.ts'
import { fixedSettings, insertSettings, type Engine, type QueryOptions } from './engine.ts'
import { StoreError, storeError } from '../error.ts'
import { Lanes } from './lanes.ts'
import { sql, type Sql } from './sql.ts'

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
 * readers that cannot write (`readonly = 2`), one connection to end questions with. Main thread only, one folder
 * a process. Throws StoreError `refused` with one sentence when another process has the folder.
 */
export async function embedded(folder: string, options: EmbeddedOptions = {}): Promise<Engine> {
  const { readers = 3, waiting = 64, maxMemory = 4e9 } = options
  mkdirSync(folder, { recursive: true })
  const opened: ClickHouseClient[] = []
  const open = async (more: Record<string, string | number>) => {
    const connection = openConnection(folder)
    // Two copies of the client's private types: the same shape under two names.
    const client = createClient({
      connection: connection as unknown as Injected,
      log: { level: ClickHouseLogLevel.OFF },
    })
    opened.push(client)
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

  const run = <T>(work: () => Promise<T>): Promise<T> => {
    if (closing) return Promise.reject(new StoreError('unavailable', 'closed', 'the store is closed'))
    const job = work().catch((e: unknown) => Promise.reject(storeError(e)))
    running.add(job)
    const done = () => running.delete(job)
    job.then(done, done)
    return job
  }

  const endAll = async (): Promise<void> => {
    await Promise.allSettled(running)
    for (const client of opened) await client.close()
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
          // The bytes go to the engine as they are; the client's own insert would first make one string of them.
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
    ping: () => run(() => tell(control.client, sql`SELECT 1`, {})),
    close: () => (closing ??= endAll()),
  }
}

function openConnection(folder: string): Connection {
  try {
    return createChdbConnection({ path: folder })
  } catch (e) {
    const holder = livingHolder(folder)
    if (holder === undefined)
      throw new StoreError(
        'unavailable',
        'open',
        `cannot open the store in ${folder}: is it in use, or not writable?`,
        e,
      )
    throw new StoreError('refused', 'locked', alreadyUsed(folder, holder), e)
  }
}

/** The engine writes its process id into `status`; its own error does not say why it could not open. */
function livingHolder(folder: string): number | undefined {
  try {
    const pid = Number(/^PID: (\d+)/m.exec(readFileSync(join(folder, 'status'), 'utf8'))?.[1])
    return isAlive(pid) ? pid : undefined
  } catch {
    return undefined
  }
}
