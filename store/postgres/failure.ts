import { StoreError, type StoreErrorKind } from '../error.ts'

/** By the beginning of the SQLSTATE, the longest first. */
const byState: readonly (readonly [string, StoreErrorKind])[] = [
  ['57014', 'timeout'],
  ['57P', 'unavailable'],
  ['53100', 'unavailable'],
  ['XX001', 'corrupt'],
  ['XX002', 'corrupt'],
  ['42501', 'refused'],
  ['55P03', 'busy'],
  ['54', 'too_large'],
  ['53', 'busy'],
  ['40', 'busy'],
  ['28', 'refused'],
  ['25006', 'refused'],
  ['08', 'unavailable'],
]

/** Any failure of Postgres as a StoreError; the engine's own text stays in `cause`. */
export function postgresError(e: unknown): StoreError {
  if (e instanceof StoreError) return e
  const code = String((e as { code?: unknown } | null)?.code ?? '')
  const known = byState.find(([start]) => code.startsWith(start))?.[1]
  const kind = known ?? (/^[0-9A-Z]{5}$/.test(code) ? 'bad_query' : 'unavailable')
  return new StoreError(kind, code || 'none', `postgres answered ${code || 'nothing'} (${kind})`, e)
}
