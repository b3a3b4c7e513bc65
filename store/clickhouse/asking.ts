import { plainName, settingsClause, type QueryOptions } from './engine.ts'
import { compile, type Sql } from './sql.ts'

/** What both makers need of the ClickHouse client. Never given `clickhouse_settings`: embedded, they would stay. */
export interface Client {
  query(request: {
    query: string
    query_params?: Record<string, unknown>
    format: 'JSONEachRow'
    abort_signal?: AbortSignal
  }): Promise<{ json<T>(): Promise<T[]> }>
  command(request: {
    query: string
    query_params?: Record<string, unknown>
    abort_signal?: AbortSignal
  }): Promise<unknown>
}

export async function ask<T>(client: Client, q: Sql, o: QueryOptions, signal?: AbortSignal): Promise<T[]> {
  const { text, params } = compile(q)
  const answer = await client.query({
    query: `${text}\n${settingsClause(o)}`,
    query_params: { ...params },
    format: 'JSONEachRow',
    ...(signal && { abort_signal: signal }),
  })
  return answer.json<T>()
}

export async function tell(client: Client, q: Sql, o: QueryOptions, signal?: AbortSignal): Promise<void> {
  const { text, params } = compile(q)
  const settings = o.settings === undefined ? '' : `\n${settingsClause(o)}`
  await client.command({
    query: text + settings,
    query_params: { ...params },
    ...(signal && { abort_signal: signal }),
  })
}

/** Unbound on purpose: embedded, bound questions run one after another, so a bound one would wait for its victim. */
export async function cancel(client: Client, label: string): Promise<number> {
  const found = await client.query({
    query: `SELECT query_id FROM system.processes
      WHERE Settings['log_comment'] = '${plainName(label)}' AND is_cancelled = 0`,
    format: 'JSONEachRow',
  })
  const victims = await found.json<{ query_id: string }>()
  for (const { query_id } of victims) {
    // Never SYNC: embedded, it would hang for ever and keep the process from ending.
    await client.command({ query: `KILL QUERY WHERE query_id = '${plainName(query_id)}' ASYNC` })
  }
  return victims.length
}
