import { sum } from '../forecast/history.ts'
import type { Detected, PartOf, Reading } from './detect.ts'
import { explains, missing, without } from './explain.ts'
import type { Place } from './place.ts'

/** One root cause: the cell that says it best, and the cells that it explains. */
export interface Root {
  reading: Reading
  /** Most missing first. */
  folded: Reading[]
}

/** What is left of a place without its parts is chance up to so many deviations. */
const CHANCE = 2.5
/** Children that are such a share of their parent make it the parent's own. */
const COMMON_SHARE = 1 / 3

const isBeyond = ({ z, open }: Reading): boolean => z <= -open

/**
 * Merges what lies beyond its threshold by common cause. Up the tree: a child that explains its parent stands for it;
 * where several do, and they are a third of it or the rest moved too, the parent stands for them. Across: of a place
 * and a model or channel, the one without which the other is usual. Along the funnel, and from the week to the day:
 * what an earlier step of the same places explains is folded into that.
 */
export function merge({ readings, part }: Detected): Root[] {
  const groups = new Map<string, Reading[]>()
  for (const one of readings) {
    const key = `${one.measure.name} ${one.family} ${one.side}`
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  const measures = [...new Set(readings.map(({ measure }) => measure))]
  const roots = measures.flatMap(({ name }) =>
    (['week', 'day'] as const).flatMap((family) =>
      (['rise', 'fall'] as const).flatMap((side) =>
        across(upTheTrees(groups.get(`${name} ${family} ${side}`) ?? []), part),
      ),
    ),
  )
  return alongTheFunnel(roots, part)
}

function upTheTrees(readings: readonly Reading[]): Root[] {
  const known = new Map(readings.map((one) => [one.place.id, one]))
  const tops = new Map<string, Place>()
  for (const { place } of readings) {
    let top = place
    while (top.parent) top = top.parent
    tops.set(top.id, top)
  }
  return [...tops.values()].flatMap((top) => upTheTree(top, known))
}

function upTheTree(place: Place, readings: ReadonlyMap<string, Reading>): Root[] {
  const below = place.children.flatMap((child) => upTheTree(child, readings))
  const own = readings.get(place.id)
  if (!own) return below
  const stand = (): Root[] => [{ reading: own, folded: below.flatMap(all).sort((a, b) => missing(b) - missing(a)) }]
  if (below.length === 0) return isBeyond(own) ? stand() : below
  const usual = sum(below.map(({ reading }) => reading.usual))
  const rest = without(own, { usual, units: sum(below.map(({ reading }) => reading.units)) })
  const common = below.length > 1 && usual >= COMMON_SHARE * own.usual
  if (isBeyond(own)) return common || rest <= -CHANCE ? stand() : below
  return common && own.z <= -CHANCE ? stand() : below
}

const all = ({ reading, folded }: Root): Reading[] => [reading, ...folded]

/** Places and slices of one measure: what the surest explains is folded into it, unless it is itself only a part of that. */
function across(roots: readonly Root[], part: PartOf): Root[] {
  let kept: Root[] = []
  for (const root of [...roots].sort((a, b) => a.reading.z / a.reading.open - b.reading.z / b.reading.open)) {
    const cause = kept.find(({ reading }) => explains(reading, root.reading, part))
    if (cause) {
      fold(cause, all(root))
      continue
    }
    const own: Root = { reading: root.reading, folded: [...root.folded] }
    const parts = kept.filter(({ reading }) => explains(root.reading, reading, part))
    for (const one of parts) fold(own, all(one))
    kept = [...kept.filter((one) => !parts.includes(one)), own]
  }
  return kept
}

function alongTheFunnel(roots: readonly Root[], part: PartOf): Root[] {
  const kept: Root[] = []
  for (const root of roots) {
    // The day of a cell whose week is told already is no second cause, however much worse it was.
    const cause = kept.find(({ reading }) => isSame(reading, root.reading) || explains(reading, root.reading, part))
    if (cause) fold(cause, all(root))
    else kept.push({ reading: root.reading, folded: [...root.folded] })
  }
  return kept
}

function fold(cause: Root, readings: readonly Reading[]): void {
  const known = (one: Reading): boolean =>
    isSame(one, cause.reading) || cause.folded.some((other) => isSame(other, one))
  cause.folded.push(...readings.filter((one) => !known(one)))
}

const isSame = (a: Reading, b: Reading): boolean =>
  a.measure.name === b.measure.name && a.place.id === b.place.id && a.side === b.side
