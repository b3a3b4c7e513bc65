import { Temporal } from 'temporal-polyfill'
import type { Calendar } from '#domain/calendar.ts'
import type { Target } from '#domain/streams.ts'

type Day = Temporal.PlainDate

/** A sale as the recount sees it. */
export interface Sale {
  day: Day
  /** Epoch ms. */
  at: number
  dealer: string
  units: number
}

/** Where each dealer belongs. */
export type Tree = Record<string, { region: string; area: string }>

const monthStart = (day: Day): Day => day.with({ day: 1 })
const daysBetween = (from: Day, to: Day): number => from.until(to, { largestUnit: 'days' }).days
const before = (a: Day, b: Day): boolean => Temporal.PlainDate.compare(a, b) < 0
const each = (from: Day, to: Day): Day[] =>
  Array.from({ length: Math.max(0, daysBetween(from, to)) }, (_, i) => from.add({ days: i }))
const add = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

/**
 * Progress by going over days and records one by one, from the words of the protocol: nothing of the planner, the
 * target books, the pace or the store.
 */
export class ProgressOracle {
  private readonly calendar: Calendar
  private readonly sales: readonly Sale[]

  constructor(calendar: Calendar, sales: readonly Sale[]) {
    this.calendar = calendar
    this.sales = sales
  }

  units(from: Day, to: Day, dealers?: readonly string[]): number {
    return add(
      this.sales
        .filter(({ day, dealer }) => !before(day, from) && before(day, to) && (dealers?.includes(dealer) ?? true))
        .map(({ units }) => units),
    )
  }

  private broken(month: Day): boolean {
    const eve = Temporal.PlainDate.from(this.calendar.springFestival(month.year)).subtract({ days: 1 })
    return each(eve, eve.add({ days: 8 })).filter((day) => monthStart(day).equals(month)).length >= 4
  }

  /** The first month of which everything is known: from the first sale within 26 months, whole months only. */
  private knownFrom(month: Day): Day | null {
    const days = each(month.subtract({ months: 26 }), month)
    const first = days.find((day) => this.units(day, day.add({ days: 1 })) !== 0)
    if (!first) return null
    return first.day <= 5 ? monthStart(first) : monthStart(first).add({ months: 1 })
  }

  paceMonths(month: Day): Day[] {
    const known = this.knownFrom(month)
    const usable = (one: Day) =>
      known !== null &&
      !before(one, known) &&
      before(one, month) &&
      !this.broken(one) &&
      this.units(one, one.add({ months: 1 })) > 0
    const order = [1, 2, 3].map((back) => month.subtract({ months: back }))
    const year = month.subtract({ years: 1 })
    order.push(year)
    for (let away = 1; away <= 6; away++) {
      order.push(year.add({ months: away }))
      if (away < 6) order.push(year.subtract({ months: away }))
    }
    const found: Day[] = []
    for (const one of order) if (usable(one) && !found.some((other) => other.equals(one))) found.push(one)
    return found.slice(0, 3)
  }

  /** Units of a month up to a share of its days, the running day by its part. */
  private reached(month: Day, share: number, dealers?: readonly string[]): number {
    const passed = share * month.daysInMonth
    const running = month.add({ days: Math.floor(passed) })
    const part = passed - Math.floor(passed)
    const partial = part > 0 ? part * this.units(running, running.add({ days: 1 }), dealers) : 0
    return this.units(month, running, dealers) + partial
  }

  /** `null` where a festival breaks the month itself: its course is learned, and judged elsewhere. */
  pace(month: Day, share: number): number | null | 'learned' {
    const months = this.paceMonths(month)
    if (months.length === 0) return null
    if (this.broken(month)) return 'learned'
    return add(months.map((one) => this.reached(one, share) / this.units(one, one.add({ months: 1 })))) / months.length
  }

  /**
   * The share of a quarter or year: its months weigh as the year before had them, the running one by its own pace.
   * `null` where the festival wanders within it or a month of the year before is not known or empty: then it is learned.
   */
  longPace(start: Day, length: number, running: Day, within: number): number | null {
    const known = this.knownFrom(running)
    const months = Array.from({ length }, (_, i) => start.add({ months: i }))
    const weights = months.map((one) => {
      const year = one.subtract({ years: 1 })
      return known === null || before(year, known) || one.month <= 2 ? 0 : this.units(year, year.add({ months: 1 }))
    })
    if (weights.some((weight) => weight === 0)) return null
    const reached = months.map((one, i) => weights[i]! * (before(one, running) ? 1 : one.equals(running) ? within : 0))
    return add(reached) / add(weights)
  }

