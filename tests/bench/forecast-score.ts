import { openCalendar } from '#domain/calendar.ts'
import { forecastEnd } from '#domain/forecast/forecast.ts'
import { openYardstick } from '#domain/forecast/yardstick.ts'
import { addDays, dayNumber } from '#domain/zone.ts'

/** Something that sold: its units by day, as long as the whole's. */
export interface Seller {
  level: string
  units: readonly number[]
}

/** A history to be forecast again as it was known at each of some moments. */
export interface Replay {
  /** The first day of all units. */
  from: string
  whole: readonly number[]
  sellers: readonly Seller[]
  /** The held-back units of time, and after how many days of them a forecast is made. */
  moments: readonly { unit: { start: string; end: string }; elapsed: number; label: string }[]
}

export interface Score {
  cases: number
  /** Ends that lay in the interval, and those under it. */
  covered: number
  below: number
  /** Sums of what the forecast and the naive run-rate missed, of what came, and of the intervals' widths. */
  missed: number
  naive: number
  came: number
  width: number
}

const calendar = openCalendar()
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** Scores of every level, and of every level at every moment's label. Nothing after a moment is shown to the forecast. */
export function scoreReplay({ from, whole, sellers, moments }: Replay): Map<string, Score> {
  const scores = new Map<string, Score>()
  const at = (day: string): number => dayNumber(day) - dayNumber(from)
  for (const { unit, elapsed, label } of moments) {
    const [start, end] = [at(unit.start), at(unit.end)]
    const today = addDays(unit.start, elapsed)
    const known = { from, units: whole.slice(0, start + elapsed) }
    const yardstick = openYardstick(known, unit, today, calendar.springFestival)
    for (const { level, units } of sellers) {
      const months = monthSums(from, units.slice(0, at(`${today.slice(0, 7)}-01`)))
      const [actual, came] = [sum(units.slice(start, start + elapsed)), sum(units.slice(start, end))]
      const forecast = forecastEnd(yardstick, months, actual, elapsed)
      if (!forecast) continue
      for (const name of [level, `${level} ${label}`]) {
        const score = scores.get(name) ?? { cases: 0, covered: 0, below: 0, missed: 0, naive: 0, came: 0, width: 0 }
        scores.set(name, score)
        score.cases++
        if (forecast.low <= came && came <= forecast.high) score.covered++
        if (came < forecast.low) score.below++
        score.missed += Math.abs(forecast.value - came)
        score.naive += Math.abs((actual * (end - start)) / elapsed - came)
        score.came += came
        score.width += forecast.high - forecast.low
      }
    }
  }
  return new Map([...scores].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true })))
}

function monthSums(from: string, units: readonly number[]): Map<string, number> {
  const months = new Map<string, number>()
  units.forEach((value, i) => {
    const month = addDays(from, i).slice(0, 7)
    months.set(month, (months.get(month) ?? 0) + value)
  })
  return months
}
