import { LEAVES } from './catalogue.ts'
import { NUMBERS } from './identity.ts'
import { REACH, type Depth, type Journey } from './journey.ts'
import { draw, keyFrom, poisson } from './random.ts'
import { STAGES, dayIndexAt } from './rhythm.ts'
import { DECOYS } from './scripted.ts'
import { SHOW_FACTOR, atShow } from './shows.ts'
import type { Store } from './stores.ts'
import { travel } from './travel.ts'
import { active, growth, type World } from './world.ts'

const ofLeads = (starts: string) =>
  LEAVES.filter(({ code }) => code.startsWith(starts)).reduce((sum, { share }) => sum + share, 0) /
  LEAVES.filter(({ visit }) => visit < 1).reduce((sum, { share }) => sum + share, 0)
const OUTREACH = ofLeads('outreach')
const VIDEO = ofLeads('video')
const ONLINE = ofLeads('portal') + VIDEO + ofLeads('own')
const BULK = 1.4

/**
 * Every journey that can have an event in [from, to), by entry day, then store. Journeys too old to speak are cut
 * short: after `REACH.lead` business days only visitors, after `REACH.visit` only buyers are followed. `least`: 2 follows buyers only from the
 * first day, for those who count nothing else.
 */
export function* journeys(world: World, from: number, to: number, least: Depth = 0): Generator<Journey[]> {
  const { rhythm } = world
  const last = dayIndexAt(rhythm, to - 1)
  const opening = dayIndexAt(rhythm, from)
  const earliest = Math.min(...STAGES.map((stage) => rhythm.clocks[stage].cum[opening]!))
  const { cum } = rhythm.clocks.lead
  let index = opening
  while (index > 0 && earliest - cum[index]! < REACH.order) index--
  for (; index <= last; index++) {
    const age = earliest - cum[index + 1]!
    const depth: Depth = age > REACH.visit ? 2 : age > REACH.lead ? 1 : 0
    yield ofDay(world, index, depth > least ? depth : least)
  }
}

function ofDay(world: World, index: number, depth: Depth): Journey[] {
  const found: Journey[] = []
  const day = world.rhythm.first + index
  const level = growth(world, day)
  const { lead, visit } = world.rhythm.clocks
  const leadWeight = (lead.cum[index + 1]! - lead.cum[index]!) * level
  const walkWeight = (visit.cum[index + 1]! - visit.cum[index]!) * level
  const add = (store: Store, first: number, most: number, rate: number, slot: number) => {
    const count = Math.min(most, poisson(rate, draw(keyFrom(world.seed, store.no, day, 2_000), slot)))
    for (let i = 0; i < count; i++) {
      const journey = travel(world, store, index, first + i, depth)
      if (journey) found.push(journey)
    }
  }
  const lapsed = active(world, 2, -18, 30, day)
  const bulk = depth === 0 && active(world, 6, -6, 4, day)
  const lucky = world.decoys && day - world.today >= DECOYS.lucky.from && day - world.today <= DECOYS.lucky.to
  for (const store of world.stores) {
    if (world.decoys && store.marks.closed && day >= world.closed.from && day < world.closed.to) continue
    const leads = store.leadRate * leadWeight
    add(store, NUMBERS.lead, NUMBERS.show, leads, 0)
    if (atShow(store, day))
      add(store, NUMBERS.show, NUMBERS.walk - NUMBERS.show, leads * OUTREACH * (SHOW_FACTOR - 1), 1)
    add(store, NUMBERS.walk, NUMBERS.video - NUMBERS.walk, store.walkRate * walkWeight, 2)
    if (lapsed && store.place.region === '西部')
      add(store, NUMBERS.video, NUMBERS.bulk - NUMBERS.video, leads * VIDEO * 0.08, 3)
    if (bulk && store.place.region === '鲁豫')
      add(store, NUMBERS.bulk, NUMBERS.lucky - NUMBERS.bulk, leads * ONLINE * BULK, 4)
    if (lucky && store.marks.lucky) add(store, NUMBERS.lucky, NUMBERS.end - NUMBERS.lucky, DECOYS.lucky.perDay, 5)
  }
  return found
}
