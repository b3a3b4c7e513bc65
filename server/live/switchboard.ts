import type { Fact } from '#domain/fact.ts'
import { allowedValues } from '#domain/key.ts'
import type { Kind } from '#domain/kinds.ts'
import { dealerValue, isDealerDimension, type Organisation } from '#domain/organisation.ts'
import type { DimensionName } from '#domain/dimensions.ts'
import type { Plan } from '#domain/plan.ts'

/** Whatever follows facts of a plan. */
export interface Follower {
  readonly plan: Plan
}

interface Line<T> {
  byDealer: Map<string, T[]>
  byModel: Map<string, T[]>
  rest: T[]
}

/**
 * Which views a fact may concern: by its kind, then by dealer or model where the view is narrowed to some. It names
 * too many rather than too few; the view's own `where` decides. So a fact costs what the views that it may touch cost,
 * and not what all open views cost.
 */
export class Switchboard<T extends Follower> {
  readonly #lines = new Map<Kind, Line<T>>()
  readonly #organisation: Organisation

  constructor(followers: Iterable<T>, organisation: Organisation) {
    this.#organisation = organisation
    for (const follower of followers) this.#add(follower)
  }

  /** Whether it was made under this very organisation. */
  knows(organisation: Organisation): boolean {
    return this.#organisation === organisation
  }

  /** Calls `tell` once for every view that the fact may concern. */
  each(fact: Fact, tell: (follower: T) => void): void {
    const line = this.#lines.get(fact.kind)
    if (!line) return
    for (const follower of line.rest) tell(follower)
    const dealers = line.byDealer.get(fact.dealer_id)
    if (dealers) for (const follower of dealers) tell(follower)
    if (line.byModel.size === 0) return
    const models = line.byModel.get(this.#organisation.modelCode(fact.model))
    if (models) for (const follower of models) tell(follower)
  }

  #add(follower: T): void {
    const { plan } = follower
    const dealers = dealersOf(plan, this.#organisation)
    const models = dealers ? null : modelsOf(plan, this.#organisation)
    for (const kind of plan.kinds) {
      const line: Line<T> = this.#lines.get(kind) ?? { byDealer: new Map(), byModel: new Map(), rest: [] }
      this.#lines.set(kind, line)
      if (dealers) for (const code of dealers) append(line.byDealer, code, follower)
      else if (models) for (const code of models) append(line.byModel, code, follower)
      else line.rest.push(follower)
    }
  }
}

function append<T>(map: Map<string, T[]>, code: string, follower: T): void {
  const there = map.get(code)
  if (there) there.push(follower)
  else map.set(code, [follower])
}

/** The dealers that a plan's `where` can let through on any day; `null` when it is not narrowed to known dealers. */
function dealersOf(plan: Plan, organisation: Organisation): Iterable<string> | null {
  let found: string[] | null = null
  for (const [name, allowed] of Object.entries(plan.spec.where) as [DimensionName, (string | null)[]][]) {
    // An absent place is that of the pool and of unknown dealers, which no list holds.
    if (allowed.includes(null)) continue
    if (name === 'dealer_id') {
      const own = new Set(allowedValues(plan, organisation, name) as string[])
      found = found ? found.filter((code) => own.has(code)) : [...own]
    } else if (isDealerDimension(name)) {
      const dimension = name
      const fits = (code: string) =>
        organisation.dealerRows(code).some((row) => allowed.includes(dealerValue(row, dimension)))
      found = (found ?? organisation.dealerCodes()).filter(fits)
    }
  }
  return found
}

/** A comparison may read a model's events as its successor's, so such a view is told of all. */
function modelsOf(plan: Plan, organisation: Organisation): Iterable<string> | null {
  return plan.spec.where.model && !plan.spec.successors
    ? allowedValues(plan, organisation, 'model').map((code) => code ?? '')
    : null
}