  workday(month: Day, today: Day, shopShare: number): number {
    const worked = (day: Day) => this.calendar.isWorkday(day.toString())
    const all = each(month, month.add({ months: 1 })).filter(worked).length
    return (each(month, today).filter(worked).length + (worked(today) ? shopShare : 0)) / all
  }

  /** Units a day in the same rest of the month before. */
  usual(month: Day, share: number, dealers?: readonly string[]): number | null {
    const last = month.subtract({ months: 1 })
    const left = last.daysInMonth * (1 - share)
    if (left <= 0) return null
    return (this.units(last, month, dealers) - this.reached(last, share, dealers)) / left
  }
}

const placeOf = ({ region, area, dealer_id }: Target): string =>
  JSON.stringify([region ?? null, area ?? null, dealer_id ?? null])

/** A later version is the greater one, numbers in it by their value; none is the least. */
function later(a: Target, b: Target): boolean {
  const parts = ({ version }: Target) => String(version ?? '').split(/(\d+)/)
  const [x, y] = [parts(a), parts(b)]
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const [s, t] = [x[i] ?? '', y[i] ?? '']
    if (s === t) continue
    if (/^\d+$/.test(s) && /^\d+$/.test(t) && Number(s) !== Number(t)) return Number(s) > Number(t)
    return s > t
  }
  return false
}

/** The records of one kind that stand: of each place, model and period the newest version. */
export const standing = (targets: readonly Target[]): Target[] =>
  targets.filter(
    (one) =>
      !targets.some(
        (other) =>
          placeOf(other) === placeOf(one) && (other.model ?? '') === (one.model ?? '') && other.kind === one.kind &&
          other.measure === one.measure && other.from === one.from && other.to === one.to && later(other, one),
      ),
  ) // prettier-ignore

/** A month's target of the nation, a region, an area or a dealer, day by day; `null` where nothing falls on any day. */
export function monthTarget(
  targets: readonly Target[],
  tree: Tree,
  month: Day,
  place: { level: string; name: string },
): number | null {
  const days = each(month, month.add({ months: 1 }))
  const ofPlace = (level: string, name: string): { records: Target[]; below: { level: string; name: string }[] } => {
    const named = (row: Target) =>
      level === 'nation' ? !row.region && !row.area && !row.dealer_id : (row as Record<string, unknown>)[level] === name
    const children = {
      nation: () => ['region', Object.values(tree).map(({ region }) => region)] as const,
      region: () => ['area', Object.values(tree).filter(({ region }) => region === name).map(({ area }) => area)] as const,
      area: () => ['dealer_id', Object.keys(tree).filter((dealer) => tree[dealer]!.area === name)] as const,
      dealer_id: () => ['', []] as const,
    }[level]!()
    return { records: targets.filter(named), below: [...new Set(children[1])].map((child) => ({ level: children[0], name: child })) }
  } // prettier-ignore
  const valueOn = (records: readonly Target[], day: Day): number | null => {
    const covering = records.filter(({ from, to }) => from <= day.toString() && day.toString() < to)
    const length = ({ from, to }: Target) => daysBetween(Temporal.PlainDate.from(from), Temporal.PlainDate.from(to))
    covering.sort((a, b) => length(a) - length(b) || (a.from < b.from ? -1 : 1))
    return covering[0] ? covering[0].value / length(covering[0]) : null
  }
  const total = (level: string, name: string): number[] => {
    const { records, below } = ofPlace(level, name)
    const plain = records.filter(({ model }) => !model)
    const models = [...new Set(records.flatMap(({ model }) => model ?? []))]
    if (plain.length > 0) return days.map((day) => valueOn(plain, day) ?? 0)
    if (models.length > 0) {
      return days.map((day) => add(models.map((model) => valueOn(records.filter((row) => row.model === model), day) ?? 0)))
    }
    const parts = below.map((child) => total(child.level, child.name))
    return days.map((_, i) => add(parts.map((part) => part[i]!)))
  } // prettier-ignore
  // Stated to a millionth of a unit.
  const value = Math.round(add(total(place.level, place.name)) * 1e6) / 1e6
  return value > 0 ? value : null
}
