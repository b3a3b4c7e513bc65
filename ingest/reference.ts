import { setTimeout } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { z } from 'zod'
import { Refusal, quote } from '#domain/errors.ts'
import { keyOf, STREAMS, type Stream } from '#domain/streams.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import { upsertReference } from '#store/postgres/reference.ts'
import { addRejects } from '#store/postgres/rejects.ts'
import { pg, storable } from '#store/postgres/sql.ts'
import type { Desk } from './book/desk.ts'
import type { Answer, Call } from './call.ts'
import type { Dealers } from './dealers.ts'
import { refuse, type Refused } from './refused.ts'
import type { PersonSealer } from './steps/person.ts'
import type { Row } from './steps/split.ts'

export interface ReferenceParts {
  booker: Pick<Desk, 'check' | 'book' | 'release' | 'waiting'>
  postgres: Postgres
  dealers: Dealers
  sealer: PersonSealer
  now: () => number
  log: Logger
}

interface ReferenceDoor {
  receive(stream: Stream, rows: readonly Row[], call: Call): Promise<Answer>
  onReference(listener: (stream: Stream) => void): void
}

/** How long a call that brings dealers waits for what was held for them; the rest is booked after its answer. */
const PATIENCE_MS = 5_000

/** The part of the door for the reference streams: the same answer, stored by key; new dealers release what was held. */
export function openReferenceDoor({ booker, postgres, dealers, sealer, now, log }: ReferenceParts): ReferenceDoor {
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
        refused.push(refuse(row, thrown, call.source, now(), sealer))
      }
    }
    const standing = await standingRows(
      stream,
      good.map(({ key }) => key),
    )
    for (const { key, body } of good) {
      const text = JSON.stringify(body)
      const before = standing.get(storable(key))
      answer[before === undefined ? 'accepted' : before === text ? 'duplicate' : 'corrected']++
      standing.set(storable(key), text)
    }
    const changed = await upsertReference(postgres, stream, good)
    await addRejects(
      postgres,
      refused.map(({ kept }) => kept),
    )
    answer.rejected = refused.map(({ told }) => told)
    if (changed > 0) await tell(stream)
    return answer
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

  return {
    // One after another: what a row replaces is read before it is written.
    receive: (stream, rows, call) => {
      const answer = last.then(() => store(stream, rows, call))
      last = answer.catch(() => undefined)
      return answer
    },
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
