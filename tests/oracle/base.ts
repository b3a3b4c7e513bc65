import { Temporal } from 'temporal-polyfill'
import type { ReferenceRows } from '#domain/organisation.ts'
import type { Spans, Span } from './spans.ts'

/** The status of one of the restless maker's stores that means: no trade. */
const SHUT = '整改'

/**
 * 同店, day by day: whether a dealer is open on each business day that counts in each range. It is open from its
 * `opened_on`, else from its first row's `valid_from`, before its `closed_on`, and while the valid row's status trades.
 */
export function openStores(rows: ReferenceRows, spans: Spans, ranges: readonly Span[]): (code: string) => boolean {
  const days = new Set<string>()
  for (const { from, until } of ranges) {
    let day = spans.local(from).toPlainDate()
    const last = spans.local(Math.max(from, until - 1)).toPlainDate()
    for (; Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) days.add(day.toString())
  }
  const known = new Map<string, boolean>()
  return (code) => {
    const found = known.get(code)
    if (found !== undefined) return found
    const own = rows.dealers.filter(({ dealer_id }) => dealer_id === code)
    const sorted = own.sort((a, b) => ((a.valid_from ?? '') < (b.valid_from ?? '') ? -1 : 1))
    const told = (name: string) => sorted.map(({ attrs }) => attrs?.[name]).findLast((text) => text !== undefined)
    const opened = String(told('opened_on') ?? sorted[0]?.valid_from ?? '')
    const closed = told('closed_on')
    const open = [...days].every((day) => {
      const valid = sorted.filter(({ valid_from = '' }) => valid_from <= day).at(-1) ?? sorted[0]
      return valid && valid.status !== SHUT && opened <= day && (!closed || day < String(closed))
    })
    known.set(code, open)
    return open
  }
}

/**
 * The model that a comparison reads an event under: the newest model of its line, if the one right after it came after
 * the event's day, both launched by the last counted day of the current range. A line that forks is not followed.
 */
export function modelSince(rows: ReferenceRows, code: string, day: string, today: string): string {
  const after = (model: string) => {
    const heirs = rows.models.filter(
      ({ succeeds, launch_on }) =>
        succeeds !== undefined && ownCode(rows, succeeds) === model && (!launch_on || launch_on <= today),
    )
    return heirs.length === 1 ? heirs[0] : undefined
  }
  const heir = after(code)
  if (!heir || (heir.launch_on && heir.launch_on <= day)) return code
  let newest = heir
  for (let next = after(newest.model); next; next = after(newest.model)) newest = next
  return newest.model
}

/** A model's own code for itself or for its alias; an unknown one stays as it is. */
export const ownCode = (rows: ReferenceRows, code: string): string =>
  (rows.models.find(({ model }) => model === code) ?? rows.models.find(({ aliases }) => aliases?.includes(code)))
    ?.model ?? code
