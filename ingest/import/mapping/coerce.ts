import { Refusal, quote } from '#domain/errors.ts'
import type { Sort } from './field.ts'
import { cleanInteger, cleanMoney, cleanNumber } from './number.ts'
import type { TimeReader } from './time.ts'

export interface Manner {
  time: TimeReader
  /** Factor for numbers: 10000 for a column in 万元. */
  factor?: number | undefined
  /** What parts a list; comma, semicolon, `|` or `、` when absent. */
  split?: string | undefined
}

const YES = new Set(['true', '1', 'yes', 'y', 't', '是', '有'])
const NO = new Set(['false', '0', 'no', 'n', 'f', '否', '无'])

/** Makes of a cell's text the value that a field holds. The text is not empty. Throws a Refusal naming `path`. */
export function coerce(text: string, sort: Sort, path: string, { time, factor, split }: Manner): unknown {
  switch (sort) {
    case 'text':
    case 'attrs':
      return text
    case 'instant':
      return time.instant(text, path)
    case 'date':
      return time.day(text, path)
    case 'revision':
      return /^\d{1,16}$/.test(text) ? cleanInteger(text, path) : Date.parse(time.instant(text, path))
    case 'integer':
      return cleanInteger(text, path, factor)
    case 'number':
      return Number(cleanNumber(text, path, factor))
    case 'money':
      return cleanMoney(text, path, factor)
    case 'list':
      return text.split(split ?? /[,;|、]/).map((part) => part.trim()).filter((part) => part !== '') // prettier-ignore
    case 'boolean': {
      const word = text.toLowerCase()
      if (YES.has(word)) return true
      if (NO.has(word)) return false
      throw new Refusal('bad_field', `${path} ${quote(text)} is neither yes nor no`, { path })
    }
  }
}
