import { Client, Pool, types, type PoolClient } from 'pg'
import { StoreError } from '../error.ts'
import type { Channel, Postgres } from './engine.ts'
import { postgresError } from './failure.ts'
import { Ear } from './ear.ts'
import { compile, type Statement } from './sql.ts'

export interface RemoteOptions {
  /** Connections kept to the server; default 10. */
  connections?: number
  /** Seconds until a statement is given up; default 30. */
  maxSeconds?: number
}

/** bigint as a number, as the embedded engine gives it: every bigint of ours stays under 2^53. */
const bigint = 20
const parsers = {
  getTypeParser: (id: number, format?: 'text' | 'binary') =>
    id === bigint ? Number : types.getTypeParser(id, format as 'text'),
} as typeof types

/** Postgres by address: `postgres://user:password@host:5432/warroom`. */
export function remote(url: string, options: RemoteOptions = {}): Postgres {
  const connection = { connectionString: url, application_name: 'sales-war-room', types: parsers }
  const pool = new Pool({
    ...connection,
    max: options.connections ?? 10,
    connectionTimeoutMillis: 5_000,
    statement_timeout: (options.maxSeconds ?? 30) * 1000,
  })
  // An idle connection that breaks is replaced when it is next needed; without a listener it would end the process.
  pool.on('error', () => undefined)
  const ear = new Ear(() => new Client({ ...connection, keepAlive: true }))
  let closing: Promise<void> | undefined
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closing) throw new StoreError('unavailable', 'closed', 'the store is closed')
    return work().catch((e: unknown) => Promise.reject(postgresError(e)))
  }
  return {
    mode: 'remote',
    query: <T>(q: Statement) => guarded(() => rows<T>(pool, q)),
    transaction: async (work) => {
      const client = await guarded(() => pool.connect())
      let broken = false
      const inside = async <T>(ask: () => Promise<T>): Promise<T> =>
        ask().catch((e: unknown) => Promise.reject(postgresError(e)))
      try {
        await inside(() => client.query('BEGIN'))
        const result = await work({
          query: <T>(q: Statement) => inside(() => rows<T>(client, q)),
          script: (text) => inside(async () => void (await client.query(text))),
        })
        await inside(() => client.query('COMMIT'))
        return result
      } catch (e) {
        await client.query('ROLLBACK').catch(() => (broken = true))
        throw e
      } finally {
        client.release(broken)
      }
    },
    listen: (channel: Channel, hear) => guarded(() => ear.listen(channel, hear)),
    ping: () =>
      guarded(async () => {
        await pool.query('SELECT 1')
      }),
    close: () =>
      (closing ??= (async () => {
        await ear.close()
        await pool.end()
      })()),
  }
}

async function rows<T>(on: Pool | PoolClient, q: Statement): Promise<T[]> {
  const { text, values } = compile(q)
  return (await on.query(text, values)).rows as T[]
}
