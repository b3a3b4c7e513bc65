import { LEAVES } from './catalogue.ts'
import type { Journey } from './journey.ts'
import { draw, lag, wait } from './random.ts'
import { dayIndexAt } from './rhythm.ts'
import { inShop } from './shop-hours.ts'
import { within, type Sink } from './sink.ts'
import { onDuty } from './staff.ts'
import { nextDue } from './due.ts'
import { stampOf } from './stamp.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const FIRST_CALL = lag(25, 170, 1_400)
const HUB_CALL = lag(410, 1_500, 4_000)
const MORNING_CALL = lag(18, 90, 600)
/** Of those whom no one brings to the store: reached by the first, second and third call. */
const REACHED = [0.5, 0.3, 0.25] as const
const CALLED_AGAIN = [0.48, 0.45] as const
const HUB_REACH = 0.6
/** Chance of each further talk once the customer was reached. */
const FOLLOW_UPS = [0.85, 0.8, 0.7, 0.6] as const

const minutes = (low: number, high: number, u: number): number => Math.floor((low + (high - low) * u) * 60) * 1000

const cleanedAt = ({ key, entered }: Journey): number => entered + minutes(2, 25, draw(key, 150))

/** The lead is checked and found valid. */
export function cleaning(journey: Journey, sink: Sink): void {
  if (!journey.isLead || !journey.valid) return
  const at = cleanedAt(journey)
  if (within(sink, at)) sink.event(journey, 'clean', 'c', 'callcenter', at, '', 0)
}

/** The work on a journey after cleaning: dispatch, assignment, calls, appointments, quotes, ratings. */
export function process(journey: Journey, sink: Sink): void {
  if (journey.isLead) {
    handling(journey, sink)
    calls(journey, sink)
  }
  if (journey.visit && !journey.anonymous) onSite(journey, sink)
}

function handling(journey: Journey, sink: Sink): void {
  const { key, valid, leaf, world } = journey
  if (!valid) return
  const dispatched = cleanedAt(journey) + minutes(1, 6, draw(key, 151))
  if (LEAVES[leaf]!.pooled && within(sink, dispatched))
    sink.event(journey, 'dispatch', 'p', 'callcenter', dispatched, '', 0)
  const assigned = inShop(world.rhythm, dispatched + minutes(2, 15, draw(key, 152)))
  if (within(sink, assigned)) sink.event(journey, 'assign', 'a', 'crm', Math.max(assigned, dispatched + MINUTE), '', 0)
}

/** When the first call is made: soon in shop hours, next morning for the evening's leads, too late for 14 %. */
function firstCall(journey: Journey): number {
  const { key, entered, world, day, visit } = journey
  const { rhythm } = world
  const index = dayIndexAt(rhythm, entered)
  const time = entered - rhythm.starts[index]!
  const hurt = hubHurt(journey, day)
  const u = draw(key, 153)
  let at: number
  if (time >= 20 * HOUR + 30 * MINUTE)
    at = rhythm.starts[index + 1]! + 9 * HOUR + Math.floor(wait(MORNING_CALL, u) * 60) * 1000
  else if (time < 9 * HOUR) at = rhythm.starts[index]! + 9 * HOUR + Math.floor(wait(MORNING_CALL, u) * 60) * 1000
  else at = entered + Math.floor(wait(hurt ? HUB_CALL : FIRST_CALL, u) * 60) * 1000
  if (draw(key, 154) < 0.1) at += DAY + minutes(0, 900, u)
  at = inShop(rhythm, at)
  return visit ? Math.min(at, visit - 20 * MINUTE) : at
}

const hubHurt = ({ world, store }: Journey, day: number): boolean =>
  store.marks.hub && world.incidents.has(1) && day - world.today >= -20 && day - world.today < 25

