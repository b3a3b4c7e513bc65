import { MEASURES } from '#domain/measures.ts'
import type { Term } from '#domain/measure.ts'
import type { ViewResult } from '#domain/view.ts'
import { say } from '../i18n/i18n.ts'
import type { MessageKey } from '../i18n/messages.ts'
import { measureName } from '../i18n/measure.ts'
import type { Lang } from '../i18n/lang.ts'
import { definition, tipOf } from '../wall/describe.ts'
import type { Tip } from '../wall/tips.ts'
import { additive } from './columns.ts'

/** Terms in words: `下订 − 退订`. */
function wordsOf(terms: readonly Term[], lang: Lang): string {
  const whole = terms.length > 1 ? additive(terms) : null
  if (whole) return measureName(whole.name, lang)
  return terms
    .map(
      ({ counter, factor }, i) => `${i || factor < 0 ? (factor < 0 ? ' − ' : ' + ') : ''}${measureName(counter, lang)}`,
    )
    .join('')
    .trim()
}

/** The formula of a quotient in words: `首次到店 ÷ 唯一线索`; empty for plain counts. */
export function formulaText(name: string, lang: Lang): string {
  const measure = MEASURES.get(name)
  if (!measure?.per) return ''
  const bracket = (terms: readonly Term[]) => {
    const words = wordsOf(terms, lang)
    return terms.length > 1 && / [−+] /.test(words) ? `(${words})` : words
  }
  return `${bracket(measure.terms)} ÷ ${bracket(measure.per)}`
}

/** What a measure means: in words, as a formula, and where the definition comes from. */
export function meaningOf(name: string, lang: Lang): string[] {
  const measure = MEASURES.get(name)
  if (!measure) return []
  const told = measure.meaning ? [measure.meaning[lang]] : definition(name)
  const formula = formulaText(name, lang)
  return [
    ...(told.length > 0 || formula || lang === 'zh' ? told : [measure.formula]),
    ...(formula ? [say('d_formula', { formula })] : []),
    say(`d_source_${measure.source}` as MessageKey),
  ]
}

/** The tip of a measure: its definition, the resolved ranges and how fresh it is. */
export const measureTip = (name: string, result: ViewResult | null, lang: Lang, zone: string): Tip =>
  tipOf(measureName(name, lang), meaningOf(name, lang), result, lang, zone)
