import { dayNumber } from '../zone.ts'
import { daysIn, daysOf, firstDay, isBroken, monthAfter, sum, type DailyUnits, type Festival } from './history.ts'

/** How a month usually runs: by place in the month, by weekday, and around the Spring Festival. */
export interface Course {
  /** Relative weights of a month's days, the 1st first; they sum to 1. */
  days(month: string): number[]
  /** The same before they are levelled: a month through which the festival runs weighs less than another. */
  weights(month: string): number[]
  /** The months from which it was learned, newest first. */
  months: readonly string[]
}

/** Complete months that the course is learned from: enough for a weekday's effect, recent enough for today's push. */
const LEARNED = 8
/** Days counted from the month's start; those after them meet from its end. */
const FROM_START = 15
const PLACES = FROM_START + 17
/** The month's last days are told apart; earlier places are smoothed with their neighbours. */
const SHARP = 4
const ROUNDS = 4
/** Units added to each place and weekday: a handful of sales says nothing about a day. */
const CAUTION = 6
/** Days since the festival, half-open: what comes before it, the standstill, and the slow weeks after. */
const BANDS = [[-22, -1], [-1, 7], [7, 21]] as const // prettier-ignore

const placeOf = (day: number, length: number): number => (day < FROM_START ? day : PLACES - (length - day))
const weekdayOf = (month: string, day: number): number => (((dayNumber(firstDay(month)) + day + 4) % 7) + 7) % 7

/** Learns the course from the complete months before `before` (`YYYY-MM`). Without units every day weighs the same. */
export function learnCourse(history: DailyUnits, before: string, festival: Festival): Course {
  const known: { month: string; days: number[] }[] = []
  const broken: { month: string; days: number[] }[] = []
  for (let month = monthAfter(before, -1); firstDay(month) >= history.from; month = monthAfter(month, -1)) {
    const days = daysIn(history, month)
    if (!days || sum(days) <= 0) continue
    if (!isBroken(month, festival)) known.push({ month, days })
    if (near(month, festival)) broken.push({ month, days })
  }
  const learned = known.slice(0, LEARNED)
  const { places, weekdays } = fit(learned)
  const plain = (month: string): number[] =>
    Array.from({ length: daysOf(month) }, (_, i) => places[placeOf(i, daysOf(month))]! * weekdays[weekdayOf(month, i)]!)
  const bands = effects(broken, plain, festival)
  const weights = (month: string): number[] => {
    const since = sinceFestival(month, festival)
    return plain(month).map((weight, i) => weight * (bands[bandOf(since + i)] ?? 1))
  }
  const days = (month: string): number[] => {
    const own = weights(month)
    const total = sum(own)
    return own.map((weight) => weight / total)
  }
  return { days, weights, months: learned.map(({ month }) => month) }
}

/** Place and weekday effects that fit the months together, found by turns. Their means are 1. */
function fit(months: readonly { month: string; days: number[] }[]): { places: number[]; weekdays: number[] } {
  let places = new Array<number>(PLACES).fill(1)
  let weekdays = new Array<number>(7).fill(1)
  for (let round = 0; round < ROUNDS && months.length > 0; round++) {
    const levels = months.map(({ month, days }) => {
      const expected = sum(days.map((_, i) => places[placeOf(i, days.length)]! * weekdays[weekdayOf(month, i)]!))
      return sum(days) / expected
    })
    const ratio = (
      size: number,
      at: (month: string, i: number, length: number) => number,
      other: (month: string, i: number, length: number) => number,
    ) => {
      const above = new Array<number>(size).fill(CAUTION)
      const below = new Array<number>(size).fill(CAUTION)
      months.forEach(({ month, days }, m) =>
        days.forEach((units, i) => {
          above[at(month, i, days.length)]! += units
          below[at(month, i, days.length)]! += levels[m]! * other(month, i, days.length)
        }),
      )
      const found = above.map((units, k) => Math.max(0, units) / below[k]!)
      const mean = sum(found) / size
      return found.map((value) => value / mean)
    }
    const place = (_: string, i: number, length: number) => placeOf(i, length)
    const weekday = (month: string, i: number) => weekdayOf(month, i)
    places = smooth(ratio(PLACES, place, (month, i) => weekdays[weekdayOf(month, i)]!))
    weekdays = ratio(7, weekday, (_, i, length) => places[placeOf(i, length)]!)
  }
  return { places, weekdays }
}

const smooth = (places: readonly number[]): number[] =>
  places.map((own, i) => {
    if (i >= PLACES - SHARP) return own
    const around = places.slice(Math.max(0, i - 2), Math.min(PLACES - SHARP, i + 3))
    return sum(around) / around.length
  })

/** Days from the nearest year's festival to a month's first day. */
const sinceFestival = (month: string, festival: Festival): number =>
  dayNumber(firstDay(month)) - dayNumber(festival(Number(month.slice(0, 4))))

const bandOf = (since: number): number => BANDS.findIndex(([from, to]) => since >= from && since < to)

const near = (month: string, festival: Festival): boolean => {
  const since = sinceFestival(month, festival)
  return since > -80 && since < 50
}

/** Whether some days of a month lie in a band around the festival. */
export function isFestive(month: string, festival: Festival): boolean {
  const since = sinceFestival(month, festival)
  return since + daysOf(month) > BANDS[0][0] && since < BANDS[2][1]
}

/** How much of its usual weight a day keeps in each band around the festival; 1 where no festival was seen. */
function effects(
  months: readonly { month: string; days: number[] }[],
  plain: (month: string) => number[],
  festival: Festival,
): number[] {
  const above = BANDS.map(() => 0)
  const below = BANDS.map(() => 0)
  let [outside, usual] = [0, 0]
  for (const { month, days } of months) {
    const weights = plain(month)
    const since = sinceFestival(month, festival)
    days.forEach((units, i) => {
      const band = bandOf(since + i)
      if (band < 0) {
        outside += units
        usual += weights[i]!
      } else {
        above[band]! += units
        below[band]! += weights[i]!
      }
    })
  }
  if (usual <= 0 || outside <= 0) return BANDS.map(() => 1)
  return above.map((units, band) => (below[band]! > 0 ? Math.max(0.02, units / below[band]! / (outside / usual)) : 1))
}
