import { countInterval } from './counts.ts'
import { daysOf, firstDay, monthAfter, sum, type MonthUnits } from './history.ts'
import type { Yardstick } from './yardstick.ts'

/** Where a unit of time ends. Four of five units should end from `low` up to and with `high`; never below the actual. */
export interface Forecast {
  value: number
  low: number
  high: number
}

/** Months that tell which share of the whole a part has. */
const SHARE_MONTHS = 6
/** Units that a month of a year before needs to speak for the part's own season. */
const SEASON_UNITS = 1_000
/** What is assumed of how far a part's months stray from its share beyond chance, and for how many months it counts. */
const STRAY = { deviation: 0.045, months: 6 }
/** What is assumed of how far a part's share moves from month to month for good, and for how many months it counts. */
const MOVES = { deviation: 0.015, months: 6 }
/** Changes over so many months tell what moves for good from what comes and goes. */
const APART = 6
/** How much of a part's straying happens within a unit rather than from one to the next. */
const WITHIN = 0.3
const HALVINGS = 40
const YEAR = 12

/**
 * Where the unit ends for the whole or a part of it.
 *
 * What is expected of the part (its share of the whole's recent months, its own season where it is large enough) is a
 * level of 1 with a known doubt; what it has brought so far is another sighting of that level, worth as much as its
 * count is large. The two are weighed by their precision, the rest of the unit is expected at the level found, and the
 * interval joins the doubt in the level, the rest's straying from the beginning and the chance in its count.
 * `months`: the part's complete months. `null` where neither history nor actual say anything.
 */
export function forecastEnd(
  { unit, months: whole, days, level, strays }: Yardstick,
  months: MonthUnits,
  actual: number,
  elapsed: number,
): Forecast | null {
  const part = partOf(whole, months, unit)
  const plain = part ? perDay(unit, days, part.seasons) : days
  const names = monthsIn(unit).length
  const unitDays = days.length
  const reached = Math.max(0, actual)
  // Without a share of its own the part is taken at the size that it shows.
  const scale = part?.share ?? (upTo(plain, elapsed) > 0 ? reached / upTo(plain, elapsed) : 0)
  const done = scale * upTo(plain, elapsed)
  const left = scale * sum(plain) - done
  if (elapsed >= days.length) return { value: actual, low: actual, high: actual }
  if (scale <= 0 || left <= 0) return null
  const stray = part?.stray ?? STRAY.deviation ** 2
  // Within a month the two ends share its straying; months stray each by itself and even out.
  const straying = (days: number) => (names > 1 ? stray / Math.max(1, (names * days) / unitDays) : (WITHIN * stray) / 2)
  const moves = names > 1 ? (part?.moves ?? MOVES.deviation ** 2) / 3 : 0
  const { beginning, rest } = strays(elapsed)
  const before = beginning + straying(elapsed) + (moves * names * elapsed) / unitDays
  const after = rest + straying(unitDays - elapsed) + moves * names * (1 - elapsed / unitDays)
  const prior = part ? 1 / (level + part.doubt + moves * (names + SHARE_MONTHS)) : 0
  // The doubt in a sighting of a level: chance in its count, and how far a beginning strays.
  const doubt = (found: number): number =>
    done > 0 ? Math.max(1, found) / done + before * Math.max(1, found) ** 2 : Infinity
  const found = weigh(prior, done > 0 ? reached / done : 1, doubt)
  const seen = 1 / doubt(found)
  const mean = Math.max(0, left * found)
  const [low, high] = countInterval(mean, left ** 2 / (prior + seen) + mean ** 2 * after)
  return { value: actual + mean, low: actual + low, high: actual + high }
}

/**
 * The level between what was expected (1, worth `prior`) and what was seen, by precision. The doubt grows with the level
 * itself, so a level above 1 is found by halving; it never falls when more was seen.
 */
