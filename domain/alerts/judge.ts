import { sum } from '../forecast/history.ts'

/** A cell now and in like stretches of the past: units, and what they are measured by (day weights, or a count). */
interface Trial {
  /** Cells of one group come in bursts together: car shows are held somewhere in every few weeks. `''`: none. */
  group?: string
  /** Whether it is all there is: how far it strays beyond chance is what the calendar does not know, common to all. */
  whole?: boolean
  /** Relative error of `exposure`, beyond that of all days: of holidays little is known. */
  doubt?: number
  units: number
  exposure: number
  past: readonly { units: number; exposure: number }[]
}

export interface Judged {
  usual: number
  /** Standard deviation of `units` around `usual`, the doubt in `usual` included. */
  deviation: number
  /** Below zero where less came than usual. */
  z: number
}

/** Fewer past stretches say nothing of a cell's own noise. */
export const LEAST_PAST = 5
/** Cells that expect less are not tried: one unit more or less would decide. */
const LEAST_USUAL = 20
const BINS = 8
const LEAST_IN_BIN = 12
/** Median of a squared standard normal. */
const MEDIAN_OF_SQUARE = 0.455
/** For how many past stretches it counts that cells of like size are as noisy as each other. */
const ALIKE = 8
/** A week in which something had happened must not make a cell look noisy for good. */
const LARGEST_SQUARE = 12
/** How far a burst counts for the others of its group. */
const LARGEST_BURST = 1_500
/** No calendar tells what a week brings better than to such a share of it. */
const LEAST_COMMON = 0.03
/** Variance of a median against that of a mean. */
const OF_A_MEDIAN = Math.PI / 2

/**
 * Says of each cell what is usual, by the median of its past, and how far out the present lies in the cell's own
 * noise: chance in the count, what cells of like size show beyond it, and what the cell's own past shows beyond
 * those, or that of its group. `null` for cells with too short a past or too small a count.
 */
export function judge(trials: readonly Trial[]): (Judged | null)[] {
  const known = trials.map(centre)
  const plain = fit(known.flatMap((one) => one?.points ?? []))
  const common = commonOf(known[trials.findIndex(({ whole }) => whole)] ?? null)
  const noise = (mean: number): number => Math.max(plain(mean), mean + common * mean ** 2)
  const bursts = burstsOf(trials, known, noise)
  return trials.map(({ units, exposure, group = '', doubt: unsure = 0 }, i) => {
    const one = known[i]
    const usual = one ? one.level * exposure : 0
    if (!one || usual < LEAST_USUAL) return null
    const squares = one.points.map(({ mean, square }) => Math.min(LARGEST_SQUARE, (square * mean) / noise(mean)))
    const own = Math.max(1, ((bursts.get(group) ?? 1) * ALIKE + sum(squares)) / (ALIKE + squares.length))
    const typical = sum(one.points.map(({ mean }) => mean)) / one.points.length
    const doubt = ((OF_A_MEDIAN * noise(typical)) / one.points.length) * (usual / typical) ** 2
    const deviation = Math.sqrt(own * (noise(usual) + doubt) + (unsure * usual) ** 2)
    // Counts reach further above than below; on the scale of roots a rise is as rare as it looks.
    const away = units <= usual ? units - usual : 2 * (Math.sqrt(units * usual) - usual)
    return { usual, deviation, z: away / deviation }
  })
}

interface Point {
  mean: number
  /** Squared residual over the mean, corrected for the level being read from the same stretches. */
  square: number
}

function centre({ past }: Trial): { level: number; points: Point[] } | null {
  const told = past.filter(({ exposure }) => exposure > 0)
  if (told.length < LEAST_PAST) return null
  const level = median(told.map(({ units, exposure }) => units / exposure))
  if (!(level > 0)) return null
  const correction = told.length / (told.length - 1)
  const points = told.map(({ units, exposure }) => {
    const mean = level * exposure
    return { mean, square: ((units - mean) ** 2 / mean) * correction }
  })
  return { level, points }
}

/** Square of the relative error that all cells share, beyond the chance of the count. */
function commonOf(whole: ReturnType<typeof centre>): number {
  if (!whole) return LEAST_COMMON ** 2
  const typical = sum(whole.points.map(({ mean }) => mean)) / whole.points.length
  return Math.max(
    LEAST_COMMON ** 2,
    median(whole.points.map(({ mean, square }) => square / mean)) / MEDIAN_OF_SQUARE - 1 / typical,
  )
}

/** By group, how many times the noise of cells of like size its cells show. */
function burstsOf(
  trials: readonly Trial[],
  known: readonly ReturnType<typeof centre>[],
  noise: (mean: number) => number,
): Map<string, number> {
  const sums = new Map<string, { squares: number; points: number }>()
  trials.forEach(({ group = '' }, i) => {
    if (group === '') return
    const own = sums.get(group) ?? { squares: 0, points: 0 }
    for (const { mean, square } of known[i]?.points ?? []) {
      own.squares += Math.min(LARGEST_BURST, (square * mean) / noise(mean))
      own.points++
    }
    sums.set(group, own)
  })
  return new Map([...sums].map(([group, { squares, points }]) => [group, Math.max(1, squares / Math.max(1, points))]))
}

/** Variance by mean: at least that of chance, plus a part that grows with the square; medians keep incidents out. */
function fit(points: readonly Point[]): (mean: number) => number {
  const sorted = points.filter(({ mean }) => mean >= LEAST_USUAL / 4).sort((a, b) => a.mean - b.mean)
  const bins: { mean: number; ratio: number }[] = []
  const size = Math.max(LEAST_IN_BIN, Math.ceil(sorted.length / BINS))
  for (let from = 0; from + LEAST_IN_BIN <= sorted.length; from += size) {
    const part = sorted.slice(from, from + size)
    bins.push({
      mean: sum(part.map(({ mean }) => mean)) / part.length,
      ratio: median(part.map(({ square }) => square)) / MEDIAN_OF_SQUARE,
    })
  }
  if (bins.length === 0) {
    const ratio = points.length > 0 ? Math.max(1, median(points.map(({ square }) => square)) / MEDIAN_OF_SQUARE) : 1
    return (mean) => ratio * mean
  }
  const level = Math.max(1, Math.min(...bins.map(({ ratio }) => ratio)))
  const slopes = bins.map(({ mean, ratio }) => Math.max(0, ratio - level) / mean)
  const slope = median(slopes)
  return (mean) => Math.max(level * mean + slope * mean * mean, mean * between(bins, mean))
}

/** What bins of like size show; beyond the last one as there. */
function between(bins: readonly { mean: number; ratio: number }[], mean: number): number {
  const after = bins.findIndex((bin) => bin.mean >= mean)
  if (after <= 0) return (after === 0 ? bins[0]! : bins.at(-1)!).ratio
  const [low, high] = [bins[after - 1]!, bins[after]!]
  const share = (Math.log(mean) - Math.log(low.mean)) / (Math.log(high.mean) - Math.log(low.mean) || 1)
  return low.ratio + share * (high.ratio - low.ratio)
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length === 0 ? 0 : sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
