import { sumClaims } from '#domain/decision/claims.ts'
import type { Decision, Where } from '#domain/decision/decision.ts'
import type { Attendee, Meeting, MeetingNote, PromiseSaid } from '#domain/decision/meeting.ts'
import type { MeetingFile, ToldMeeting } from '#domain/decision/minutes.ts'
import { liesIn, mayRead, tell } from '#domain/decision/sight.ts'
import type { Organisation } from '#domain/organisation.ts'
import type { Zone } from '#domain/zone.ts'
import type { User } from '../access/user.ts'
import { claimNow, dealersOf } from './gaps.ts'

/** A meeting with all that belongs to it, whoever may see it. */
export interface Loaded {
  meeting: Meeting
  all: readonly Decision[]
  notes: readonly MeetingNote[]
  attendees: Attendee[]
  said: readonly PromiseSaid[]
}

/** A meeting as a reader may see it: places outside their scope are named without figures, notes and promises. */
export function seenBy(
  { meeting, all, notes, attendees, said }: Loaded,
  user: User,
  { organisation, zone, day }: { organisation: Organisation; zone: Zone; day: string },
): MeetingFile {
  const sees = (where: Where): boolean => liesIn({ ...meeting.where, ...where }, user.scope, organisation, day)
  const items = meeting.items.map((item): ToldMeeting['items'][number] => {
    if (item.key === null) return { ...item, claim: null, restricted: false }
    const place = Object.fromEntries(Object.entries(item.key).map(([name, value]) => [name, [value]])) as Where
    if (!sees(place))
      return { ...item, gap: null, lamp: null, unverified: false, decisions: [], claim: null, restricted: true }
    const dealers = dealersOf({ ...meeting.where, ...place }, organisation, meeting.as_of)
    const gap = { units: item.gap, unverified: item.unverified, dealers }
    return { ...item, claim: claimNow(gap, all, meeting.unit, zone), restricted: false }
  })
  const hidden = new Set(items.filter(({ restricted }) => restricted).map(({ id }) => id))
  const whole = sees({})
  return {
    meeting: { ...meeting, items, total: whole ? meeting.total : null },
    claim: sumClaims(items.flatMap(({ claim, gap }) => (claim && (gap ?? 0) < 0 ? [claim] : []))),
    // What was said of no single place may be of any: it is for those who see them all.
    notes: notes.filter(({ item_id }) =>
      item_id === null || !hidden.size ? whole || !hidden.size : !hidden.has(item_id),
    ),
    attendees,
    decisions: all
      .filter(({ meeting_id }) => meeting_id === meeting.id)
      .map((decision) => tell(decision, mayRead(decision, user, organisation, day))),
    promises: said.filter(({ level, place }) => sees(level === 'nation' ? {} : { [level]: [place] })),
  }
}