function weigh(prior: number, seen: number, doubt: (found: number) => number): number {
  if (prior <= 0 || !Number.isFinite(doubt(1))) return prior <= 0 ? seen : 1
  if (seen <= 1) return (prior * doubt(1) + seen) / (prior * doubt(1) + 1)
  let [low, high] = [1, seen]
  for (let round = 0; round < HALVINGS; round++) {
    const middle = (low + high) / 2
    if (middle + prior * (middle - 1) * doubt(middle) < seen) low = middle
    else high = middle
  }
  return (low + high) / 2
}

interface Part {
  /** Units of the part for each unit of the whole. */
  share: number
  /** Relative variance of the part's level: chance in what its share was read from, and its straying. */
  doubt: number
  stray: number
  /** Relative variance by which its share moves in a month for good. */
  moves: number
  /** Its own season against the whole's, by month of the unit; about 1. */
  seasons: number[]
}

/** What the complete months before the unit tell of a part; `null` without any unit of it. */
function partOf(whole: MonthUnits, months: MonthUnits, unit: Yardstick['unit']): Part | null {
  const begun = unit.start.slice(0, 7)
  const known = [...whole.keys()].filter((month) => month < begun)
  const shareIn = (names: readonly string[]) => {
    const [own, all] = [sum(names.map((name) => months.get(name) ?? 0)), sum(names.map((name) => whole.get(name)!))]
    return { own, share: all > 0 ? own / all : 0 }
  }
  const recent = shareIn(known.slice(-SHARE_MONTHS))
  if (recent.own <= 0) return null
  const year = shareIn(known.slice(-YEAR)).share
  const excess = known.slice(-YEAR).flatMap((name) => {
    const expected = year * whole.get(name)!
    return expected > 0 ? [(((months.get(name) ?? 0) - expected) ** 2 - expected) / expected ** 2] : []
  })
  const assumed = STRAY.months * STRAY.deviation ** 2
  const stray = Math.max(0, (sum(excess) + assumed) / (excess.length + STRAY.months))
  const shares = [...whole].map(([name, units]) => {
    // Half a unit more, so that an empty month has a share; a net count may even lie below nothing.
    const own = Math.max(0, months.get(name) ?? 0) + 0.5
    return { log: Math.log(own / (Math.max(0, units) + 0.5)), chance: 1 / own }
  })
  const seasons = monthsIn(unit).map((month) => {
    const name = monthAfter(month, -YEAR)
    const all = name < begun ? whole.get(name) : undefined
    const own = Math.max(0, months.get(name) ?? 0)
    return all ? (own + SEASON_UNITS) / (Math.max(0, year * all) + SEASON_UNITS) : 1
  })
  return { share: recent.share, doubt: 1 / recent.own + stray, stray, moves: movesOf(shares), seasons }
}

/** A share that wanders is farther off after six months than after one; one that only strays is not. */
function movesOf(shares: readonly { log: number; chance: number }[]): number {
  const apart = (months: number) =>
    shares.slice(months).map(({ log, chance }, i) => (log - shares[i]!.log) ** 2 - chance - shares[i]!.chance)
  const far = apart(APART)
  const mean = (values: readonly number[]) => sum(values) / Math.max(1, values.length)
  const found = far.length > 0 ? Math.max(0, (mean(far) - mean(apart(1))) / (APART - 1)) : 0
  return (found * far.length + MOVES.months * MOVES.deviation ** 2) / (far.length + MOVES.months)
}

function monthsIn({ start, end }: Yardstick['unit']): string[] {
  const names: string[] = []
  for (let month = start.slice(0, 7); firstDay(month) < end; month = monthAfter(month, 1)) names.push(month)
  return names
}

function perDay(unit: Yardstick['unit'], days: readonly number[], seasons: readonly number[]): number[] {
  let start = 0
  return monthsIn(unit).flatMap((month, i) => {
    const own = days.slice(start, start + daysOf(month)).map((units) => units * seasons[i]!)
    start += daysOf(month)
    return own
  })
}

/** Sum of the first `elapsed` days, the running one by its share. */
function upTo(days: readonly number[], elapsed: number): number {
  const whole = Math.floor(elapsed)
  return sum(days.slice(0, whole)) + (days[whole] ?? 0) * (elapsed - whole)
}
