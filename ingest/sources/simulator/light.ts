import { CAMPAIGN } from './scripted.ts'
import { LEAVES, MODEL_X5, RIVALS } from './catalogue.ts'
import { NUMBERS } from './identity.ts'
import type { Journey } from './journey.ts'
import { nextDue } from './due.ts'
import { price, terms } from './price.ts'
import { draw } from './random.ts'
import { dayIndexAt } from './rhythm.ts'
import { inShop } from './shop-hours.ts'
import { stampOf } from './stamp.ts'
import { within, type Sink } from './sink.ts'

// prettier-ignore
const LEVELS: readonly (readonly [until: number, level: string])[] = [
  [0.12, 'H'], [0.3, 'A'], [0.58, 'B'], [0.85, 'C'], [0.96, 'N'], [1, 'O'],
]
// prettier-ignore
const REASONS: readonly (readonly [until: number, reason: string])[] = [
  [0.38, '已购竞品'], [0.62, '放弃购车'], [0.84, '无法联系'], [0.93, '已购本品牌他店'], [1, '地域限制'],
]
// prettier-ignore
const CANCELS: readonly (readonly [until: number, reason: string])[] = [
  [0.3, '已购竞品'], [0.5, '等车太久'], [0.7, '贷款未过'], [0.85, '资金原因'], [1, '改变主意'],
]
/** Further raw leads of the same person at the same store, so that 1.25 raw leads make a unique one. */
const REPEATS = [0.215, 0.035] as const
const CARDED = 0.95
const LATE_CARD = 0.06
const LATE_DEAL = 0.02
const BURST = (20 * 60 + 37) * 60_000
const HOUR = 3_600_000
const DAY = 24 * HOUR

const upTo = (table: readonly (readonly [number, string])[], u: number): string =>
  table.find(([until]) => u < until)![1]
const seconds = (low: number, high: number, u: number): number => Math.floor((low + (high - low) * u) * 60) * 1000

/** The events that the wall is built on: leads, cards, visits, drives, orders, deals, deliveries, losses. */
export function light(journey: Journey, sink: Sink): void {
  const { key } = journey
  if (journey.isLead) leads(journey, sink)
  if (journey.visit) visits(journey, sink)
  if (journey.order) orders(journey, sink)
  if (journey.ending && within(sink, journey.end)) ending(journey, sink)
  if (journey.ending === 'dormant' && draw(key, 70) < 0.08) {
    const at = inShop(journey.world.rhythm, journey.end + seconds(4 * 1440, 9 * 1440, draw(key, 71)))
    if (within(sink, at)) sink.event(journey, 'revive', 'rv', 'crm', at, '', 0)
  }
}

function leads(journey: Journey, sink: Sink): void {
  const { key, entered, leaf, no } = journey
  const { source } = LEAVES[leaf]!
  const campaign = no >= NUMBERS.bulk ? `,"campaign":"${CAMPAIGN}"` : ''
  if (within(sink, entered)) sink.event(journey, 'lead', 'l', source, entered, campaign, 0)
  for (let i = 0; i < REPEATS.length; i++) {
    if (draw(key, 40 + i) >= REPEATS[i]!) continue
    const u = draw(key, 42 + i)
    const at = entered + (u < 0.5 ? seconds(2, 420, u * 2) : seconds(600, 12 * 1440, (u - 0.5) * 2))
    if (within(sink, at)) sink.event(journey, 'lead', `l${i + 2}`, source, at, campaign, 0)
  }
}

function visits(journey: Journey, sink: Sink): void {
  const { key, visit, again, drive, isLead, anonymous } = journey
  const kind = isLead ? ',"visit_kind":"invited"' : ',"visit_kind":"walk_in"'
  // Reception closes a walk-in's record with the card: the visit that leads to a card does not come before it.
  const first = isLead || anonymous || isGamed(journey) ? visit : cardAt(journey)
  if (within(sink, first)) sink.event(journey, 'visit', 'v', 'reception', first, kind, 0)
  if (again && within(sink, again)) sink.event(journey, 'visit', 'v2', 'reception', again, kind, 0)
  if (drive && within(sink, drive)) sink.event(journey, 'test_drive', 't', 'reception', drive, '', 0)
  if (again && draw(key, 50) < 0.12) {
    const at = again + seconds(12, 30, draw(key, 51))
    if (within(sink, at)) sink.event(journey, 'test_drive', 't2', 'reception', at, '', 0)
  }
  if (!anonymous) card(journey, sink)
}

