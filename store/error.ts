/** What went wrong with a store, in the words that callers act upon; the engine's own text stays in `cause`. */
export type StoreErrorKind = 'busy' | 'timeout' | 'too_large' | 'unavailable' | 'bad_query' | 'refused' | 'corrupt'

/** Either store's failure. `code` is the engine's own (`396`, `23505`), for the log and for tests. */
export class StoreError extends Error {
  readonly kind: StoreErrorKind
  readonly code: string

  constructor(kind: StoreErrorKind, code: string, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'StoreError'
    this.kind = kind
    this.code = code
  }
}

const byCode: Readonly<Record<string, StoreErrorKind>> = {
  159: 'timeout', // TIMEOUT_EXCEEDED
  160: 'timeout', // TOO_SLOW
  209: 'unavailable', // SOCKET_TIMEOUT
  210: 'unavailable', // NETWORK_ERROR
  158: 'too_large', // TOO_MANY_ROWS
  241: 'too_large', // MEMORY_LIMIT_EXCEEDED
  307: 'too_large', // TOO_MANY_BYTES
  396: 'too_large', // TOO_MANY_ROWS_OR_BYTES
  202: 'busy', // TOO_MANY_SIMULTANEOUS_QUERIES
  252: 'busy', // TOO_MANY_PARTS
  364: 'busy', // CONCURRENT_ACCESS_NOT_SUPPORTED
  394: 'timeout', // QUERY_WAS_CANCELLED
  164: 'refused', // READONLY
  194: 'refused', // REQUIRED_PASSWORD
  497: 'refused', // ACCESS_DENIED
  516: 'refused', // AUTHENTICATION_FAILED
  40: 'corrupt', // CHECKSUM_DOESNT_MATCH
  228: 'corrupt', // TOO_MANY_UNEXPECTED_DATA_PARTS
  231: 'corrupt', // TOO_MANY_UNEXPECTED_DATA_PARTS (suspicious broken parts)
  432: 'corrupt', // UNKNOWN_CODEC
  226: 'corrupt', // NO_FILE_IN_DATA_PART
  236: 'unavailable', // ABORTED
  242: 'unavailable', // TABLE_IS_READ_ONLY (keeper away)
  999: 'unavailable', // KEEPER_EXCEPTION
}

const refusedByNetwork =
  /ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|ETIMEDOUT|socket hang up|Timeout error|50[234]|aborted/i

/**
 * Any failure of a ClickHouse client as a StoreError. Only `code` is trusted: the embedded engine's errors are
 * of another class than the client's own, and their `type` can be wrong.
 */
export function storeError(e: unknown): StoreError {
  if (e instanceof StoreError) return e
  const code = String((e as { code?: unknown }).code ?? '')
  const message = e instanceof Error ? e.message : String(e)
  const kind = byCode[code] ?? (/^\d+$/.test(code) ? 'bad_query' : undefined)
  if (kind !== undefined) return new StoreError(kind, code, `the store answered ${code} (${kind})`, e)
  const away = refusedByNetwork.test(`${code} ${message}`)
  return new StoreError('unavailable', code || 'none', away ? 'the store is away' : 'the store failed', e)
}
