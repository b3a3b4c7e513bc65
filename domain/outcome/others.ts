import type { Decision } from '../decision/decision.ts'
import type { Dimension } from '../dimensions.ts'
import { isDealerDimension } from '../organisation.ts'
import type { ViewSpec } from '../view.ts'

type Where = ViewSpec['where']

/** The part of a `where` that says which models, channels and so on: what the dealers of both sides are counted by. */
export function countedBy(where: Where): Where {
  const names = (Object.keys(where) as Dimension[]).filter((name) => name !== 'dealer_id' && !isDealerDimension(name as never)) // prettier-ignore
  return Object.fromEntries(names.map((name) => [name, where[name]]))
}

/** Whether two decisions can meet in one event: no dimension that both name holds them apart. */
const meet = (one: Where, other: Where): boolean =>
  Object.entries(countedBy(one)).every(([name, values]) => {
    const theirs = other[name as Dimension]
    return !theirs || !values || values.some((value) => theirs.includes(value))
  })

/** What of a decision makes it act on cells. */
export type Acting = Pick<Decision, 'id' | 'measure' | 'stage' | 'where' | 'treated' | 'state'> & {
  /** Business day on which it was made. */
  made_on: string
}

/**
 * Other decisions that began on the same cells at the same step between two days (half-open): what they did cannot be
 * told from what this one did. One that began earlier has become part of the level.
 */
export function othersOn<T extends Acting>(
  own: Pick<Acting, 'measure' | 'stage' | 'where'> & { id?: string },
  all: readonly T[],
  { from, to }: { from: string; to: string },
): T[] {
  return all.filter(
    (other) =>
      other.id !== own.id &&
      other.state !== 'withdrawn' &&
      (other.stage === own.stage || other.measure === own.measure) &&
      other.made_on >= from &&
      other.made_on < to &&
      meet(own.where, other.where),
  )
}