function calls(journey: Journey, sink: Sink): void {
  const { key, visit, valid, world, day, store } = journey
  // Some are forgotten; one that cleaning refused is tried once at most.
  if (!visit && draw(key, 155) < (valid ? 0.04 : 0.45)) return
  const pilot = store.marks.secondCall === 'pilot' && world.incidents.has(8) && day - world.today >= -45
  const reach = hubHurt(journey, day) ? HUB_REACH : 1
  let at = firstCall(journey)
  for (let nth = 0; nth < 3; nth++) {
    const reached = visit > 0 || draw(key, 156 + nth) < REACHED[nth]! * reach
    call(journey, sink, at, nth, reached, pilot && nth === 1)
    if (!valid) return
    if (reached) return conversation(journey, sink, at)
    const again = pilot && nth === 0 ? 0.85 : CALLED_AGAIN[nth]
    if (again === undefined || draw(key, 160 + nth) >= again) return
    at = inShop(world.rhythm, at + 4 * HOUR + minutes(0, 1_500, draw(key, 164 + nth)))
  }
}

function call(journey: Journey, sink: Sink, at: number, nth: number, reached: boolean, otherPerson: boolean): void {
  if (!within(sink, at)) return
  const { key, store, world, day } = journey
  const next = stampOf(world)(nextDue(journey, at, 170 + nth))
  const length = reached ? 25 + Math.floor(260 * draw(key, 174 + nth) ** 2) : 0
  const caller = otherPerson
    ? `,"attrs":{"second_caller":"${onDuty(store.slots[store.slots.length - 1]!, day).id}"}`
    : ''
  const source = store.marks.hub ? 'callcenter' : 'crm'
  sink.event(
    journey,
    'contact',
    `c${nth + 1}`,
    source,
    at,
    `,"via":"phone","connected":${reached},"duration_s":${length},"next_due_at":"${next}"${caller}`,
    0,
  )
}

/** After the first talk: WeCom, an appointment kept or not, follow-ups. */
function conversation(journey: Journey, sink: Sink, at: number): void {
  const { key, visit, world } = journey
  const { rhythm } = world
  const added = at + minutes(3, 40, draw(key, 180))
  if (draw(key, 181) < 0.32 && within(sink, added)) sink.event(journey, 'wecom_add', 'w', 'wecom', added, '', 0)
  const booked = at + minutes(1, 5, draw(key, 182))
  if (visit ? draw(key, 183) < 0.8 : draw(key, 183) < 0.11) {
    const due = visit || inShop(rhythm, at + DAY + minutes(0, 4_000, draw(key, 184)))
    const purpose = draw(key, 185) < 0.35 ? 'test_drive' : 'visit'
    if (within(sink, booked))
      sink.event(
        journey,
        'appointment',
        'ap',
        'crm',
        booked,
        `,"purpose":"${purpose}","due_at":"${stampOf(world)(due)}"`,
        0,
      )
    const missed = due + 2 * HOUR
    if (!visit && within(sink, missed))
      sink.event(journey, 'no_show', 'ns', 'crm', missed, `,"purpose":"${purpose}"`, 0)
  }
  for (let nth = 0; nth < FOLLOW_UPS.length; nth++) {
    if (draw(key, 200 + nth) >= FOLLOW_UPS[nth]!) return
    const again = inShop(rhythm, at + Math.floor(DAY * (0.7 + nth * 1.4)) + minutes(0, 1_440, draw(key, 210 + nth)))
    call(journey, sink, again, nth + 4, draw(key, 220 + nth) < 0.7, false)
  }
}

function onSite(journey: Journey, sink: Sink): void {
  const { key, visit, order } = journey
  const quoted = visit + minutes(35, 58, draw(key, 192))
  if (draw(key, 193) < 0.68 && within(sink, quoted)) sink.event(journey, 'quote', 'q', 'reception', quoted, '', 0)
  const rated = visit + minutes(90, 200, draw(key, 194))
  const level = order ? 'H' : draw(key, 195) < 0.4 ? 'A' : 'B'
  if (draw(key, 196) < 0.5 && within(sink, rated))
    sink.event(journey, 'score', 's', 'crm', rated, `,"intent_level":"${level}"`, 0)
}
