import { Refusal, quote } from './errors.ts'
import { dayText, DAY_MS } from './zone.ts'

const INSTANT = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})$/
const DATE = /^\d{4}-\d{2}-\d{2}$/
const MONEY = /^(-?)(\d{1,13})(?:\.(\d{1,2})0*)?$/
// Control characters have no place in a code or name and break terminals, logs and spreadsheets.
const CONTROL = /[\u0000-\u001f\u007f\ud800-\udfff]/u

/** Reads an instant, ISO 8601 with an offset, into epoch milliseconds. Throws `bad_time`. */
export function readInstant(raw: unknown, path: string): number {
  const match = typeof raw === 'string' ? INSTANT.exec(raw) : null
  if (!match) throw new Refusal('bad_time', `${path} ${quote(raw)} is not ISO 8601 with an offset`, { path })
  const [, year, month, day, hour, minute, second = '0', fraction = '', offset] = match as unknown as string[]
  const midnight = Date.UTC(+year!, +month! - 1, +day!)
  const ahead = offset === 'Z' ? 0 : offsetMinutes(offset!)
  const impossible =
    dayText(midnight / DAY_MS) !== `${year}-${month}-${day}` ||
    +hour! > 23 ||
    +minute! > 59 ||
    +second > 59 ||
    Math.abs(ahead) > 1080
  if (impossible) throw new Refusal('bad_time', `${path} ${quote(raw)} is not a time that exists`, { path })
  const milliseconds = Math.trunc(Number(`0.${fraction || '0'}`) * 1000 + 1e-9)
  return midnight + ((+hour! * 60 + +minute! - ahead) * 60 + +second) * 1000 + milliseconds
}

function offsetMinutes(offset: string): number {
  const minutes = +offset.slice(1, 3) * 60 + +offset.slice(-2)
  return offset[0] === '-' ? -minutes : minutes
}

/** Reads a calendar day `YYYY-MM-DD`. Throws `bad_time`. */
export function readDate(raw: unknown, path: string): string {
  const number = typeof raw === 'string' && DATE.test(raw) ? Date.parse(`${raw}T00:00:00Z`) : Number.NaN
  if (Number.isNaN(number) || dayText(number / DAY_MS) !== raw)
    throw new Refusal('bad_time', `${path} ${quote(raw)} is not a date YYYY-MM-DD`, { path })
  return raw
}

/** Reads an optional code or name: trimmed text without control characters, `''` when absent. Throws `bad_field`. */
export function readCode(raw: unknown, path: string, longest = 200): string {
  if (raw === undefined || raw === null) return ''
  if (typeof raw !== 'string') throw new Refusal('bad_field', `${path} ${quote(raw)} is not text`, { path })
  const text = raw.trim()
  if (text.length > longest)
    throw new Refusal('bad_field', `${path} has ${text.length} characters, at most ${longest} are allowed`, { path })
  if (CONTROL.test(text)) throw new Refusal('bad_field', `${path} ${quote(text)} contains control characters`, { path })
  return text
}

export function readInteger(raw: unknown, path: string, [least, most]: readonly [number, number]): number {
  if (!Number.isInteger(raw) || (raw as number) < least || (raw as number) > most) {
    throw new Refusal('bad_field', `${path} ${quote(raw)} is not an integer from ${least} to ${most}`, { path })
  }
  return raw as number
}

/** Reads money, decimal text or a number with at most two decimals, into integer fen. Throws `bad_field`. */
export function readMoney(raw: unknown, path: string): number {
  const text = typeof raw === 'number' ? String(raw) : raw
  const match = typeof text === 'string' ? MONEY.exec(text.trim()) : null
  if (!match)
    throw new Refusal('bad_field', `${path} ${quote(raw)} is not an amount with at most two decimals`, { path })
  const fen = Number(match[2]) * 100 + Number((match[3] ?? '').padEnd(2, '0'))
  return match[1] && fen !== 0 ? -fen : fen
}

/** Fen as decimal text: `23580000` → `"235800.00"`. */
export function moneyText(fen: number): string {
  const digits = String(Math.abs(fen)).padStart(3, '0')
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}
