import { setTimeout } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { z } from 'zod'
import { Refusal, quote } from '#domain/errors.ts'
import { keyOf, STREAMS, type Stream } from '#domain/streams.ts'
import type { Zone } from '#domain/zone.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import { upsertReference } from '#store/postgres/reference.ts'
import { addRejects } from '#store/postgres/rejects.ts'
import { pg, storable } from '#store/postgres/sql.ts'
import type { Desk } from './book/desk.ts'
import type { Answer, Call } from './call.ts'
import type { Dealers } from './dealers.ts'
import { refuse, type Refused } from './refused.ts'
import type { Again } from './replay.ts'
import type { PersonSealer } from './steps/person.ts'
import type { Row } from './steps/split.ts'

export interface ReferenceParts {
  booker: Pick<Desk, 'check' | 'book' | 'release' | 'waiting'>
  postgres: Postgres
  dealers: Dealers
  sealer: PersonSealer
  now: () => number
  log: Logger
  zone: Zone
}

/** What became of a good row. */
type StoredAs = 'accepted' | 'duplicate' | 'corrected'

interface ReferenceDoor {
  receive(stream: Stream, rows: readonly Row[], call: Call): Promise<Answer>
  /** Takes refused rows in again, one after another; those that are refused again are not kept a second time. */
  again(stream: Stream, rows: readonly Again[]): Promise<(StoredAs | Refusal)[]>
  onReference(listener: (stream: Stream) => void): void
}

/** How long a call that brings dealers waits for what was held for them; the rest is booked after its answer. */
const PATIENCE_MS = 5_000

/** The part of the door for the reference streams: the same answer, stored by key; new dealers release what was held. */
export function openReferenceDoor({
  booker,
  postgres,
  dealers,
  sealer,
  zone,
  now,
  log,
}: ReferenceParts): ReferenceDoor {
  const listeners: ((stream: Stream) => void)[] = []
  let last: Promise<unknown> = Promise.resolve()

  const store = async (stream: Stream, rows: readonly Row[], call: Call): Promise<Answer> => {
    const answer: Answer = { accepted: 0, duplicate: 0, corrected: 0, held: 0, rejected: [] }
    const refused: Refused[] = []
    const good: { key: string; body: Record<string, unknown> }[] = []
    for (const row of rows) {
      try {
        const body = readReferenceRow(stream, row, call)
        good.push({ key: keyOf(stream, body), body })
      } catch (thrown) {
        if (!(thrown instanceof Refusal)) throw thrown
        refused.push(refuse(row, thrown, { call, at: now(), sealer, zone }))
      }
    }
    for (const stored of await write(stream, good)) answer[stored]++
    await addRejects(
      postgres,
      refused.map(({ kept }) => kept),
    )
    answer.rejected = refused.map(({ told }) => told)
    return answer
  }

  /** Writes rows under their keys; answers for each what became of it. */
  const write = async (
    stream: Stream,
    rows: readonly { key: string; body: Record<string, unknown> }[],
  ): Promise<StoredAs[]> => {
    const standing = await standingRows(
      stream,
      rows.map(({ key }) => key),
    )
    const stored = rows.map(({ key, body }): StoredAs => {
      const text = JSON.stringify(body)
      const before = standing.get(storable(key))
      standing.set(storable(key), text)
      return before === undefined ? 'accepted' : before === text ? 'duplicate' : 'corrected'
    })
    if ((await upsertReference(postgres, stream, rows)) > 0) await tell(stream)
    return stored
  }

  const again = async (stream: Stream, rows: readonly Again[]): Promise<(StoredAs | Refusal)[]> => {
    const read = rows.map(({ row, call }) => {
      try {
        const body = readReferenceRow(stream, row, call)
        return { key: keyOf(stream, body), body }
      } catch (thrown) {
        if (thrown instanceof Refusal) return thrown
        throw thrown
      }
    })
    const good = read.flatMap((one) => (one instanceof Refusal ? [] : [one]))
    const stored = (await write(stream, good)).values()
    return read.map((one) => (one instanceof Refusal ? one : stored.next().value!))
  }

  const standingRows = async (stream: Stream, keys: readonly string[]): Promise<Map<string, string>> => {
    const rows = await postgres.query<{ key: string; body: string }>(pg`SELECT key, body FROM reference
      WHERE stream = ${stream} AND key = ANY(${[...new Set(keys.map(storable))]}::text[])`)
    return new Map(rows.map(({ key, body }) => [key, body]))
  }

  const tell = async (stream: Stream): Promise<void> => {
    if (stream === 'dealers') {
      await dealers.reload()
      await Promise.race([booker.release(), setTimeout(PATIENCE_MS, undefined, { ref: false })])
    }
    for (const listener of listeners) {
      try {
        listener(stream)
      } catch (err) {
        log.error({ err, stream }, 'a listener failed on reference rows')
      }
    }
  }

  // One after another: what a row replaces is read before it is written.
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const answer = last.then(work)
    last = answer.catch(() => undefined)
    return answer
  }

  return {
    receive: (stream, rows, call) => inTurn(() => store(stream, rows, call)),
    again: (stream, rows) => inTurn(() => again(stream, rows)),
    onReference: (listener) => void listeners.push(listener),
  }
}

function readReferenceRow(stream: Stream, row: Row, call: Call): Record<string, unknown> {
  if ('broken' in row) throw new Refusal('not_json', `the line is not JSON: ${row.reason}`)
  const { value } = row
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Refusal('not_json', 'the row is not a JSON object')
  // Absent is absent, however it is written.
  const sent = Object.fromEntries(Object.entries(value).filter(([, v]) => v !== null && v !== ''))
  const read = STREAMS[stream].row.safeParse(sent)
  if (!read.success) throw refusalOf(read.error.issues[0]!, sent)
  const body = read.data as Record<string, unknown>
  if (stream === 'watermark' && body['source'] !== call.source && !call.mayNameSources) {
    throw new Refusal('foreign_source', `this key speaks for ${quote(call.source)}, not for ${quote(body['source'])}`, {
      path: 'source',
    })
  }
  return body
}

function refusalOf(issue: z.core.$ZodIssue, sent: Record<string, unknown>): Refusal {
  const path = issue.path.map(String).join('.').slice(0, 60)
  if (issue.code === 'unrecognized_keys') {
    return new Refusal('unknown_field', `no field is called ${quote(issue.keys[0])}`, {
      path: String(issue.keys[0]).slice(0, 60),
    })
  }
  const value = issue.path.reduce<unknown>((at, name) => (at as Record<PropertyKey, unknown> | undefined)?.[name], sent)
  if (value === undefined) return new Refusal('missing_field', `${path || 'a field'} is missing`, { path })
  return new Refusal('bad_field', `${path} ${quote(value)} does not fit: ${issue.message}`, { path })
}
