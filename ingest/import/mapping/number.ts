import { Refusal, quote } from '#domain/errors.ts'

const PLAIN = /^-?\d+(\.\d+)?$/
const GROUPED = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/
const SCIENTIFIC = /^-?\d+(\.\d+)?e[+-]?\d+$/i
const MYRIADS: Record<string, number> = { 万: 1e4, 亿: 1e8 }

/**
 * Cleans what people and sheets write for a number: full-width digits, `¥`, `元`, grouping commas, `1.2万`,
 * `(300)` for −300. Answers plain decimal text, times `factor`. Throws `bad_field`.
 */
export function cleanNumber(text: string, path: string, factor = 1): string {
  let rest = text.normalize('NFKC').replaceAll(/[\s¥￥$€元]/g, '')
  let scale = factor
  const myriad = MYRIADS[rest.at(-1) ?? '']
  if (myriad) {
    scale *= myriad
    rest = rest.slice(0, -1)
  }
  const bracketed = /^\((.+)\)$/.exec(rest)
  if (bracketed) rest = `-${bracketed[1]}`
  if (GROUPED.test(rest)) rest = rest.replaceAll(',', '')
  if (!PLAIN.test(rest) && !SCIENTIFIC.test(rest)) {
    throw new Refusal('bad_field', `${path} ${quote(text)} is not a number`, { path })
  }
  if (scale === 1 && PLAIN.test(rest)) return rest
  // Ten significant decimals absorb what binary fractions add: 23.58 × 10000 is 235800.
  return String(Number((Number(rest) * scale).toFixed(6)))
}

/** Money as decimal text with at most two decimals; sheets add digits far behind the point. */
export function cleanMoney(text: string, path: string, factor = 1): string {
  const number = cleanNumber(text, path, factor)
  return /\.\d{3,}$|e/i.test(number) ? Number(number).toFixed(2) : number
}

/** A whole number; `12.0` is one, `12.5` is not. Throws `bad_field`. */
export function cleanInteger(text: string, path: string, factor = 1): number {
  const number = Number(cleanNumber(text, path, factor))
  if (!Number.isSafeInteger(number))
    throw new Refusal('bad_field', `${path} ${quote(text)} is not a whole number`, { path })
  return number
}
