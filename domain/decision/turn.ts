import type { AgendaItem, Meeting } from './meeting.ts'

/** What the chair does with the agenda. */
export interface Turn {
  current?: string | null | undefined
  frozen?: boolean | undefined
  add_minutes?: number | undefined
  title?: string | undefined
}

/** The agenda after the chair's move at an instant: the item that was on is done and its time is kept. */
export function turn(meeting: Meeting, { current, frozen, add_minutes, title }: Turn, now: number): Partial<Meeting> {
  const changes: Partial<Meeting> = { ...(frozen !== undefined && { frozen }), ...(title && { title }) }
  let { items } = meeting
  if (add_minutes !== undefined)
    items = items.map((item) =>
      item.id === meeting.current ? { ...item, minutes: Math.max(0, item.minutes + add_minutes) } : item,
    )
  if (current !== undefined && current !== meeting.current) {
    items = items.map((item) => (item.id === meeting.current ? stopped(item, now) : item))
    items = items.map((item) =>
      item.id === current ? { ...item, state: 'open', started_at: new Date(now).toISOString() } : item,
    )
    changes.current = current
  }
  return items === meeting.items ? changes : { ...changes, items }
}

/** The meeting at its end. */
export function ended(meeting: Meeting, now: number): Partial<Meeting> {
  const items = meeting.items.map((item) => (item.id === meeting.current ? stopped(item, now) : item))
  return { items, current: null, state: 'closed', closed_at: new Date(now).toISOString() }
}

function stopped(item: AgendaItem, now: number): AgendaItem {
  const spent = item.started_at === null ? 0 : Math.max(0, Math.round((now - Date.parse(item.started_at)) / 1_000))
  return { ...item, state: 'done', spent_s: item.spent_s + spent, started_at: null }
}
