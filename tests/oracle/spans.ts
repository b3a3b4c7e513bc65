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

export interface SpanQuestion {
  period: string | { from: string; to: string }
  compare: readonly string[]
  align: string
}

type PlainDate = Temporal.PlainDate

/** A stretch of business days `[start, end)`, or of instants where it was asked so. */
interface Unit {
  start: PlainDate
  end: PlainDate
  size: { days?: number; months?: number }
}

export class Spans {
  private readonly tz: string
  private readonly calendar: Calendar

  constructor(tz: string, calendar: Calendar) {
    this.tz = tz
    this.calendar = calendar
  }

  local(at: number): Temporal.PlainDateTime {
    return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(this.tz).toPlainDateTime()
  }

  at(day: PlainDate, time?: Temporal.PlainTime): number {
    return day.toPlainDateTime(time).toZonedDateTime(this.tz).epochMilliseconds
  }

  resolve(question: SpanQuestion, asOf: number): { current: Span; previous?: Span; last_year?: Span } {
    const { period, compare, align } = question
    const [unit, current] = typeof period === 'string' ? this.named(period, asOf) : this.custom(period, asOf)
    const found: { current: Span; previous?: Span; last_year?: Span } = { current }
    for (const name of ['previous', 'last_year'] as const) {
      if (compare.includes(name))
        found[name] = this.compared(name, align, unit, current, asOf, typeof period !== 'string')
    }
    return found
  }

  private named(period: string, asOf: number): [Unit, Span] {
    const today = this.local(asOf).toPlainDate()
    const first = today.with({ day: 1 })
    const units: Record<string, [PlainDate, Unit['size']]> = {
      today: [today, { days: 1 }],
      yesterday: [today.subtract({ days: 1 }), { days: 1 }],
      week_to_date: [today.subtract({ days: today.dayOfWeek - 1 }), { days: 7 }],
      month_to_date: [first, { months: 1 }],
      previous_month: [first.subtract({ months: 1 }), { months: 1 }],
      quarter_to_date: [first.with({ month: Math.ceil(today.month / 3) * 3 - 2 }), { months: 3 }],
      year_to_date: [first.with({ month: 1 }), { months: 12 }],
      last_7_days: [today.subtract({ days: 6 }), { days: 7 }],
      last_30_days: [today.subtract({ days: 29 }), { days: 30 }],
    }
    const [start, size] = units[period]!
    const end = start.add(size)
    const to = Math.min(this.at(end), asOf)
    return [
      { start, end, size },
      { from: this.at(start), to, until: to, open: asOf < this.at(end) },
    ]
  }

  private custom({ from, to }: { from: string; to: string }, asOf: number): [Unit, Span] {
    const edge = (text: string) => (text.length === 10 ? this.at(Temporal.PlainDate.from(text)) : Date.parse(text))
    const [a, b] = [edge(from), edge(to)]
    const start = this.local(a).toPlainDate()
    const end = this.local(b - 1)
      .toPlainDate()
      .add({ days: 1 })
    const days = start.until(end).days
    return [
      { start, end, size: { days } },
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
  ): Span {
    const began = this.local(current.from)
    const start = this.began(name, unit, current, custom)
    const startDay = start.toPlainDate()
    const move = (days: number): Span => {
      const moved = (at: number) =>
        this.at(this.local(at).toPlainDate().subtract({ days }), this.local(at).toPlainTime())
      return this.closed(moved(current.from), moved(current.until))
    }
    if (align === 'weekday') return move(7 * Math.max(1, Math.round(startDay.until(unit.start).days / 7)))
    if (align === 'lunar' && name === 'last_year') {
      const spring = (year: number) => Temporal.PlainDate.from(this.calendar.springFestival(year))
      return move(spring(began.year - 1).until(spring(began.year)).days)
    }
    const from = this.at(startDay, start.toPlainTime())
    const end = this.ends(name, unit, current, startDay, custom)
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

  private began(name: string, unit: Unit, current: Span, custom: boolean): Temporal.PlainDateTime {
    const from = this.local(current.from)
    if (name === 'last_year') return from.subtract({ years: 1 })
    if (!custom || (this.isMidnight(current.from) && this.isMidnight(current.to))) {
      return unit.start.subtract(unit.size).toPlainDateTime()
    }
    return this.local(current.from - (current.to - current.from))
  }

  private isMidnight(at: number): boolean {
    return this.local(at).toPlainTime().equals(new Temporal.PlainTime())
  }

  private ends(name: string, unit: Unit, current: Span, start: PlainDate, custom: boolean): number {
    if (!custom) return this.at(start.add(unit.size))
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
