import type { Decision } from './decision.ts'

/** Until when a decision works, as far as it says: its review day, else for ever. */
const until = ({ review_on }: Decision): string => review_on ?? '9999-12-31'

/**
 * Others that act on some of the same dealers at the same step within the same time: their effects are not told apart.
 * `day` tells the business day of an instant in epoch ms.
 */
export function overlapping(
  decision: Decision,
  others: readonly Decision[],
  day: (instant: number) => string,
): Decision[] {
  const since = ({ created_at }: Decision): string => day(Date.parse(created_at))
  const dealers = new Set(decision.treated)
  return others.filter(
    (other) =>
      other.id !== decision.id &&
      other.state !== 'withdrawn' &&
      other.stage === decision.stage &&
      since(other) <= until(decision) &&
      since(decision) <= until(other) &&
      other.treated.some((code) => dealers.has(code)),
  )
}
