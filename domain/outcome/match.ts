import { placesOf, sumOver, weightOver, type Panel, type Stretch, type Treated } from './panel.ts'

export interface MatchOptions {
  /** Units that may not be controls: under other decisions on the same cells, or closed. */
  exclude?: readonly string[]
  /** Controls that each treated unit brings. */
  each?: number
  /** As many are taken in any case, as far as there are any. */
  least?: number
}

/** A control and how unlike the treated it is: 0 is alike in everything, a doubling of size or level counts about 1. */
export interface Match {
  id: string
  distance: number
}

const EACH = 6
const LEAST = 20
/** Units of the figure before the start that a control must have: below it its course is chance. */
const FEWEST = 8
/** The stretch before the start is compared in so many parts. */
const PARTS = 4
/** What a doubling, another tier and another region count. */
const DOUBLING = Math.log(2)
const TIER = 1.5
const REGION = 0.75
/** What courses of units stray from each other anyway, as a variance. */
const STRAY = 0.05 ** 2

/**
 * Chooses the controls when the decision is made, from what was before the earliest start alone: alike in size and
 * level, of the same tier, with the same course, from near by. The same panel makes the same controls, whatever the
 * order of its units and whatever came after the start. Nearest first; empty where nothing fits.
 */
export function matchControls(panel: Panel, treated: readonly Treated[], options: MatchOptions = {}): Match[] {
  const { exclude = [], each = EACH, least = LEAST } = options
  const before: Stretch = { from: 0, to: Math.min(...treated.map(({ start }) => start)) }
  const places = placesOf(panel)
  const barred = new Set([...exclude, ...treated.map(({ id }) => id)])
  const profiles = treated.flatMap(({ id }) =>
    places.has(id) ? (profileOf(panel, places.get(id)!, before) ?? []) : [],
  )
  const donors = panel.units
    .flatMap(({ id }, place) => (barred.has(id) ? [] : (profileOf(panel, place, before) ?? [])))
    .filter(({ came }) => came >= FEWEST)
  if (profiles.length === 0) return []
  const nearest = new Map<string, number>()
  for (const donor of donors) nearest.set(donor.id, Math.min(...profiles.map((profile) => apart(profile, donor))))
  const byDistance = (distance: (id: string) => number) => (a: string, b: string) =>
    distance(a) - distance(b) || (a < b ? -1 : 1)
  const ranked = [...nearest.keys()].sort(byDistance((id) => nearest.get(id)!))
  const taken = new Set(ranked.slice(0, least))
  for (const profile of profiles) {
    const own = new Map(donors.map((donor) => [donor.id, apart(profile, donor)]))
    for (const id of [...own.keys()].sort(byDistance((id) => own.get(id)!)).slice(0, each)) taken.add(id)
  }
  return ranked.filter((id) => taken.has(id)).map((id) => ({ id, distance: nearest.get(id)! }))
}

interface Profile {
  id: string
  region: string
  tier: string
  came: number
  size: number
  level: number
  /** The figure in each part of the time before, as a logarithm against the whole of it. */
  course: number[]
  /** Variance of each of them by chance. */
  chance: number
}

function profileOf(panel: Panel, place: number, before: Stretch): Profile | null {
  const length = before.to - before.from
  const came = sumOver(panel.above[place]!, before)
  const weight = weightOver(panel, place, before)
  if (came <= 0 || weight <= 0 || length <= 0) return null
  const level = came / weight
  const parts = Math.min(PARTS, length)
  const course = Array.from({ length: parts }, (_, part) => {
    const stretch = {
      from: before.from + Math.floor((part * length) / parts),
      to: before.from + Math.floor(((part + 1) * length) / parts),
    }
    const due = level * weightOver(panel, place, stretch)
    return Math.log((Math.max(0, sumOver(panel.above[place]!, stretch)) + 1) / (due + 1))
  })
  const { id, region, tier } = panel.units[place]!
  return { id, region, tier, came, size: Math.log(weight * (panel.below ? 1 : level)), level: Math.log(level), course, chance: parts / came } // prettier-ignore
}

function apart(one: Profile, other: Profile): number {
  const doublings = (a: number, b: number): number => ((a - b) / DOUBLING) ** 2
  const courses = one.course.reduce((sum, value, i) => sum + (value - other.course[i]!) ** 2, 0) / one.course.length
  return (
    doublings(one.size, other.size) / 2 +
    doublings(one.level, other.level) +
    courses / (one.chance + other.chance + STRAY) / 2 +
    (one.tier === other.tier ? 0 : TIER) +
    (one.region === other.region ? 0 : REGION)
  )
}
