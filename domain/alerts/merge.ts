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
 * where several do, and they are a third of it or the rest fell too, the parent stands for them. Along the funnel, and
 * from the week to the day: what an earlier step of the same places explains is folded into that.
 */
export function merge(nation: Place, readings: readonly Reading[]): Root[] {
  const measures = [...new Set(readings.map(({ measure }) => measure))]
  const roots = measures.flatMap((measure) =>
    (['week', 'day'] as const).flatMap((family) => {
      const own = readings.filter((one) => one.measure === measure && one.family === family)
      return upTheTree(nation, new Map(own.map((one) => [one.place.id, one])))
    }),
  )
  return alongTheFunnel(roots, readings)
}

function upTheTree(place: Place, readings: ReadonlyMap<string, Reading>): Root[] {
  const below = place.children.flatMap((child) => upTheTree(child, readings))
  const own = readings.get(place.id)
  if (!own) return below
  const stand = (): Root[] => [{ reading: own, folded: below.flatMap(all).sort((a, b) => missing(b) - missing(a)) }]
  if (below.length === 0) return isBeyond(own) ? stand() : below
  if (own.measure.sort === 'median') {
    // Medians do not sum: what most of the measured belong to is common.
    const common = below.length > 1 && sum(below.map(({ reading }) => reading.of)) >= COMMON_SHARE * own.of
    return common && own.z < 0 ? stand() : below
  }
  const usual = sum(below.map(({ reading }) => reading.usual))
  const rest = without(own, usual, sum(below.map(({ reading }) => reading.units)))
  const common = below.length > 1 && usual >= COMMON_SHARE * own.usual
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
  for (const root of roots) {
    const cause = kept.find((earlier) => explains(earlier.reading, root.reading, readings))
    if (!cause) kept.push({ reading: root.reading, folded: [...root.folded] })
    else cause.folded.push(...all(root).filter((one) => !isSame(one, cause.reading) && !cause.folded.some((known) => isSame(known, one)))) // prettier-ignore
  }
  return kept
}

const isSame = (a: Reading, b: Reading): boolean => a.measure.name === b.measure.name && a.place.id === b.place.id

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
  const part = partOf(effect, cause.place, readings)
  return part !== null && part.units < part.usual && without(effect, part.usual, part.units) > -CHANCE
}

/** What a place is of a cell: as it was tried with it, else by its share over the other stretch. */
function partOf(
  { place, measure, family, usual }: Reading,
  inner: Place,
  readings: readonly Reading[],
): { usual: number; units: number } | null {
  const tried = (at: Place, over: Reading['family']) =>
    readings.find((one) => one.place.id === at.id && one.measure.name === measure.name && one.family === over)
  const own = tried(inner, family)
  if (own) return own
  const other = family === 'day' ? 'week' : 'day'
  const [part, whole] = [tried(inner, other), tried(place, other)]
  if (!part || !whole) return null
  const share = (usual * part.usual) / whole.usual
  return { usual: share, units: (share * part.units) / part.usual }
}
