import { MEASURES } from '#domain/measures.ts'
import type { Lang } from '../i18n/lang.ts'
import { brief, change, count, NONE, percent, points, signed, type ChangeText } from './number.ts'

const unitOf = (measure: string) => MEASURES.get(measure)?.unit ?? 'count'
const MINUTES = { zh: '分', en: ' min' }
const NARROW_MINUTES = { zh: '分', en: 'm' }
const HOURS = { zh: '时', en: ' h' }
const DAYS = { zh: '天', en: ' d' }

/** A duration in minutes, from 1,000 on in hours. */
function minutesText(value: number, lang: Lang, narrow: boolean): string {
  if (value >= 1_000) return `${Math.round(value / 60)}${HOURS[lang]}`
  return `${value.toFixed(value < 10 ? 1 : 0)}${(narrow ? NARROW_MINUTES : MINUTES)[lang]}`
}

/** A figure as its measure is printed: `34,862`, `86.0%`, `22分`; `narrow`: `35k` where there is little room. */
export function measureText(measure: string, value: number | null | undefined, lang: Lang, narrow = false): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE
  switch (unitOf(measure)) {
    case 'rate':
      // A whole hundred needs no decimals, and has no room for them.
      return percent(value, value < 0.9995 ? 1 : 0)
    case 'ratio':
      return value.toFixed(Math.abs(value) < 10 ? 2 : 1)
    case 'minutes':
      return minutesText(value, lang, narrow)
    case 'days':
      return `${value.toFixed(1)}${DAYS[lang]}`
    default:
      return narrow ? brief(value, lang) : count(value, lang)
  }
}

/** How a figure changed, without its comparison: shares in points, durations in their unit, all else in per cent. */
export function differenceText(
  measure: string,
  now: number | null,
  before: number | null,
  lang: Lang,
): string | ChangeText {
  if (now === null || before === null) return NONE
  switch (unitOf(measure)) {
    case 'rate':
      return `${points(now - before)}pp`
    case 'minutes':
      return Math.abs(now - before) < 0.5 ? '0' : signed(Math.round(now - before), lang) + NARROW_MINUTES[lang]
    case 'days':
      return `${now < before ? '−' : '+'}${Math.abs(now - before).toFixed(1)}${DAYS[lang]}`
    default:
      return change(now, before)
  }
}
