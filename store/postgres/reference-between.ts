import type { Asks } from './engine.ts'
import { pg } from './sql.ts'

/**
 * The rows of a stream whose key begins with a day (`market`, `feedback`), of the days in [from, to), in order of key.
 * Such streams grow for ever, so they are never read whole.
 */
export async function readReferenceBetween<Body>(
  postgres: Asks,
  stream: 'market' | 'feedback',
  { from, to }: { from: string; to: string },
): Promise<Body[]> {
  const rows = await postgres.query<{ body: string }>(pg`SELECT body FROM reference
    WHERE stream = ${stream} AND key COLLATE "C" >= ${from} AND key COLLATE "C" < ${to} ORDER BY key COLLATE "C"`)
  return rows.map(({ body }) => JSON.parse(body) as Body)
}
