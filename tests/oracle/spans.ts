import { Temporal } from 'temporal-polyfill'
import type { Calendar } from '#domain/calendar.ts'

/** What an answer's ranges should be, worked out with Temporal from the words of the protocol alone. */
export interface Span {
  from: number
  to: number
  /** Where counting ends. */
  until: number
  open: boolean
}

export type AskedPeriod = string | { from: string; to: string } | { window: string; year?: number }

export interface SpanQuestion {
  period: AskedPeriod
  compare: readonly string[]
  align: string
}

type PlainDate = Temporal.PlainDate

/** A stretch of business days `[start, end)`, or of instants where it was asked so. */
interface Unit {
  start: PlainDate
  end: PlainDate
  /** The unit before, and that of last year, whole; `null` where there is none. Of a custom range nothing. */
  others?: Record<'previous' | 'last_year', [start: PlainDate, end: PlainDate] | null>
}

/** First days of the lunar year, from printed calendars. */
const SPRING_FESTIVALS = [
  '2010-02-14', '2011-02-03', '2012-01-23', '2013-02-10', '2014-01-31', '2015-02-19', '2016-02-08', '2017-01-28', '2018-02-16',
  '2019-02-05', '2020-01-25', '2021-02-12', '2022-02-01', '2023-01-22', '2024-02-10', '2025-01-29', '2026-02-17', '2027-02-06',
  '2028-01-26',
] as const // prettier-ignore

export const springOf = (year: number): PlainDate =>
  Temporal.PlainDate.from(SPRING_FESTIVALS.find((day) => day.startsWith(String(year)))!)

/** A named window as a list: year, first day, day after the last. */
export type WindowList = readonly (readonly [year: number, from: string, to: string])[]

/** What the house declares beside the statutory calendar. */
export interface Declared {
  windows: Readonly<Record<string, WindowList>>
  /** First day of a fiscal month. */
  cutoff: number
}

export class Spans {
  private readonly tz: string
  private readonly calendar: Calendar
  private readonly declared: Declared

  constructor(tz: string, calendar: Calendar, declared: Declared = { windows: {}, cutoff: 1 }) {
    this.tz = tz
    this.calendar = calendar
    this.declared = declared
  }

  local(at: number): Temporal.PlainDateTime {
    return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(this.tz).toPlainDateTime()
  }

  at(day: PlainDate, time?: Temporal.PlainTime): number {
    return day.toPlainDateTime(time).toZonedDateTime(this.tz).epochMilliseconds
  }

  resolve(question: SpanQuestion, asOf: number): { current: Span; previous?: Span; last_year?: Span } {
    const { period, compare, align } = question
    const custom = typeof period !== 'string' && 'from' in period
    const [unit, current] = custom ? this.custom(period, asOf) : this.running(this.unit(period, asOf), asOf)
    const found: { current: Span; previous?: Span; last_year?: Span } = { current }
    for (const name of ['previous', 'last_year'] as const) {
      const span = compare.includes(name) && this.compared(name, align, unit, current, asOf, custom)
      if (span) found[name] = span
    }
    return found
  }

  private running(unit: Unit, asOf: number): [Unit, Span] {
    const [from, end] = [this.at(unit.start), this.at(unit.end)]
    const to = Math.max(from, Math.min(end, asOf))
    return [unit, { from, to, until: to, open: asOf < end }]
  }

