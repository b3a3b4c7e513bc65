import { COLOUR_SHARES, LEAVES, MODELS, MODEL_E, MODEL_SHARES, WALK_IN, leafOf } from './catalogue.ts'
import { NUMBERS, journeyId, personOf } from './identity.ts'
import { orderChance, validChance, visitChance } from './chances.ts'
import { SLOT, type Depth, type Journey } from './journey.ts'
import { cumulate, draw, keyFrom, lag, pick, wait } from './random.ts'
import { dayIndexAt, instantAt, timeOfDay } from './rhythm.ts'
import { fulfil } from './fulfilment.ts'
import { dips } from './shows.ts'
import { afterwards, inShop, stormy } from './shop-hours.ts'
import { UNCARDED, type Store } from './stores.ts'
import { onDuty } from './staff.ts'
import { onSale, type World } from './world.ts'

const LEAD_SHARES = cumulate(LEAVES.slice(0, WALK_IN).map(({ share }) => share))
const PORTAL_B = leafOf('portal_b')
const SHOW = leafOf('outreach_show')
const VIDEO_HQ = leafOf('video_hq')
const VISIT_LAG = lag(2.4, 14, 30)
const ORDER_LAG = lag(4.6, 15.9, 30)
/** Share of their other visitors that gaming advisors keep out. */
const UNRECORDED = 0.75
const SAME_DAY = 0.38
const AGAIN_LAG = lag(4, 12, 20)
const END_LAG = lag(8, 22, 30)
const ENDED = 0.86
const FORGOTTEN = 0.985

/** Follows journey `no` of a store's day; null where it does not exist or is silent at this depth. */
export function travel(world: World, store: Store, index: number, no: number, depth: Depth): Journey | null {
  const { rhythm } = world
  const { clocks } = rhythm
  const day = rhythm.first + index
  const key = keyFrom(world.seed, store.no, day, no)
  const walk = (no >= NUMBERS.walk && no < NUMBERS.video) || no >= NUMBERS.lucky
  const leaf = walk ? WALK_IN : leafFor(no, draw(key, SLOT.leaf))
  if (dips(store, leaf, day) && draw(key, SLOT.keep) < 0.5) return null
  if (leaf === PORTAL_B && lapsed(world, store, day) && draw(key, SLOT.keep) < 0.7) return null
  const visits = walk || draw(key, SLOT.visit) < (no >= NUMBERS.bulk ? 0 : visitChance(world, store, leaf, day))
  if (!visits && depth > 0) return null
  const anonymous = walk && no < NUMBERS.lucky && draw(key, SLOT.anonymous) < UNCARDED / (1 + UNCARDED)
  if (anonymous && depth > 0) return null
  if (walk && stormy(world, store, day) && draw(key, SLOT.storm) < 0.7) return null

  const seat = seatOf(store, draw(key, SLOT.seat), no)
  const advisor = onDuty(store.slots[seat]!, day)
  const model = pick(onSale(world, MODEL_E, day) ? MODEL_SHARES.after : MODEL_SHARES.before, draw(key, SLOT.model))
  const chance = orderChance(world, store, leaf, model, advisor.skill)
  const buys = visits && !anonymous && (no >= NUMBERS.lucky || draw(key, SLOT.order) < chance)
  if (!buys && depth === 2) return null

  const entryClock = walk ? clocks.visit : clocks.lead
  const u = draw(key, SLOT.time)
  let tau = entryClock.cum[index]! + u * (entryClock.cum[index + 1]! - entryClock.cum[index]!)
  const entered = rhythm.starts[index]! + timeOfDay(entryClock, u)
  // prettier-ignore
  const journey: Journey = {
    world, key, id: journeyId(store.no, day, no), store, day, no, leaf, model, advisor, seat, entered, anonymous,
    colour: pick(COLOUR_SHARES, draw(key, SLOT.colour)), customer: anonymous ? '' : personOf(world, store.no, day, no, key),
    isLead: !walk, valid: visits || draw(key, SLOT.valid) < validChance(leaf, no),
    visit: 0, again: 0, drive: 0, order: 0, inStock: false, held: false, cancel: 0, paid: 0, delivery: 0, end: 0, ending: '', tail: '',
  }
  if (visits) {
    if (walk) journey.visit = entered
    else {
      tau += wait(VISIT_LAG, draw(key, SLOT.visitLag))
      journey.visit = afterwards(rhythm, instantAt(rhythm, clocks.visit, tau), entered, 50 * 60_000, key)
      if (stormy(world, store, rhythm.first + dayIndexAt(rhythm, journey.visit))) journey.visit += 2 * 86_400_000
    }
    if (buys) tau = orders(journey, tau)
    stayAndReturn(journey, tau)
    if (buys) fulfil(journey, tau, chance)
    if (unrecorded(journey)) return walk ? null : leaveNoTrace(journey)
  }
  finish(journey, tau)
  return journey
}

