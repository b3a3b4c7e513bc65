import type { Cause } from './answer.ts'

/** Evidence beyond the price, in nats, that leaves no doubt: a thousand to one. */
const SURE = Math.log(1_000)

type Ordered = Pick<Cause, 'of' | 'units' | 'evidence'>

/**
 * The order in which causes are told, as a comparison: what is beyond doubt first; of these losses, then dilution by
 * units that lead to nothing, then what was gained; of each the most units.
 */
export const compareCauses = (a: Ordered, b: Ordered): number =>
  doubt(a) - doubt(b) || rank(a) - rank(b) || Math.abs(b.units) - Math.abs(a.units) || b.evidence - a.evidence

/** Losses, then mix, then gains. */
const rank = ({ of, units }: Ordered): number => (of === 'mix' ? 1 : units < 0 ? 0 : 2)

/** What chance makes once in thousands of tries comes before what it makes once in a few, whatever their units. */
const doubt = (one: Ordered): number => (isSure(one) ? 0 : 1)

/** Whether chance is out of the question. */
export const isSure = ({ evidence }: Pick<Cause, 'evidence'>): boolean => evidence >= SURE
