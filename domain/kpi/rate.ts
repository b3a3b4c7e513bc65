import type { Measure, Term } from '../measure.ts'
import { formulaOf } from './term.ts'

/** A rate as it is declared: what is divided by what, in events and in words. */
export interface Rate {
  name: string
  zh: string
  en: string
  above: readonly Term[]
  below: readonly Term[]
  /** The formula in words. */
  meaning: readonly [zh: string, en: string]
  source: Measure['source']
  /** The finest level at which the figure says something; `advisor` unless said. */
  level?: Measure['level']
  better?: Measure['better']
  /** `rate` unless said: a share; `ratio` for quotients that are no shares. */
  unit?: 'rate' | 'ratio'
}

/** The measure that a rate declares. */
export const rateOf = ({ name, zh, en, above, below, meaning, source, level, better, unit }: Rate): Measure => ({
  name,
  zh,
  en,
  unit: unit ?? 'rate',
  formula: formulaOf(above, below),
  meaning: { zh: meaning[0], en: meaning[1] },
  terms: above,
  per: below,
  better: better ?? 'more',
  source,
  level: level ?? 'advisor',
})
