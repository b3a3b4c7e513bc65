import type { Dimension } from '#domain/dimensions.ts'
import { firstDay, monthAfter, type DailyUnits, type MonthUnits } from '#domain/forecast/history.ts'
import { calendarShare, type Point } from '#domain/pace.ts'
import { LARGEST_LIMIT } from '#domain/view.ts'
import { addDays, dayNumber } from '#domain/zone.ts'
import { countOf, textOf, type Sitting } from './sitting.ts'

/** Months before the running one that are read: two years and what their growth is measured by. */
const MONTHS = 26
/** Keys may come and go over the months: what one question may hold is not used up. */
const FILLED = 0.6

/** Units of the whole selection by day, from 26 months back up to the running month's start. */
export async function readDays(sitting: Sitting, measure: string, month: string): Promise<DailyUnits> {
  const from = firstDay(monthAfter(month, -MONTHS))
  const to = firstDay(month)
  const { rows } = await sitting.ask({ measures: [measure], by: ['day'], period: { from, to } })
  const units = new Array<number>(dayNumber(to) - dayNumber(from)).fill(0)
  for (const row of rows) units[dayNumber(row.key['day']!) - dayNumber(from)] = countOf(row, measure)
  return sinceFirst({ from, units })
}

/** Without the months before the first sale: nothing was told of them, which is not the same as nothing sold. */
function sinceFirst({ from, units }: DailyUnits): DailyUnits {
  const first = units.findIndex((value) => value !== 0)
  if (first < 0) return { from: addDays(from, units.length), units: [] }
  const start = addDays(from, first)
  // A month that began to be told after its first days is not known as a whole.
  const known = firstDay(Number(start.slice(8)) <= 5 ? start.slice(0, 7) : monthAfter(start.slice(0, 7), 1))
  const skipped = dayNumber(known) - dayNumber(from)
  return skipped < units.length ? { from: known, units: units.slice(Math.max(0, skipped)) } : { from: known, units: [] }
}

/** Units of each key (`textOf`) by complete month, and under `all` of them together. */
export interface OwnMonths {
  all: MonthUnits
  keys: ReadonlyMap<string, MonthUnits>
}

/** `keys`: how many there are about, so that no question asks for more than one answer holds. */
export async function readMonths(
  sitting: Sitting,
  { measure, where, by }: { measure: string; where: unknown; by: Dimension | null },
  from: string,
  to: string,
  keys: number,
): Promise<OwnMonths> {
  const all = new Map<string, number>()
  const own = new Map<string, Map<string, number>>()
  const step = Math.max(1, Math.floor((LARGEST_LIMIT * FILLED) / Math.max(1, keys)))
  for (let month = from; month < to; month = monthAfter(month, step)) {
    const end = monthAfter(month, step) < to ? monthAfter(month, step) : to
    const period = { from: firstDay(month), to: firstDay(end) }
    for (let name = month; name < end; name = monthAfter(name, 1)) all.set(name, 0)
    const { rows } = await sitting.ask({ measures: [measure], by: by ? [by, 'month'] : ['month'], where, period })
    for (const row of rows) {
      const name = row.key['month']!
      const units = countOf(row, measure)
      all.set(name, (all.get(name) ?? 0) + units)
      const text = textOf(row.key, by)
      const months = own.get(text) ?? new Map<string, number>()
      own.set(text, months.set(name, units))
    }
  }
  return { all, keys: own }
}

/** Units a day that each key (and all together, under `''`) brought in the same rest of the unit before. */
export async function readUsual(
  sitting: Sitting,
  { measure, where, by }: { measure: string; where: unknown; by: Dimension | null },
  before: { start: string; end: string },
  point: Point,
): Promise<(text: string | null) => number | null> {
  const days = dayNumber(before.end) - dayNumber(before.start)
  const passed = calendarShare(point) * days
  const left = days - passed
  const running = addDays(before.start, Math.floor(passed))
  const next = addDays(running, 1)
  const stretches = [
    { from: running, to: next, weight: 1 - (passed - Math.floor(passed)) },
    { from: next, to: before.end, weight: 1 },
  ].filter(({ from, to }) => from < to && to <= before.end)
  const sums = new Map<string, number>()
  let total = 0
  for (const { from, to, weight } of left > 0 ? stretches : []) {
    const asked = await sitting.ask({ measures: [measure], by: by ? [by] : [], where, period: { from, to } })
    total += weight * countOf(asked.total, measure)
    for (const row of asked.rows) {
      const text = textOf(row.key, by)
      sums.set(text, (sums.get(text) ?? 0) + weight * countOf(row, measure))
    }
  }
  return (text) => (left > 0 ? (text === null ? total : (sums.get(text) ?? 0)) / left : null)
}
