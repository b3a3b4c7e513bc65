import { claimOf, stretchOf, sumClaims, takenByStage, takenOn } from '#domain/decision/claims.ts'
import type { Decision, Where } from '#domain/decision/decision.ts'
import type { Attendee, Meeting, MeetingNote, PromiseSaid } from '#domain/decision/meeting.ts'
import type { MeetingFile, ToldMeeting } from '#domain/decision/minutes.ts'
import { liesIn, mayRead, tell } from '#domain/decision/sight.ts'
import type { Organisation } from '#domain/organisation.ts'
import type { Zone } from '#domain/zone.ts'
import type { User } from '../access/user.ts'
import { dealersOf } from './gaps.ts'

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
  const made = stretchOf(meeting.unit, zone)
  const mine = all.filter((decision) => mayRead(decision, user, organisation, day))
  const sees = (where: Where): boolean => liesIn({ ...meeting.where, ...where }, user.scope, organisation, day)
  const items = meeting.items.map((item): ToldMeeting['items'][number] => {
    if (item.key === null) {
      const known = item.decisions.filter((id) => mine.some((one) => one.id === id))
      return { ...item, decisions: known, claim: null, taken: [], restricted: false }
    }
    const place = Object.fromEntries(Object.entries(item.key).map(([name, value]) => [name, [value]])) as Where
    if (!sees(place))
      return {
        ...item,
        gap: null,
        lamp: null,
        unverified: false,
        decisions: [],
        claim: null,
        taken: [],
        restricted: true,
      }
    const dealers = dealersOf({ ...meeting.where, ...place }, organisation, meeting.as_of)
    const here = ({ meeting_id, treated }: Decision): boolean =>
      meeting_id === meeting.id && treated.some((code) => dealers.has(code))
    const about = mine.filter((one) => here(one) || takenOn(dealers, [one], made) > 0)
    const claim = claimOf({ units: item.gap, unverified: item.unverified }, takenOn(dealers, all, made))
    const taken = takenByStage(dealers, all, made)
    return { ...item, decisions: about.map(({ id }) => id), claim, taken, restricted: false }
  })
  const hidden = new Set(items.filter(({ restricted }) => restricted).map(({ id }) => id))
  const whole = sees({})
  const about = new Set(items.flatMap(({ decisions }) => decisions))
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
    elsewhere: mine
      .filter(({ id, meeting_id }) => about.has(id) && meeting_id !== meeting.id)
      .map((decision) => tell(decision, true)),
    // What the whole maker promised is for those who may see it all, in whichever meeting it is looked at.
    promises: said.filter(({ level, place }) =>
      liesIn(level === 'nation' ? {} : { [level]: [place] }, user.scope, organisation, day),
    ),
  }
}