function card(journey: Journey, sink: Sink): void {
  const { key, isLead, world } = journey
  const games = isGamed(journey)
  if (isLead && draw(key, 52) >= (games ? 0.99 : CARDED)) return
  const at = cardAt(journey)
  if (!within(sink, at)) return
  const u = draw(key, 54)
  const level = games && u < 0.71 ? 'O' : upTo(LEVELS, games ? (u - 0.71) / 0.29 : u)
  const late = draw(key, 55) < LATE_CARD ? 14 * HOUR + seconds(0, 240, draw(key, 56)) : 0
  const type = draw(key, 57)
  const customer = type < 0.55 ? 'first' : type < 0.83 ? 'replacement' : 'additional'
  sink.event(
    journey,
    'card',
    'k',
    'crm',
    at,
    `,"intent_level":"${level}","customer_type":"${customer}","next_due_at":"${stampOf(world)(nextDue(journey, at, 58))}"`,
    late,
  )
}

const isGamed = ({ store, seat, world }: Journey): boolean => store.marks.gaming && seat < 2 && world.incidents.has(5)

function cardAt(journey: Journey): number {
  return isGamed(journey) ? burst(journey) : journey.visit + seconds(6, 24, draw(journey.key, 53))
}

/** Gamed cards are typed in one after another at 20:40. */
function burst({ key, visit, order, world }: Journey): number {
  const { rhythm } = world
  return rhythm.starts[dayIndexAt(rhythm, Math.max(visit, order))]! + BURST + Math.floor(draw(key, 53) * 480) * 1000
}

function orders(journey: Journey, sink: Sink): void {
  const { key, store, order, cancel, paid, delivery, inStock } = journey
  const { dms } = store
  if (within(sink, order)) sink.event(journey, 'order', 'o', dms, order, terms(journey, false), 0)
  if (cancel && within(sink, cancel)) {
    const reason = journey.held ? '等车太久' : upTo(CANCELS, draw(key, 60))
    sink.event(
      journey,
      'order_cancel',
      'oc',
      dms,
      cancel,
      `,"order_id":"O${journey.id}","reason":"${reason}","audit":"approved","amount":"${price(journey).amount}"`,
      0,
    )
  }
  if (!paid) return
  const locked = order + seconds(60, 600, draw(key, 61))
  if (!inStock && locked < paid && within(sink, locked))
    sink.event(journey, 'lock', 'lk', dms, locked, `,"order_id":"O${journey.id}"`, 0)
  const late = draw(key, 62) < LATE_DEAL ? seconds(1440, 4 * 1440, draw(key, 63)) : 0
  if (within(sink, paid)) sink.event(journey, 'deal', 'd', dms, paid, terms(journey, true), late)
  const invoiced = paid + seconds(8, 40, draw(key, 64))
  if (within(sink, invoiced)) sink.event(journey, 'invoice', 'i', dms, invoiced, terms(journey, true), late)
  if (within(sink, delivery)) sink.event(journey, 'delivery', 'h', dms, delivery, terms(journey, true), 0)
  const insured = Math.max(invoiced + HOUR, delivery + seconds(-1440, 3 * 1440, draw(key, 65)))
  if (within(sink, insured)) {
    sink.event(
      journey,
      'insured',
      'n',
      'insurance',
      insured,
      `,"vin":"${price(journey).vin}"`,
      3 * DAY + seconds(0, 7 * 1440, draw(key, 66)),
    )
  }
}

function ending(journey: Journey, sink: Sink): void {
  const { key, ending, end, model, store, world, order } = journey
  if (ending === 'dormant') return sink.event(journey, 'dormant', 'z', 'crm', end, ',"reason":"暂无购车计划"', 0)
  const since = (end - world.rhythm.starts[world.today - world.rhythm.first]!) / DAY
  const hurt =
    world.incidents.has(3) && store.place.region === '华南' && model === MODEL_X5 && since >= -9 && since < 30
  const u = draw(key, 72)
  const reason = hurt && draw(key, 73) < 0.55 ? '已购竞品' : order ? '放弃购车' : upTo(REASONS, u)
  let extras = `,"reason":"${reason}","audit":"approved"`
  if (reason === '已购竞品') {
    const rival = hurt && draw(key, 74) < 0.75 ? RIVALS[0]! : RIVALS[Math.floor(draw(key, 74) * RIVALS.length)]!
    extras += `,"competitor_brand":"${rival[0]}","competitor_model":"${rival[1]}"`
  }
  sink.event(journey, 'lost', 'x', 'crm', end, extras, 0)
}
