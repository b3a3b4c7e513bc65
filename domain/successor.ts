import { originOf, type Dimension } from './dimensions.ts'
import type { Organisation } from './organisation.ts'
import type { Plan } from './plan.ts'
import type { RangeName } from './range.ts'

/** A model that has been replaced: its events before a day count for the model that replaced it. */
export interface Replaced {
  into: string
  /** The day on which its successor was launched; from then on it counts for itself. */
  before: string
}

/** A successor without a launch day has replaced its predecessor on every day. */
const EVER = '2149-06-06'

/** Whether a dimension is read from an event's model, and so may read a successor in a comparison. */
export const readsModel = (dimension: Dimension): boolean => dimension === 'model' || originOf(dimension) === 'model'

const none: ReadonlyMap<string, Replaced> = new Map()

/**
 * Which models count for another one in the comparison ranges of a plan, by own code. A model whose only successor
 * (`succeeds`) was launched by the last counted day of the current range counts for the newest launched member of its
 * line, as long as the successor was not there: afterwards both are sold beside each other, and each counts for itself.
 * Where two models succeed one, neither takes its sales.
 */
export function succession(plan: Plan, organisation: Organisation): ReadonlyMap<string, Replaced> {
  if (!plan.spec.successors) return none
  const last = lastDay(plan)
  const successors = new Map<string, string[]>()
  for (const code of organisation.modelCodes()) {
    const { succeeds, launch_on } = organisation.model(code)!
    if (!succeeds || (launch_on !== undefined && launch_on > last)) continue
    const old = organisation.modelCode(succeeds)
    successors.set(old, [...(successors.get(old) ?? []), code])
  }
  const only = (code: string): string | undefined => {
    const found = successors.get(code)
    return found?.length === 1 ? found[0] : undefined
  }
  const replaced = new Map<string, Replaced>()
  for (const code of successors.keys()) {
    const first = only(code)
    const into = first && newest(first, only, [code])
    if (first && into) replaced.set(code, { into, before: organisation.model(first)!.launch_on ?? EVER })
  }
  return replaced
}

/** The end of a model's line; none where the line comes back to itself, for then nothing is newest. */
function newest(code: string, only: (code: string) => string | undefined, line: readonly string[]): string | undefined {
  if (line.includes(code)) return undefined
  const next = only(code)
  return next === undefined ? code : newest(next, only, [...line, code])
}

/** The last business day of the current range that counts. */
function lastDay({ ranges: { current }, clock: { zone } }: Plan): string {
  return zone.day(Math.max(current.from, current.until - 1))
}

/** Whether a moved clock may change which models replaced which. */
export const successionMoves = (before: Plan, after: Plan): boolean =>
  before.spec.successors && lastDay(before) !== lastDay(after)

/** The model that an event counts for in a range of a plan; `code` and the answer are own codes. */
export function modelReader(
  plan: Plan,
  organisation: Organisation,
): (code: string, day: string, range: RangeName) => string {
  const replaced = succession(plan, organisation)
  return (code, day, range) => {
    const found = range === 'current' ? undefined : replaced.get(code)
    return found && day < found.before ? found.into : code
  }
}
