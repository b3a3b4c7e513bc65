/** A signed sum over one counter: `factor × sum(sign × units)`, or of the amount in fen. */
export interface Term {
  counter: string
  of: 'units' | 'amount'
  /** 3 where an average of three months is compared. */
  factor: 1 | -1 | 3
}

/** A sentence in both languages of the screens. */
export interface Words {
  zh: string
  en: string
}

/** One figure that can be asked for, as the dictionary declares it. */
export interface Measure {
  name: string
  zh: string
  en: string
  /**
   * `count` answers integers, `money` decimal text, `rate` a share and `ratio` any quotient (`null` where the
   * denominator is zero), `minutes` and `days` a duration (`null` where nothing was measured).
   */
  unit: 'count' | 'money' | 'rate' | 'ratio' | 'minutes' | 'days'
  /** The formula as numerator and denominator events. */
  formula: string
  /** The formula in words, where the events alone do not say it. */
  meaning?: Words
  terms: readonly Term[]
  /** Rates and ratios: what `terms` is divided by. */
  per?: readonly Term[]
  /** Durations: which share of the durations lies at or below the figure. Read from `Cell.values`, never added up. */
  quantile?: number
  /** Mode cohort: what the figure is made of, by name. */
  parts?: Readonly<Record<string, readonly Term[]>>
  /** Which way is good for sales. */
  better: 'more' | 'less' | 'neither'
  /** Where the definition comes from: the business's own papers, the trade's usage, or this project. */
  source: 'seed' | 'trade' | 'ours'
  /** The finest level at which the figure says something. */
  level: 'maker' | 'dealer' | 'advisor'
  /** Decided across dealers, so it needs the whole maker in scope. */
  wholeMaker?: true
}

/** Signed sums of one cell by counter: `[units, amount in fen]`. */
export type Sums = Readonly<Record<string, readonly [units: number, amount: number]>>

/** Adds up terms over a cell's sums. */
export function addUp(terms: readonly Term[], sums: Sums): number {
  let total = 0
  for (const { counter, of, factor } of terms) total += factor * (sums[counter]?.[of === 'units' ? 0 : 1] ?? 0)
  return total
}

/** A measure's raw figure from a cell's sums: a count, fen, or a quotient (`null` with an empty denominator). */
export function figure(measure: Measure, sums: Sums): number | null {
  const above = addUp(measure.terms, sums)
  if (!measure.per) return above
  const below = addUp(measure.per, sums)
  return below === 0 ? null : above / below
}
