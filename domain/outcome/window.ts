import { sumOver, weightAt, weightOver, type Panel, type Stretch } from './panel.ts'

/** What came before and what after, for one start. */
export interface Window {
  before: Stretch
  after: Stretch
}

/** A unit over a window. Nothing in it looks at other units. */
export interface Sighting {
  unit: number
  region: string
  /** What came before, and after. */
  before: number
  after: number
  /** What would have come after at the unit's own level of before. */
  expected: number
  /** The unit's own level of before: a figure per `below`, or of counts per stretch of time. */
  level: number
  /** Variance of `after ÷ expected` by chance alone, before over-dispersion, if its course is the others'. */
  chance: number
  /** The part of it that lies in the level of before. */
  blur: number
  /** How many times a count's chance one event of it has: less than 1 for a rate, which has an upper end. */
  share: number
}

/** A rate near 1 strays less than a count; below this share of a count's chance nothing is believed. */
const LEAST_CHANCE = 0.1

/** A unit over a window; `null` where nothing was there before or nothing could have come after. */
export function sight(panel: Panel, unit: number, { before, after }: Window, course = 1): Sighting | null {
  const came = sumOver(panel.above[unit]!, before)
  const weight = weightOver(panel, unit, before)
  const ahead = weightOver(panel, unit, after)
  if (came <= 0 || weight <= 0 || ahead <= 0) return null
  const level = came / weight
  const expected = level * ahead
  const share = panel.below ? Math.max(LEAST_CHANCE, 1 - level) : 1
  return {
    unit,
    region: panel.units[unit]!.region,
    before: came,
    after: sumOver(panel.above[unit]!, after),
    expected,
    level,
    share,
    blur: share / came,
    chance: share * (1 / came + 1 / (expected * Math.max(course, 0.05))),
  }
}

/** What would have come of a unit in one stretch of time at a level. */
export const expectedAt = (panel: Panel, unit: number, level: number, period: number): number =>
  level * weightAt(panel, unit, period)
