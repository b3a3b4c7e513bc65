import type { Measure } from '#domain/measure.ts'
import { change, count, NONE, percent, type ChangeText } from '../format/number.ts'
import type { Lang } from '../i18n/lang.ts'

/** Below this denominator a rate is light, below `HARDLY` it has no change, at zero it is none. */
export const FEW = 100
const HARDLY = 10

export type Scant = 'enough' | 'few' | 'hardly' | 'none'

export function scanty(tries: number): Scant {
  if (tries <= 0) return 'none'
  if (tries < HARDLY) return 'hardly'
  return tries < FEW ? 'few' : 'enough'
}

/** A figure in its measure's unit: `16.4` of a rate stands without its sign, which the cell adds. */
export function figureText(unit: Measure['unit'], value: number | null | undefined, lang: Lang): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE
  switch (unit) {
    case 'rate':
      return percent(value).replace('%', '')
    case 'ratio':
      return value.toFixed(Math.abs(value) < 10 ? 2 : 1)
    case 'minutes':
      return value < 1_000 ? value.toFixed(value < 10 ? 1 : 0) : count(value, lang)
    case 'days':
      return value.toFixed(1)
    default:
      return count(value, lang)
  }
}

/** The sign that follows a figure: `%`, and words of duration. */
export function unitText(unit: Measure['unit'], lang: Lang): string {
  if (unit === 'rate') return '%'
  if (unit === 'minutes') return lang === 'zh' ? '分' : 'min'
  if (unit === 'days') return lang === 'zh' ? '天' : 'd'
  return ''
}

/** A change: counts, money, ratios and durations in per cent, shares in percentage points without the unit. */
export function deltaOf(
  unit: Measure['unit'],
  current: number | null | undefined,
  before: number | null | undefined,
): ChangeText {
  if (unit !== 'rate') return change(current, before)
  if (typeof current !== 'number' || typeof before !== 'number') return { way: 'none', text: NONE }
  const size = Math.abs(current - before) * 100
  const text = size.toFixed(size < 99.95 ? 1 : 0)
  if (Number(text) === 0) return { way: 'level', text: '—' }
  return { way: current > before ? 'up' : 'down', text }
}
