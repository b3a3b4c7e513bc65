import { openCalendar, type Calendar } from '#domain/calendar.ts'
import { DAY_MS, dayNumber, dayText, openZone } from '#domain/zone.ts'
import { cumulate } from './random.ts'

/** The stages whose hours and days differ. `lead` runs day and night, the others in shop hours. */
type Stage = 'lead' | 'visit' | 'order' | 'delivery'
export const STAGES: readonly Stage[] = ['lead', 'visit', 'order', 'delivery']

/**
 * Business time of a stage: `cum[i]` average days have passed before calendar day `first + i`. A journey waits in
 * business time and is mapped back to the calendar, so volumes follow month, weekday and festival exactly while a lag
 * takes longer when nobody works.
 */
interface StageClock {
  cum: Float64Array
  /** Time of day (ms) by quantile, 256 steps. */
  hours: Float64Array
}

export interface Rhythm {
  /** Day number of index 0. */
  first: number
  days: number
  /** Instant of each local midnight, epoch ms. */
  starts: Float64Array
  /** Minutes that local time is ahead of UTC. */
  offsets: Int16Array
  /** `2026-11-22`. */
  texts: string[]
  clocks: Record<Stage, StageClock>
}

const MONTH_INDEX = [1.1, 0.72, 0.92, 0.9, 0.93, 0.98, 0.92, 0.98, 1.07, 1.06, 1.14, 1.28]
const AVERAGE_MONTH = 30.4375
/** How strongly a stage feels the push at the month's end. */
const PUSH: Record<Stage, number> = { lead: 0, visit: 0.25, order: 0.55, delivery: 1 }
/** Sunday first. */
const WEEK: Record<Stage, readonly number[]> = {
  lead: [1.1, 1.02, 0.98, 0.97, 0.97, 0.97, 0.99],
  visit: [1.4, 0.8, 0.8, 0.8, 0.8, 0.9, 1.5],
  order: [1.3, 0.83, 0.83, 0.83, 0.85, 0.95, 1.41],
  delivery: [1.18, 0.84, 0.84, 0.86, 0.9, 1.1, 1.28],
}
const FREE_DAY: Record<Stage, number> = { lead: 1.05, visit: 1.4, order: 1.25, delivery: 1 }
/** From New Year's Eve to day 6, and in the two weeks after. */
const FESTIVAL: Record<Stage, readonly [before: number, during: number, after: number]> = {
  lead: [1.05, 0.4, 0.85],
  visit: [1.15, 0.18, 0.75],
  order: [1.15, 0.12, 0.7],
  delivery: [1.15, 0.12, 0.7],
}
const HOURS: Record<Stage, readonly number[]> = {
  lead: [1.4, 0.5, 0.3, 0.2, 0.2, 0.3, 0.8, 2.2, 3, 4.6, 7, 6.8, 5, 4.6, 5.2, 6.4, 6, 4.6, 4.2, 4.8, 6.6, 9.5, 6, 3],
  visit: [0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 12, 12, 6, 7, 13, 14, 12, 8, 5, 4, 0, 0, 0, 0],
  order: [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 6, 13, 8, 5, 8, 13, 14, 13, 8, 5, 2, 0, 0, 0],
  delivery: [0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 14, 15, 7, 6, 13, 14, 13, 9, 4, 1, 0, 0, 0, 0],
}
const LUCKY = new Set([6, 8, 16, 18, 28])

/** Opens the rhythm of whole years `fromYear` … `toYear` in a time zone. Throws a RangeError for an unknown zone. */
export function openRhythm(fromYear: number, toYear: number, zoneName: string): Rhythm {
  const zone = openZone(zoneName)
  const first = dayNumber(`${fromYear}-01-01`)
  const days = dayNumber(`${toYear + 1}-01-01`) - first
  const texts = Array.from({ length: days }, (_, i) => dayText(first + i))
  const starts = Float64Array.from(texts, (day) => zone.instant(day))
  const offsets = Int16Array.from(starts, (start) => zone.offset(start) / 60_000)
  const calendar = openCalendar()
  const clocks = Object.fromEntries(
    STAGES.map((stage) => [stage, { cum: cumulative(stage, texts, calendar), hours: quantiles(HOURS[stage]) }]),
  ) as Record<Stage, StageClock>
  return { first, days, starts, offsets, texts, clocks }
}

