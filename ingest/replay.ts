import { Refusal } from '#domain/errors.ts'
import { isStream } from '#domain/streams.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import { nextRejects, removeRejects, renewRejects, type RejectFilter, type RejectRow } from '#store/postgres/rejects.ts'
import type { Call } from './call.ts'
import type { Sender } from './refused.ts'
import type { Outcome } from './settle/walk.ts'
import type { Row } from './steps/split.ts'

/** What became of refused rows that were sent again; the counts and `still` together are `replayed`. */
export interface Replayed {
  replayed: number
  accepted: number
  duplicate: number
  corrected: number
  held: number
  /** Rows that are refused again, with the reason of now. */
  still: { id: number; code: string; message: string }[]
  /** Whether more rows match than one call takes; ask again with the last id as `after`. */
  more: number | null
}

/** One refused row on its way through the door again. */
export interface Again {
  row: Row
  call: Call
}

export interface ReplayParts {
  postgres: Postgres
  /** Takes rows of one stream in; answers for each what became of it, or why it is refused again. Keeps nothing of those. */
  take(rows: readonly Again[]): Promise<(Exclude<Outcome, 'released'> | Refusal)[]>
  now: () => number
}

const MOST_ROWS = 5_000

/**
 * Sends refused rows through the door again, oldest first. What is good now counts and leaves the list; the rest stays
 * with its reason of now. Again and again the same: a row that was booked before its place on the list was cleared is
 * a duplicate the next time. Throws `busy` or `store_unavailable`; what was answered for until then counts.
 */
export function createReplay({ postgres, take, now }: ReplayParts) {
  return async (asked: RejectFilter & { after?: number }): Promise<Replayed> => {
    const { after = 0, ...filter } = asked
    const rows = await nextRejects(postgres, { ...filter, after, limit: MOST_ROWS })
    const answer: Replayed = {
      replayed: rows.length, accepted: 0, duplicate: 0, corrected: 0, held: 0, still: [],
      more: rows.length === MOST_ROWS ? rows.at(-1)!.id : null,
    } // prettier-ignore
    const renewed: Replayed['still'] = []
    for (const some of runs(rows)) {
      const ready = some.filter(({ whole, sender }) => whole && sender !== '')
      // Why those were refused in the first place stays what is told of them.
      for (const row of some)
        if (!ready.includes(row)) answer.still.push({ id: row.id, code: row.code, message: MASKED })
      const outcomes = ready.length > 0 ? await take(ready.map(again)) : []
      const done: number[] = []
      outcomes.forEach((outcome, i) => {
        const { id } = ready[i]!
        if (outcome instanceof Refusal) renewed.push({ id, code: outcome.code, message: outcome.message })
        else {
          answer[outcome]++
          done.push(id)
        }
      })
      await removeRejects(postgres, done)
    }
    await renewRejects(postgres, renewed, now())
    answer.still.push(...renewed)
    return answer
  }
}

const MASKED = 'parts of the row look personal or were too long and were not kept; its source must send it again'

/** Neighbours of one stream: what is taken in together. */
function* runs(rows: readonly RejectRow[]): Generator<RejectRow[]> {
  for (let from = 0; from < rows.length;) {
    const { stream } = rows[from]!
    let to = from
    while (to < rows.length && rows[to]!.stream === stream) to++
    yield rows.slice(from, to)
    from = to
  }
}

function again({ line, body, sender, stream }: RejectRow): Again {
  const rights = JSON.parse(sender) as Sender
  const call: Call = { ...rights, stream: isStream(stream) ? stream : 'events', body: '', priority: 'bulk' }
  const text = String(body)
  try {
    return { row: { line, value: JSON.parse(text) as unknown }, call }
  } catch (thrown) {
    return { row: { line, broken: text, reason: (thrown as Error).message }, call }
  }
}
