import type { Lang } from '../i18n/lang.ts'

/** What stands where there is no figure. */
export const NONE = '–'
const MINUS = '−'

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** A rounded figure without its sign. Negative zero does not exist. */
const whole = (value: number): number => Math.round(value) || 0

/**
 * A count as the wall prints it: grouped up to 99,999; from 100,000 in 万 with one decimal, from 100 万 with none;
 * in English 124k and 1.24M. `null` prints a dash.
 */
export function count(value: number | null | undefined, lang: Lang): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE
  const sign = value < 0 ? MINUS : ''
  const size = Math.abs(value)
  if (whole(size) < 100_000) return whole(size) === 0 ? '0' : sign + grouped.format(whole(size))
  return sign + (lang === 'zh' ? inWan(size) : inThousands(size))
}

function inWan(size: number): string {
  if (Math.round(size / 1e3) < 1_000) return `${(size / 1e4).toFixed(1)}万`
  if (whole(size / 1e4) < 10_000) return `${whole(size / 1e4)}万`
  return `${(size / 1e8).toFixed(size < 9.995e8 ? 2 : 1)}亿`
}

function inThousands(size: number): string {
  if (whole(size / 1e3) < 1_000) return `${whole(size / 1e3)}k`
  if (size < 9.995e6) return `${(size / 1e6).toFixed(2)}M`
  return whole(size / 1e6) < 1_000 ? `${(size / 1e6).toFixed(1)}M` : `${(size / 1e9).toFixed(2)}B`
}

/** A difference with its sign: `+12`, `−38`, `0`. */
export function signed(value: number | null | undefined, lang: Lang): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE
  const text = count(Math.abs(value), lang)
  return text === '0' ? '0' : (value < 0 ? MINUS : '+') + text
}

/** A count for a narrow place: from 10,000 on `1.6万`; in English from 1,000 on `1.6k`, `16k`. */
export function brief(value: number, lang: Lang): string {
  const size = Math.abs(value)
  if (size >= 99_999.5 || size < (lang === 'zh' ? 9_999.5 : 999.5)) return count(value, lang)
  const text = lang === 'zh' ? inWan(size) : `${(size / 1e3).toFixed(size < 9_950 ? 1 : 0)}k`
  return value < 0 ? MINUS + text : text
}

/** A difference for a narrow place, with its sign. */
export function signedBrief(value: number, lang: Lang): string {
  const text = brief(Math.abs(value), lang)
  return text === '0' ? '0' : (value < 0 ? MINUS : '+') + text
}

/** A share as a percentage: 0.5691 → `56.9%`; from 1,000 % on without decimals. */
export function percent(share: number | null | undefined, decimals = 1): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return NONE
  const text = (Math.abs(share) * 100).toFixed(Math.abs(share) < 9.9995 ? decimals : 0)
  return `${share < 0 && Number(text) !== 0 ? MINUS : ''}${text}%`
}

/** A difference of two shares in percentage points, without the unit: −0.0203 → `−2.0`; from 100 on without decimals. */
export function points(difference: number | null | undefined): string {
  if (difference === null || difference === undefined || !Number.isFinite(difference)) return NONE
  const size = Math.abs(difference) * 100
  const text = size.toFixed(size < 99.95 ? 1 : 0)
  if (Number(text) === 0) return '0.0'
  return (difference < 0 ? MINUS : '+') + text
}

/** About how wide a text is drawn, in units of its size: full-width characters one, capitals two thirds, others a little over half. */
export function drawnWidth(text: string): number {
  let width = 0
  for (const character of text) {
    if (character === ' ') width += 0.25
    else if (character.charCodeAt(0) > 0x2e80) width += 1
    else width += /[A-Z]/.test(character) ? 0.68 : 0.57
  }
  return width
}

export interface ChangeText {
  way: 'up' | 'down' | 'level' | 'none'
  text: string
}

/** A relative change: direction and size without sign, from 100 % on without decimals. Beyond ±999 % only that much is said. */
export function change(current: number | null | undefined, before: number | null | undefined): ChangeText {
  if (typeof current !== 'number' || typeof before !== 'number' || before <= 0) return { way: 'none', text: NONE }
  const share = current / before - 1
  const size = Math.abs(share) * 100
  const text = size.toFixed(size < 99.95 ? 1 : 0)
  if (Number(text) === 0) return { way: 'level', text: '0.0%' }
  return { way: share > 0 ? 'up' : 'down', text: Number(text) > 999 ? '>999%' : `${text}%` }
}
