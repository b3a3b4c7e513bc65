import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { ClickHouseLogLevel, createClient } from '@clickhouse/client'
import { storeError } from '../error.ts'
import { ask, cancel, tell } from './asking.ts'
import { fixedSettings, insertStatement, type Engine, type QueryOptions } from './engine.ts'
import { sql, type Sql } from './sql.ts'

export interface RemoteOptions {
  /** Connections kept to the server, reading and writing apart; default 10. */
  connections?: number
  /** Seconds after a question's own limit until the client stops waiting for the server; default 5. */
  patience?: number
}

/**
 * ClickHouse by address: `http(s)://user:password@host:8123`. After a StoreError `unavailable` or `timeout` of an
 * insert its outcome is unknown: ask for the highest number before going on, or send it again with the same token.
 */
export function remote(url: string, options: RemoteOptions = {}): Engine {
  const { connections = 10, patience = 5 } = options
  const limit = ({ maxSeconds = 10 }: QueryOptions) => AbortSignal.timeout((maxSeconds + patience) * 1000)
  const make = (more: Record<string, number>) =>
    createClient({
      url,
      application: 'sales-war-room',
      // What fails is thrown; the caller logs it.
      log: { level: ClickHouseLogLevel.OFF },
      max_open_connections: connections,
      // Each call brings its own limit, see `signal`.
      request_timeout: 3_600_000,
      // A thousand ids do not fit into an address: long parameters travel in the body.
      use_multipart_params_auto: true,
      clickhouse_settings: {
        ...fixedSettings,
        // The answer is complete before its first byte, so a failure is a status and never half an answer.
        wait_end_of_query: 1,
        ...more,
      },
    })
  const reader = make({ readonly: 2, cancel_http_readonly_queries_on_client_close: 1 })
  const writer = make({})
  const guarded = <T>(work: () => Promise<T>): Promise<T> => work().catch((e: unknown) => Promise.reject(storeError(e)))

  return {
    mode: 'remote',
    query: <T>(q: Sql, o: QueryOptions = {}) => guarded(() => ask<T>(o.write ? writer : reader, q, o, limit(o))),
    command: (q, o = {}) => guarded(() => tell(writer, q, o, limit({ maxSeconds: 600, ...o }))),
    insert: (table, columns, rows, o) =>
      guarded(async () => {
        const sent = await writer.exec({
          query: insertStatement(table, columns, o),
          values: Readable.from([rows]),
          abort_signal: limit({ maxSeconds: 60 }),
        })
        await text(sent.stream)
      }),
    cancel: (label) => guarded(() => cancel(writer, label)),
    ping: () => guarded(() => tell(writer, sql`SELECT 1`, {}, limit({ maxSeconds: 2 }))),
    close: async () => {
      await reader.close()
      await writer.close()
    },
  }
}
