import { dealersIn } from '../dealers.ts'
import type { Dimension } from '../dimensions.ts'
import { isDealerDimension, type Organisation } from '../organisation.ts'
import { isFullScope, type Scope } from '../scope.ts'
import { completeBy, missingOf, type Decision, type DecisionCard, type ToldDecision, type Where } from './decision.ts'

/** Who asks, as far as a decision cares. */
export interface Reader {
  id: string
  scope: Scope
}

/** Whether all that a `where` names lies in a scope on a business day; an empty or unknown place lies in none but the whole. */
export function liesIn(where: Where, scope: Scope, organisation: Organisation, day: string): boolean {
  if (isFullScope(scope)) return true
  const names = Object.keys(scope.where) as Dimension[]
  const placed = names.filter((name) => name === 'dealer_id' || isDealerDimension(name as never))
  const others = names.filter((name) => !placed.includes(name))
  if (!others.every((name) => where[name]?.every((value) => scope.where[name]!.includes(value)))) return false
  if (placed.length === 0) return true
  const inside = new Set(dealersIn(scope.where, organisation, day))
  const dealers = dealersIn(where, organisation, day)
  return dealers.length > 0 && dealers.every((code) => inside.has(code))
}

/** Whether somebody may see a decision whole: it lies in their scope, or they wrote or own it. */
export function mayRead(decision: Decision, reader: Reader, organisation: Organisation, day: string): boolean {
  if (decision.written_by_id === reader.id || decision.owner_id === reader.id) return true
  return liesIn(decision.where, reader.scope, organisation, day)
}

/** A decision as it is told to somebody: whole, or only title and owner and whom to ask. */
export function tell(decision: Decision, whole: boolean): ToldDecision {
  if (whole) return { ...decision, missing: missingOf(decision), complete_by: completeBy(decision), restricted: false }
  const { id, no, revision, title, owner, written_by } = decision
  const card: DecisionCard = { id, no, revision, title, owner, restricted: true, ask: owner || written_by }
  return card
}