function leafFor(no: number, u: number): number {
  if (no < NUMBERS.show) return pick(LEAD_SHARES, u)
  return no < NUMBERS.walk ? SHOW : VIDEO_HQ
}

const lapsed = (world: World, store: Store, day: number): boolean =>
  store.place.region === '西部' && world.incidents.has(2) && day >= world.today - 18 && day < world.today + 30

function seatOf(store: Store, u: number, no: number): number {
  if (no >= NUMBERS.lucky) return 0
  return Math.floor(u * store.sellers)
}

/** Signs on the day of the visit or some days later; answers the order's place in business time. */
function orders(journey: Journey, tau: number): number {
  const { world, key, visit, no } = journey
  const { rhythm } = world
  if (no >= NUMBERS.lucky || draw(key, SLOT.sameDay) < SAME_DAY) {
    journey.order = inShop(rhythm, visit + Math.floor((60 + 110 * draw(key, SLOT.sameLag)) * 60) * 1000)
    return tau
  }
  const later = tau + wait(ORDER_LAG, draw(key, SLOT.orderLag))
  journey.order = afterwards(rhythm, instantAt(rhythm, rhythm.clocks.order, later), visit, 4 * 3_600_000, key)
  return later
}

function stayAndReturn(journey: Journey, tau: number): void {
  const { world, key, visit, order, model, store, seat } = journey
  const { rhythm } = world
  if (draw(key, SLOT.drive) < (MODELS[model]!.nev ? 0.62 : 0.5)) {
    journey.drive = visit + Math.floor(25 * 60 + 1500 * draw(key, SLOT.driveLag)) * 1000
  }
  if (order > visit + 4 * 3_600_000)
    journey.again = order - Math.floor(50 * 60 + 3000 * draw(key, SLOT.againLag)) * 1000
  else if (!order && draw(key, SLOT.again) < 0.35 && !(store.marks.gaming && seat < 2)) {
    const at = instantAt(rhythm, rhythm.clocks.visit, tau + wait(AGAIN_LAG, draw(key, SLOT.againLag)))
    journey.again = afterwards(rhythm, at, visit, 4 * 3_600_000, key)
  }
}

/** The gaming advisors keep visitors who do not buy out of the system. */
function unrecorded({ world, key, store, seat, order, visit }: Journey): boolean {
  if (!store.marks.gaming || seat > 1 || order || !world.incidents.has(5)) return false
  return visit >= world.rhythm.starts[world.today - 75 - world.rhythm.first]! && draw(key, SLOT.unrecorded) < UNRECORDED
}

function leaveNoTrace(journey: Journey): Journey {
  return Object.assign(journey, { visit: 0, again: 0, drive: 0 })
}

/** Most who do not buy are given up, some sleep, some stay open. */
function finish(journey: Journey, tau: number): void {
  const { world, key, order, cancel, valid, anonymous } = journey
  if (!valid || anonymous || (order && !cancel)) return
  const u = draw(key, SLOT.ending)
  const open = u >= ENDED
  // A card that nobody works on is put to sleep in the end; few are forgotten.
  if (open && (!journey.visit || u >= FORGOTTEN)) return
  const { rhythm } = world
  journey.ending = u < 0.66 ? 'lost' : 'dormant'
  const lag = open ? 20 + 25 * draw(key, SLOT.endLag) : wait(END_LAG, draw(key, SLOT.endLag))
  const at = instantAt(rhythm, rhythm.clocks.order, tau + lag)
  const last = Math.max(journey.entered, journey.visit, journey.again, journey.drive, cancel)
  journey.end = afterwards(rhythm, at, last, 2 * 3_600_000, key)
}
