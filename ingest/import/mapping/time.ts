import { Refusal, quote } from '#domain/errors.ts'
import { DAY_MS, dayText, type Zone } from '#domain/zone.ts'

/** A time as it was written: on the wall clock, and how far that clock is ahead of UTC where the text says so. */
interface Wall {
  /** Milliseconds since 1970 as if the wall clock were UTC. */
  wall: number
  /** Milliseconds ahead of UTC; absent for a local time. */
  ahead?: number
}

export interface TimeForm {
  /** `iso` (default), `epoch_s`, `epoch_ms`, `excel`, or a pattern such as `yyyy/M/d H:mm`. */
  format?: string | undefined
  /** Time of day for a value that is only a date: `12:00`. */
  time?: string | undefined
  /** Zone of local times. */
  zone: Zone
}

/** Reads times of one form. Both throw the refusal `bad_time`. */
export interface TimeReader {
  /** ISO text in UTC. */
  instant(text: string, path: string): string
  /** The calendar day in the zone. */
  day(text: string, path: string): string
}

const USUAL =
  /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]+(\d{1,2})[:时](\d{1,2})分?(?::?(\d{1,2})(?:[.,](\d{1,9}))?秒?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/
const UNIX_DAY_OF_EXCEL = 25_569
const PARTS = /yyyy|MM?|dd?|HH?|mm?|ss?|S{1,3}/g

/** Prepares the reading of times written in one form. Throws an Error for a pattern without year, month and day. */
export function timeReader(form: TimeForm): TimeReader {
  const read = reading(form.format ?? 'iso')
  const midday = form.time === undefined ? 0 : clock(form.time)
  const wallOf = (text: string, path: string): Wall => {
    const found = read(text.trim())
    if (!found) {
      const how = form.format
        ? `is not of the form ${form.format}`
        : 'is not a date or time that is understood; give its format'
      throw new Refusal('bad_time', `${path} ${quote(text)} ${how}`, { path })
    }
    return found
  }
  const instantOf = ({ wall, ahead }: Wall): number => {
    if (ahead !== undefined) return wall - ahead
    const timed = wall % DAY_MS === 0 ? wall + midday : wall
    return localInstant(form.zone, timed)
  }
  return {
    instant: (text, path) => new Date(instantOf(wallOf(text, path))).toISOString(),
    day: (text, path) => {
      const found = wallOf(text, path)
      return found.ahead === undefined ? dayText(Math.floor(found.wall / DAY_MS)) : form.zone.day(instantOf(found))
    },
  }
}

/** Far from a change of the clocks, one subtraction; near one, the calendar decides. */
function localInstant(zone: Zone, wall: number): number {
  const before = zone.offset(wall - DAY_MS)
  if (before === zone.offset(wall + DAY_MS)) return wall - before
  const day = Math.floor(wall / DAY_MS)
  return zone.instant(dayText(day), wall - day * DAY_MS)
}

function reading(format: string): (text: string) => Wall | undefined {
  switch (format) {
    case 'iso':
      return (text) => {
        const match = USUAL.exec(text)
        if (!match) return undefined
        const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', offset] = match
        const wall = wallTime(+year!, +month!, +day!, +hour, +minute, +second, milliseconds(fraction))
        if (wall === undefined) return undefined
        return offset === undefined ? { wall } : { wall, ahead: offsetOf(offset) }
      }
    case 'epoch_s':
    case 'epoch_ms': {
      const factor = format === 'epoch_s' ? 1000 : 1
      return (text) =>
        /^\d{1,15}(\.\d+)?$/.test(text) ? { wall: Math.round(Number(text) * factor), ahead: 0 } : undefined
    }
    case 'excel':
      return (text) => {
        if (!/^\d{1,6}(\.\d+)?$/.test(text)) return undefined
        return { wall: Math.round((Number(text) - UNIX_DAY_OF_EXCEL) * 86_400) * 1000 }
      }
    default:
      return pattern(format)
  }
}

function pattern(format: string): (text: string) => Wall | undefined {
  const order: string[] = []
  const plain = format.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const source = plain.replaceAll(PARTS, (part) => {
    order.push(part[0] === 'S' ? 'S' : part[0]!)
    return part === 'yyyy'
      ? '(\\d{4})'
      : part[0] === 'S'
        ? `(\\d{${part.length}})`
        : part.length === 2
          ? '(\\d{2})'
          : '(\\d{1,2})'
  })
  if (!['y', 'M', 'd'].every((part) => order.includes(part))) {
    throw new Error(`the format “${format}” needs yyyy, M and d, or is one of iso, epoch_s, epoch_ms, excel`)
  }
  const shape = new RegExp(`^${source}$`)
  return (text) => {
    const match = shape.exec(text)
    if (!match) return undefined
    const part = (name: string) => Number(match[order.indexOf(name) + 1] ?? 0)
    const at = (name: string) => (order.includes(name) ? part(name) : 0)
    const fraction = order.includes('S') ? milliseconds(match[order.indexOf('S') + 1]!) : 0
    const wall = wallTime(at('y'), at('M'), at('d'), at('H'), at('m'), at('s'), fraction)
    return wall === undefined ? undefined : { wall }
  }
}

const milliseconds = (fraction: string): number => Number(fraction.slice(0, 3).padEnd(3, '0'))

function wallTime(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  ms: number,
): number | undefined {
  if (hour > 23 || minute > 59 || second > 59) return undefined
  const wall = Date.UTC(year, month - 1, day, hour, minute, second, ms)
  const date = new Date(wall)
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return exists ? wall : undefined
}

function offsetOf(offset: string): number {
  if (offset === 'Z') return 0
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2))
  return (offset[0] === '-' ? -minutes : minutes) * 60_000
}

/** `12:00` → milliseconds since midnight. Throws an Error when it is no time of day. */
export function clock(time: string): number {
  const match = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(time)
  if (!match) throw new Error(`“${time}” is not a time of day such as 12:00`)
  return ((Number(match[1]) * 60 + Number(match[2])) * 60 + Number(match[3] ?? 0)) * 1000
}