function cumulative(stage: Stage, texts: readonly string[], calendar: Calendar): Float64Array {
  const weights = texts.map((text) => dayWeight(stage, text, calendar))
  const cum = new Float64Array(texts.length + 1)
  for (let from = 0; from < texts.length;) {
    // January and February are levelled together: the festival moves between them and takes its share along.
    const month = Number(texts[from]!.slice(5, 7))
    const last = month === 1 ? 2 : month
    let to = from
    while (
      to < texts.length &&
      Number(texts[to]!.slice(5, 7)) <= last &&
      texts[to]!.slice(0, 4) === texts[from]!.slice(0, 4)
    )
      to++
    let total = 0
    for (let i = from; i < to; i++) total += weights[i]!
    let level = 0
    for (let m = month; m <= last; m++) level += MONTH_INDEX[m - 1]! * AVERAGE_MONTH
    for (let i = from; i < to; i++) cum[i + 1] = cum[i]! + (weights[i]! * level) / total
    from = to
  }
  return cum
}

function dayWeight(stage: Stage, text: string, calendar: Calendar): number {
  const [year, month, day] = text.split('-').map(Number) as [number, number, number]
  const number = dayNumber(text)
  const weekday = (number + 4) % 7
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate()
  const work = calendar.isWorkday(text)
  const normalRest = weekday === 0 || weekday === 6
  let weight = work === normalRest ? (work ? WEEK[stage][2]! : FREE_DAY[stage]) : WEEK[stage][weekday]!
  weight *= pushOf(day, length) ** PUSH[stage] * MONTH_INDEX[month - 1]!
  if (stage === 'delivery' && LUCKY.has(day)) weight *= 1.1
  if (stage !== 'lead' && stage !== 'visit') {
    if (month % 3 === 0 && day > length - 3) weight *= 1.05
    if (month === 12 && day > 24) weight *= 1.2
  }
  return weight * springFestival(stage, number, year, calendar) * goldenWeek(stage, month, day)
}

/** Retail of a day within a month of 30 days, average 1. */
function pushOf(day: number, length: number): number {
  if (day > length - 3) return 1.98
  return day <= 7 ? 0.7 : day <= 14 ? 0.86 : day <= 21 ? 0.95 : 1.08
}

function springFestival(stage: Stage, number: number, year: number, calendar: Calendar): number {
  const since = number - dayNumber(calendar.springFestival(year))
  const [before, during, after] = FESTIVAL[stage]
  if (since < -22 || since > 20) return 1
  return since < -1 ? before : since <= 6 ? during : after
}

/** National Day and Labour Day: leads first, then the showrooms, orders some days later. */
function goldenWeek(stage: Stage, month: number, day: number): number {
  if (!(month === 10 && day <= 8) && !(month === 5 && day <= 7)) return 1
  if (stage === 'lead') return day <= 3 ? 1.3 : 1
  if (stage === 'visit') return day <= 5 ? 1.15 : 1
  return day >= 4 && day <= 7 ? 1.15 : 0.95
}

function quantiles(weights: readonly number[]): Float64Array {
  const shares = cumulate(weights)
  const table = new Float64Array(257)
  for (let q = 0; q <= 256; q++) {
    const u = Math.min(q / 256, 1 - 1e-9)
    const hour = shares.findIndex((share) => share > u)
    const before = hour > 0 ? shares[hour - 1]! : 0
    table[q] = (hour + (u - before) / (shares[hour]! - before)) * 3_600_000
  }
  return table
}

/** Time of day in whole seconds (as ms) at a quantile of a stage's day. */
export function timeOfDay(clock: StageClock, u: number): number {
  const step = u * 256
  const i = Math.min(255, step | 0)
  const low = clock.hours[i]!
  return Math.floor((low + (clock.hours[i + 1]! - low) * (step - i)) / 1000) * 1000
}

/** The instant (epoch ms, whole seconds) at which a stage's business time reads `tau`. */
export function instantAt(rhythm: Rhythm, clock: StageClock, tau: number): number {
  const { cum } = clock
  let i = Math.max(0, Math.min(rhythm.days - 1, Math.floor(tau)))
  while (i > 0 && cum[i]! > tau) i--
  while (i < rhythm.days - 1 && cum[i + 1]! <= tau) i++
  const u = Math.min(0.999999, Math.max(0, (tau - cum[i]!) / (cum[i + 1]! - cum[i]!)))
  return rhythm.starts[i]! + timeOfDay(clock, u)
}

/** Index of the local day that holds an instant. */
export function dayIndexAt(rhythm: Rhythm, instant: number): number {
  const { starts, days } = rhythm
  let i = Math.max(0, Math.min(days - 1, Math.floor((instant - starts[0]!) / DAY_MS)))
  while (i > 0 && starts[i]! > instant) i--
  while (i < days - 1 && starts[i + 1]! <= instant) i++
  return i
}
