import { sum } from '../forecast/history.ts'
import type { Reading } from './detect.ts'
import { liesIn, type Place } from './place.ts'

/** One root cause: the cell that says it best, and the cells that it explains. */
export interface Root {
  reading: Reading
  /** Most missing first. */
  folded: Reading[]
}

/** What is left without a part, or beyond a common fall, is chance up to so many deviations. */
const CHANCE = 2.5
/** Children that are such a share of their parent make it the parent's own. */
const COMMON_SHARE = 1 / 3

const isBeyond = ({ z, open }: Reading): boolean => z <= -open
const missing = ({ usual, units }: Reading): number => usual - units

/**
 * Merges what lies beyond its threshold by common cause. Up the tree: a child that explains its parent stands for it;
 * where several do, and they are a third of it or the rest fell too, the parent stands for them. Along the funnel: what
 * an earlier step of the same places explains is folded into that.
 */
export function merge(nation: Place, readings: readonly Reading[]): Root[] {
  const roots = [...new Set(readings.map(({ measure }) => measure))].flatMap((measure) => {
    const own = strongest(readings.filter((one) => one.measure === measure))
    return upTheTree(nation, own)
  })
  return alongTheFunnel(roots, readings)
}

/** A cell may be tried over a day and over a week: the one further beyond its own threshold speaks. */
function strongest(readings: readonly Reading[]): Map<string, Reading> {
  const best = new Map<string, Reading>()
  for (const one of readings) {
    const known = best.get(one.place.id)
    if (!known || -one.z / one.open > -known.z / known.open) best.set(one.place.id, one)
  }
  return best
}

function upTheTree(place: Place, readings: ReadonlyMap<string, Reading>): Root[] {
  const below = place.children.flatMap((child) => upTheTree(child, readings))
  const own = readings.get(place.id)
  if (!own) return below
  const stand = (): Root[] => [{ reading: own, folded: below.flatMap(all).sort((a, b) => missing(b) - missing(a)) }]
  const near = below.filter(({ reading }) => reading.family === own.family)
  if (near.length === 0) return isBeyond(own) ? stand() : below
  if (own.measure.sort === 'median') {
    // Medians do not sum: what most of the measured belong to is common.
    const common = near.length > 1 && sum(near.map(({ reading }) => reading.of)) >= COMMON_SHARE * own.of
    return common && own.z < 0 ? stand() : below
  }
  const usual = sum(near.map(({ reading }) => reading.usual))
  const rest = without(own, usual, sum(near.map(({ reading }) => reading.units)))
  const common = near.length > 1 && usual >= COMMON_SHARE * own.usual
  if (isBeyond(own)) return common || rest <= -CHANCE ? stand() : below
  return common && own.z <= -CHANCE ? stand() : below
}

const all = ({ reading, folded }: Root): Reading[] => [reading, ...folded]

/** Deviations of what is left of a cell without a part of it. */
function without(own: Reading, usual: number, units: number): number {
  const left = own.usual - usual
  if (left <= 0) return 0
  return (own.units - units - left) / (own.deviation * Math.sqrt(left / own.usual))
}

function alongTheFunnel(roots: readonly Root[], readings: readonly Reading[]): Root[] {
  const kept: Root[] = []
  const order = (root: Root): number => readings.findIndex(({ measure }) => measure === root.reading.measure)
  for (const root of [...roots].sort((a, b) => order(a) - order(b))) {
    const cause = kept.find((earlier) => explains(earlier.reading, root.reading, readings))
    if (cause) cause.folded.push(...all(root))
    else kept.push({ reading: root.reading, folded: [...root.folded] })
  }
  return kept
}

/** Whether a cell's fall accounts for another's: a later step's or an inner place's. */
export function explains(cause: Reading, effect: Reading, readings: readonly Reading[]): boolean {
  const same = cause.measure.name === effect.measure.name
  if (!same && !effect.measure.follows.includes(cause.measure.name)) return false
  if (liesIn(effect.place, cause.place)) {
    if (cause.measure.sort === 'median') return true
    const ratio = Math.min(1, cause.units / cause.usual)
    const expected = effect.usual * ratio
    return (effect.units - expected) / (effect.deviation * Math.sqrt(Math.max(ratio, 0.05))) > -CHANCE
  }
  if (!liesIn(cause.place, effect.place) || effect.measure.sort === 'median') return false
  const part = readings.find(
    ({ place, measure, family }) =>
      place.id === cause.place.id && measure.name === effect.measure.name && family === effect.family,
  )
  return part !== undefined && part.z < 0 && without(effect, part.usual, part.units) > -CHANCE
}
