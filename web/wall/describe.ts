import type { ViewResult } from '#domain/view.ts'
import { clockText, rangeWithYear, wallTime } from '../format/time.ts'
import { say } from '../i18n/i18n.ts'
import type { MessageKey } from '../i18n/messages.ts'
import type { Lang } from '../i18n/lang.ts'
import type { Tip } from './tips.ts'

const hasKey = (key: string, keys: readonly string[]): key is MessageKey => keys.includes(key)
const DEFINED = [
  'def_unique_lead',
  'def_first_visit',
  'def_test_drive',
  'def_net_order',
  'def_deal',
  'def_invoice',
  'def_delivery',
]

/** The definition of a measure in the present language. */
export function definition(measure: string): string[] {
  const key = `def_${measure}`
  return hasKey(key, DEFINED) ? [say(key)] : []
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
