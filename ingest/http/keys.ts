import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { Refusal } from '#domain/errors.ts'

/** An ingest key and what its holder may do. */
export interface IngestKey {
  key: string
  /** For rows that name no source. */
  source: string
  mayNameSources: boolean
  /** May send history and `recorded_at`. */
  mayBackdate: boolean
}

/** The key that a war room makes for itself: it may speak for any source and bring history. */
export const masterKey = (key: string): IngestKey => ({
  key,
  source: 'default',
  mayNameSources: true,
  mayBackdate: true,
})

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Makes the check of `Authorization: Bearer`: always against every key, in constant time. Throws `unauthorised`. */
export function createKeyCheck(keys: readonly IngestKey[]): (request: IncomingMessage) => IngestKey {
  const known = keys.map((key) => ({ key, digest: digest(key.key) }))
  return (request) => {
    const sent = digest(/^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1] ?? '')
    let found: IngestKey | undefined
    for (const { key, digest: own } of known) if (timingSafeEqual(own, sent)) found = key
    if (!found)
      throw new Refusal('unauthorised', 'the ingest key is missing or wrong; send it as “Authorization: Bearer KEY”')
    return found
  }
}
