import type { Term } from '../measure.ts'

/** The units of a counter. */
export const units = (counter: string, factor: Term['factor'] = 1): Term => ({ counter, of: 'units', factor })

/** The amount of a counter, fen. */
export const amount = (counter: string): Term => ({ counter, of: 'amount', factor: 1 })

const sum = (terms: readonly Term[]): string =>
  terms.map(({ counter, factor }, i) => `${i ? (factor < 0 ? ' − ' : ' + ') : ''}${counter}`).join('')

const bracket = (terms: readonly Term[]): string => (terms.length > 1 ? `(${sum(terms)})` : sum(terms))

/** Terms as text: `order − order_cancel`, over something in brackets: `(a − b) ÷ c`. */
export const formulaOf = (terms: readonly Term[], per?: readonly Term[]): string =>
  per ? `${bracket(terms)} ÷ ${bracket(per)}` : sum(terms)

/** 下订 less 退订. */
export const NET_ORDER: readonly Term[] = [units('order'), units('order_cancel', -1)]