  private unit(period: string | { window: string; year?: number }, asOf: number): Unit {
    const today = this.local(asOf).toPlainDate()
    if (typeof period !== 'string') return this.window(period, today)
    if (period.endsWith('xun') || period.startsWith('xun')) return this.xun(period.startsWith('previous'), today)
    const first = today.with({ day: 1 })
    const { cutoff } = this.declared
    const fiscal =
      today.day >= cutoff ? today.with({ day: cutoff }) : first.subtract({ months: 1 }).with({ day: cutoff })
    const units: Record<string, [PlainDate, { days?: number; months?: number }]> = {
      today: [today, { days: 1 }],
      yesterday: [today.subtract({ days: 1 }), { days: 1 }],
      week_to_date: [today.subtract({ days: today.dayOfWeek - 1 }), { days: 7 }],
      month_to_date: [first, { months: 1 }],
      previous_month: [first.subtract({ months: 1 }), { months: 1 }],
      quarter_to_date: [first.with({ month: Math.ceil(today.month / 3) * 3 - 2 }), { months: 3 }],
      year_to_date: [first.with({ month: 1 }), { months: 12 }],
      last_7_days: [today.subtract({ days: 6 }), { days: 7 }],
      last_30_days: [today.subtract({ days: 29 }), { days: 30 }],
      fiscal_month_to_date: [fiscal, { months: 1 }],
      previous_fiscal_month: [fiscal.subtract({ months: 1 }), { months: 1 }],
    }
    const [start, size] = units[period]!
    const [before, lastYear] = [start.subtract(size), start.subtract({ years: 1 })]
    return {
      start,
      end: start.add(size),
      others: { previous: [before, before.add(size)], last_year: [lastYear, lastYear.add(size)] },
    }
  }

  /** 旬: the 1st to the 10th, the 11th to the 20th, the 21st to the month's end. */
  private xun(before: boolean, today: PlainDate): Unit {
    const around = (month: Temporal.PlainYearMonth): [PlainDate, PlainDate][] => {
      const day = (number: number) => month.toPlainDate({ day: number })
      return [
        [day(1), day(11)],
        [day(11), day(21)],
        [day(21), month.add({ months: 1 }).toPlainDate({ day: 1 })],
      ]
    }
    const month = today.toPlainYearMonth()
    const all = [-2, -1, 0].flatMap((months) => around(month.add({ months })))
    const running = all.findIndex(
      ([from, to]) => from.toString() <= today.toString() && today.toString() < to.toString(),
    )
    const at = before ? running - 1 : running
    const [start, end] = all[at]!
    const same = around(start.toPlainYearMonth().subtract({ years: 1 })).find(([from]) => from.day === start.day)!
    return { start, end, others: { previous: all[at - 1]!, last_year: same } }
  }

  private window({ window, year }: { window: string; year?: number }, today: PlainDate): Unit {
    const list = this.declared.windows[window]!
    const begun = list.filter(([, from]) => from <= today.toString())
    const one = year === undefined ? (begun.at(-1) ?? list[0]!) : list.find((held) => held[0] === year)!
    const days = (held: WindowList[number] | undefined): [PlainDate, PlainDate] | null =>
      held ? [Temporal.PlainDate.from(held[1]), Temporal.PlainDate.from(held[2])] : null
    const [start, end] = days(one)!
    const previous = days(list.filter((held) => held[0] < one[0]).at(-1))
    return { start, end, others: { previous, last_year: days(list.find((held) => held[0] === one[0] - 1)) } }
  }

  private custom({ from, to }: { from: string; to: string }, asOf: number): [Unit, Span] {
    const edge = (text: string) => (text.length === 10 ? this.at(Temporal.PlainDate.from(text)) : Date.parse(text))
    const [a, b] = [edge(from), edge(to)]
    const start = this.local(a).toPlainDate()
    const end = this.local(b - 1)
      .toPlainDate()
      .add({ days: 1 })
    return [
      { start, end },
      { from: a, to: b, until: Math.max(a, Math.min(b, asOf)), open: b > asOf },
    ]
  }

