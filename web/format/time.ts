import type { StatedRange } from '#domain/range.ts'
import type { Lang } from '../i18n/lang.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const WEEKDAYS = {
  zh: ['周日', '周一', '周二', '周三', '周四', '周五', '周六'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
}

/** Local date, hour and minute of an instant in the business zone. */
export interface WallTime {
  day: string
  hour: number
  minute: number
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Reads an instant (epoch ms) on the business clock. */
export function wallTime(instant: number, zone: string): WallTime {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    })
    formats.set(zone, format)
  }
  const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]))
  return { day: `${parts.year}-${parts.month}-${parts.day}`, hour: Number(parts.hour), minute: Number(parts.minute) }
}

const pad = (value: number): string => String(value).padStart(2, '0')

/** `10:03`. */
export const clockText = ({ hour, minute }: Pick<WallTime, 'hour' | 'minute'>): string => `${pad(hour)}:${pad(minute)}`

/** `11-22 10:03` on the business clock, of an instant as ISO text. */
export function momentText(iso: string, zone: string): string {
  const at = wallTime(Date.parse(iso), zone)
  return `${at.day.slice(5)} ${clockText(at)}`
}

/** First and last business day of a stated range: its texts carry the zone's offset, the end is exclusive. */
export function daysOf({ from, to }: StatedRange): { first: string; last: string } {
  const first = from.slice(0, 10)
  const end = to.slice(0, 10)
  const whole = /T00:00(:00(\.0+)?)?([+-]|Z|$)/.test(to.slice(10))
  return { first, last: whole && end > first ? shiftDay(end, -1) : end }
}

/** A business day plus whole days. */
export function shiftDay(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** First day of the month that lies `months` after the month of `day`. */
export function shiftMonth(day: string, months: number): string {
  return new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1 + months, 1)).toISOString().slice(0, 10)
}

export const weekday = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay()
export const weekdayText = (day: string, lang: Lang): string => WEEKDAYS[lang][weekday(day)]!
export const monthText = (day: string): string => MONTHS[Number(day.slice(5, 7)) - 1]!

/** `10月`; in English `Oct`. */
export const monthName = (day: string, lang: Lang): string =>
  lang === 'zh' ? `${Number(day.slice(5, 7))}月` : monthText(day)

const dayOf = (day: string): number => Number(day.slice(8, 10))
const monthOf = (day: string): number => Number(day.slice(5, 7))

/** `11月1日–22日`, `9月1日–11月22日`, `11月22日`; in English `1–22 Nov`, `1 Sep–22 Nov`, `22 Nov`. */
export function rangeText(range: StatedRange, lang: Lang): string {
  const { first, last } = daysOf(range)
  const year = first.slice(0, 4) !== last.slice(0, 4)
  if (lang === 'zh') {
    const start = `${year ? `${first.slice(0, 4)}年` : ''}${monthOf(first)}月${dayOf(first)}日`
    if (first === last) return start
    if (!year && monthOf(first) === monthOf(last)) return `${start}–${dayOf(last)}日`
    return `${start}–${year ? `${last.slice(0, 4)}年` : ''}${monthOf(last)}月${dayOf(last)}日`
  }
  const end = `${dayOf(last)} ${monthText(last)}${year ? ` ${last.slice(0, 4)}` : ''}`
  if (first === last) return end
  if (!year && monthOf(first) === monthOf(last)) return `${dayOf(first)}–${end}`
  return `${dayOf(first)} ${monthText(first)}${year ? ` ${first.slice(0, 4)}` : ''}–${end}`
}

/** `11月22日 周日`; in English `Sun 22 Nov`. */
export const dayText = (day: string, lang: Lang): string =>
  lang === 'zh'
    ? `${monthOf(day)}月${dayOf(day)}日 ${weekdayText(day, lang)}`
    : `${weekdayText(day, lang)} ${dayOf(day)} ${monthText(day)}`

/** A day with its year, for ranges that are compared with. */
export function rangeWithYear(range: StatedRange, lang: Lang): string {
  const { first, last } = daysOf(range)
  const text = rangeText(range, lang)
  if (first.slice(0, 4) !== last.slice(0, 4)) return text
  return lang === 'zh' ? `${first.slice(0, 4)}年${text}` : `${text} ${first.slice(0, 4)}`
}

/** Shop hours: the day of the showrooms, 9:00–21:00. */
export const OPENING = { from: 9, to: 21 } as const

/** Share of today's shop hours that has passed. */
export function dayShare({ hour, minute }: Pick<WallTime, 'hour' | 'minute'>): number {
  const passed = (hour + minute / 60 - OPENING.from) / (OPENING.to - OPENING.from)
  return Math.min(1, Math.max(0, passed))
}
