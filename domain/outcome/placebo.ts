import { byPrecision, compare, type Cohort } from './compare.ts'
import { judge, type Judged } from './effect.ts'
import type { Panel } from './panel.ts'
import { studentQuantile } from './student.ts'

/** The same comparison for units to which nothing was done, while the measure ran. */
export interface PlaceboInSpace {
  /** How many times it was made. */
  sets: number
  /** How many of them strayed at least as far, by their own standard errors. */
  beyond: number
  /** Chance to stray as far without any effect: (beyond + 1) ÷ (sets + 1). */
  chance: number
  /** Standard errors within which nine of ten of them lay. */
  reach: number
}

const MOST_SETS = 60
/** With fewer sets nothing is said. */
const LEAST_SETS = 8

/**
 * Pretends that controls were treated: each alone, or as many together as were treated, taken in turns by their names
 * so that the same panel makes the same sets. `null` where too few controls are left to compare with.
 */
export function placeboInSpace(
  panel: Panel,
  { cohorts, controls, until }: { cohorts: readonly Cohort[]; controls: readonly number[]; until: number },
  { compared, error, spread }: Judged,
): PlaceboInSpace | null {
  const size = cohorts.reduce((total, { units }) => total + units.length, 0)
  const start = Math.min(...cohorts.map((cohort) => cohort.start))
  const named = [...controls].sort((a, b) => (panel.units[a]!.id < panel.units[b]!.id ? -1 : 1))
  if (named.length < size + LEAST_SETS) return null
  const reached: number[] = []
  for (let no = 0; no < Math.min(MOST_SETS, named.length); no++) {
    // Neighbours by name are often neighbours on the map: a set takes them with strides.
    const stride = Math.max(1, Math.floor(named.length / size))
    const set = new Set(Array.from({ length: size }, (_, i) => named[(no + i * stride) % named.length]!))
    const rest = named.filter((unit) => !set.has(unit))
    const weigh = byPrecision(spread)
    const tried = compare(panel, [{ start, units: [...set] }], rest, { known: spread, spread, weigh, until })
    if (!tried) continue
    const { chance, own, regional } = tried.variance
    reached.push(Math.abs(tried.change) / Math.sqrt(chance + own + regional))
  }
  if (reached.length < LEAST_SETS) return null
  const beyond = reached.filter((value) => value >= Math.abs(compared.change) / error).length
  reached.sort((a, b) => a - b)
  return {
    sets: reached.length,
    beyond,
    chance: (beyond + 1) / (reached.length + 1),
    reach: reached[Math.min(reached.length, Math.ceil(0.9 * (reached.length + 1))) - 1]!,
  }
}

/** The same comparison before anything was done: as if it had begun when two thirds of the time before were over. */
export interface PlaceboInTime {
  /** Relative change that it finds, with an interval that holds nine of ten. */
  change: number
  low: number
  high: number
  /** Chance of such a change between units whose courses run side by side, at most one in twenty when `broken`. */
  broken: boolean
}

const SIDE_BY_SIDE = 0.95

/** `null` where the time before is too short to be cut. */
export function placeboInTime(
  panel: Panel,
  { cohorts, controls, pool }: { cohorts: readonly Cohort[]; controls: readonly number[]; pool: readonly number[] },
): PlaceboInTime | null {
  const start = Math.min(...cohorts.map((cohort) => cohort.start))
  const cut = Math.floor((start * 2) / 3)
  if (cut < 2 || start - cut < 1) return null
  const pretended = [{ start: cut, units: cohorts.flatMap(({ units }) => units) }]
  const judged = judge(panel, pretended, { controls, pool, until: start })
  if (!judged) return null
  const { compared, error, freedom } = judged
  const reach = (share: number): number => error * studentQuantile((1 + share) / 2, freedom)
  return {
    change: Math.expm1(compared.change),
    low: Math.expm1(compared.change - reach(0.9)),
    high: Math.expm1(compared.change + reach(0.9)),
    broken: Math.abs(compared.change) > reach(SIDE_BY_SIDE),
  }
}
