/** A dealer or an area whose figures are followed. */
export interface PanelUnit {
  id: string
  /** What shares its shocks: the region of a dealer, of an area its own. `''` where nothing is known. */
  region: string
  /** What it is compared within: the city tier of a dealer. */
  tier: string
}

/**
 * Figures of units over equal stretches of time. A count has no `below`; a rate is `above ÷ below`. Every list of
 * figures is as long as `periods`, and `above` (and `below`) have one list for each unit.
 */
export interface Panel {
  /** The first business day of each stretch, oldest first. */
  periods: readonly string[]
  units: readonly PanelUnit[]
  above: readonly Float64Array[]
  below: readonly Float64Array[] | null
}

/** A unit to which something was done, and the place in `periods` from which it counts. */
export interface Treated {
  id: string
  start: number
}

/** Half-open stretch of places in `periods`. */
export interface Stretch {
  from: number
  to: number
}

/** Sum of a list over a stretch. */
export function sumOver(figures: Float64Array, { from, to }: Stretch): number {
  let total = 0
  for (let t = from; t < to; t++) total += figures[t]!
  return total
}

/** What a unit's figure is taken of: its `below`, or of counts the stretch itself. */
export const weightOver = ({ below }: Panel, unit: number, stretch: Stretch): number =>
  below ? sumOver(below[unit]!, stretch) : stretch.to - stretch.from

/** What a unit's figure is taken of in one stretch of time. */
export const weightAt = ({ below }: Panel, unit: number, period: number): number => (below ? below[unit]![period]! : 1)

/** The place of each unit in the panel. */
export const placesOf = ({ units }: Panel): Map<string, number> => new Map(units.map(({ id }, place) => [id, place]))
