import type { ViewResult } from '#domain/view.ts'
import { clockText, rangeWithYear, wallTime } from '../format/time.ts'
import { i18n, say } from '../i18n/i18n.ts'
import type { Lang } from '../i18n/lang.ts'
import { measureOf } from '../i18n/measure.ts'
import type { Tip } from './tips.ts'

/** What the dictionary says of a measure: its meaning in words, its formula, and where the definition comes from. */
export function definition(measure: string): string[] {
  const declared = measureOf(measure)
  if (!declared) return [say('not_yet')]
  const { meaning, formula, source, quantile } = declared
  const words = meaning?.[i18n.global.locale.value as Lang]
  return [
    ...(words ? [words] : []),
    ...(quantile === undefined && formula !== measure ? [say('formula', { formula })] : []),
    say(`source_${source}`),
  ]
}

/** A tip: what it means, which ranges it counts and compares, and how fresh it is. */
export function tipOf(
  title: string,
  meaning: readonly string[],
  result: ViewResult | null,
  lang: Lang,
  zone: string,
): Tip {
  const lines = [...meaning]
  if (result) {
    const { current, previous, last_year } = result.ranges
    lines.push(say('tip_range', { range: rangeWithYear(current, lang) }))
    if (previous) lines.push(say('tip_previous', { range: rangeWithYear(previous, lang) }))
    if (last_year) lines.push(say('tip_last_year', { range: rangeWithYear(last_year, lang) }))
    const received = Object.values(result.freshness).map(({ received_at }) => Date.parse(received_at))
    const at = clockText(wallTime(Date.parse(result.as_of), zone))
    if (received.length > 0)
      lines.push(say('tip_fresh', { at, received: clockText(wallTime(Math.max(...received), zone)) }))
  }
  return { title, lines }
}