  private compared(
    name: 'previous' | 'last_year',
    align: string,
    unit: Unit,
    current: Span,
    asOf: number,
    custom: boolean,
  ): Span | null {
    const began = this.local(current.from)
    const move = (days: number): Span => {
      const moved = (at: number) =>
        this.at(this.local(at).toPlainDate().subtract({ days }), this.local(at).toPlainTime())
      return this.closed(moved(current.from), moved(current.until))
    }
    if (align === 'lunar' && name === 'last_year')
      return move(springOf(began.year - 1).until(springOf(began.year)).days)
    const other = unit.others?.[name]
    if (other === null) return null
    const start = other ? other[0].toPlainDateTime() : this.began(name, unit, current)
    const startDay = start.toPlainDate()
    if (align === 'weekday') return move(7 * Math.max(1, Math.round(startDay.until(unit.start).days / 7)))
    const from = this.at(startDay, start.toPlainTime())
    const end = other ? this.at(other[1]) : this.ends(name, current)
    const finished = custom ? current.until === current.to : asOf >= this.at(unit.end)
    let until: number
    if (align === 'workday') until = this.workday(unit, current, startDay, end)
    else if (finished) until = end
    else if (!start.toPlainTime().equals(began.toPlainTime())) until = from + current.until - current.from
    else {
      const stopped = this.local(current.until)
      until = this.at(
        startDay.add({ days: began.toPlainDate().until(stopped.toPlainDate()).days }),
        stopped.toPlainTime(),
      )
    }
    return this.closed(from, Math.max(from, Math.min(until, end)))
  }

  private closed(from: number, to: number): Span {
    return { from, to, until: to, open: false }
  }

  private began(name: string, unit: Unit, current: Span): Temporal.PlainDateTime {
    if (name === 'last_year') return this.local(current.from).subtract({ years: 1 })
    if (this.isMidnight(current.from) && this.isMidnight(current.to)) {
      return unit.start.subtract({ days: unit.start.until(unit.end).days }).toPlainDateTime()
    }
    return this.local(current.from - (current.to - current.from))
  }

  private isMidnight(at: number): boolean {
    return this.local(at).toPlainTime().equals(new Temporal.PlainTime())
  }

  private ends(name: string, current: Span): number {
    if (name === 'previous') return current.from
    const to = this.local(current.to)
    const leap = to.month === 2 && to.day === 29
    return leap
      ? this.at(Temporal.PlainDate.from({ year: to.year - 1, month: 3, day: 1 }))
      : this.at(to.toPlainDate().subtract({ years: 1 }), to.toPlainTime())
  }

  private workday(unit: Unit, current: Span, start: PlainDate, end: number): number {
    if (current.until <= current.from) return this.at(start)
    const last = this.local(current.until - 1)
    const lastDay = last.toPlainDate()
    const works = (day: PlainDate) => this.calendar.isWorkday(day.toString())
    const numbered = (from: PlainDate, until: (day: PlainDate) => boolean) => {
      const days: { day: PlainDate; number: number; run: number }[] = []
      for (let day = from; until(day); day = day.add({ days: 1 })) {
        const before = days.at(-1)
        const work = works(day)
        const run = before && works(before.day) === work ? before.run + 1 : 1
        days.push({ day, number: (before?.number ?? 0) + (work ? 1 : 0), run })
      }
      return days
    }
    const own = numbered(unit.start, (day) => Temporal.PlainDate.compare(day, lastDay) <= 0).at(-1)!
    const there = numbered(start, (day) => this.at(day) < end)
    const sameNumber = there.filter(({ number }) => number === own.number)
    const sameSort = sameNumber.filter(({ day }) => works(day) === works(lastDay))
    const match = sameSort.find(({ run }) => works(lastDay) || run === own.run) ?? sameSort.at(-1)
    if (match) {
      const time = last.toPlainTime().add({ milliseconds: 1 })
      const isMidnight = time.equals(new Temporal.PlainTime())
      return isMidnight ? this.at(match.day.add({ days: 1 })) : this.at(match.day, time)
    }
    const lastThere = sameNumber.at(-1)
    if (lastThere) return this.at(lastThere.day.add({ days: 1 }))
    return (there.at(-1)?.number ?? 0) < own.number ? end : this.at(start)
  }
}
