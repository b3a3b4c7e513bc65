import type { StatedRange } from '#domain/range.ts'
import type { ViewResult } from '#domain/view.ts'
import { daysOf, rangeText } from '../format/time.ts'
import { say } from '../i18n/i18n.ts'
import type { MessageKey } from '../i18n/messages.ts'
import type { Lang } from '../i18n/lang.ts'
import type { Names } from '../session/names.ts'
import { previousWords } from '../wall/comparisons.ts'
import { levelOf, type DeskState, type Yardstick } from './state.ts'

/** What a node is called; the whole maker is 全国, and what one may see of it 我的范围. */
export function nodeName(path: readonly string[], names: Names, lang: Lang): string {
  const level = levelOf(path)
  if (level === null) return say(names.whole ? 'nation' : 'my_scope')
  const code = path.at(-1)!
  return code === '' ? say('unknown') : names.place(level, code, lang)
}

/** What the period is called: `本月至今`, or its days. */
export function periodText({ span, period }: DeskState, stated: StatedRange | undefined, lang: Lang): string {
  if (typeof span === 'string') return say(`d_period_${span}` as MessageKey)
  if (span) return stated ? rangeText(stated, lang) : say('d_period_custom')
  return say(`period_${period}` as MessageKey)
}

/** What is compared with: `上月同期`, `去年同期`. */
export function vsText(vs: Yardstick, state: DeskState, result: ViewResult | null): string {
  if (vs === 'last_year') return say('d_range_last_year')
  const words = !state.span && result ? previousWords(state.period, result) : ''
  return words || say('d_range_previous')
}

/** `11-01 → 11-22 10:03`; years only where they differ from the reference day's. */
export function exactText({ from, to }: StatedRange, today: string): string {
  const day = (text: string) => (text.slice(0, 4) === today.slice(0, 4) ? text.slice(5, 10) : text.slice(0, 10))
  const { last } = daysOf({ from, to } as StatedRange)
  const clock = to.slice(11, 16)
  return clock === '00:00' ? `${day(from)} → ${day(last)}` : `${day(from)} → ${day(to)} ${clock}`
}
