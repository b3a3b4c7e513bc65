import type { ViewResult } from '#domain/view.ts'
import { say } from '../i18n/i18n.ts'
import { measureName, measureOf } from '../i18n/measure.ts'
import type { MessageKey } from '../i18n/messages.ts'
import type { Lang } from '../i18n/lang.ts'
import { tipOf } from '../wall/describe.ts'
import type { Tip } from '../wall/tips.ts'

/** What a measure means in a few words: its quotient, or the start of its meaning. */
export const shortMeaning = (name: string, lang: Lang): string =>
  measureOf(name)?.meaning?.[lang].split(/[，,；;。]/)[0] ?? ''

/** What a measure means: in words, as a formula of events, and where the definition comes from. */
export function meaningOf(name: string, lang: Lang): string[] {
  const measure = measureOf(name)
  if (!measure) return []
  const { meaning, formula, source } = measure
  return [
    ...(meaning ? [meaning[lang]] : []),
    ...(formula && formula !== name && formula !== meaning?.en ? [say('d_formula', { formula })] : []),
    say(`d_source_${source}` as MessageKey),
  ]
}

/** The tip of a measure: its definition, the resolved ranges and how fresh it is. */
export const measureTip = (name: string, result: ViewResult | null, lang: Lang, zone: string): Tip =>
  tipOf(measureName(name, lang), meaningOf(name, lang), result, lang, zone)
