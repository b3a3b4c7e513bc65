import { dealersIn } from '#domain/dealers.ts'
import { isPlace, type Dimension } from '#domain/dimensions.ts'
import type { Organisation } from '#domain/organisation.ts'
import type { Plan } from '#domain/plan.ts'
import type { Then, ViewOf } from '#domain/reading/gathered.ts'
import { isFullScope, type Scope } from '#domain/scope.ts'
import type { Figures, Row, ViewResult, ViewSpec } from '#domain/view.ts'
import { sit, type Sitting } from '../pace/sitting.ts'
import type { Asker, AskerOptions } from '../query/ask.ts'
import type { ReadingSpec } from './spec.ts'

type Where = ViewSpec['where']

/** One segment looked at: all its questions are put at one moment, under one scope. */
export interface Look {
  spec: ReadingSpec
  plan: Plan
  sitting: Sitting
  organisation: Organisation
  /** Business day on which the organisation is read. */
  day: string
  /** What of the question's filter, the scope in it, names a place; and the rest of it. */
  place: Where
  rest: Where
  /** Dealers of the segment, and all that the asker may see. */
  inside: readonly string[]
  visible: readonly string[]
  /** Whether the asker sees less than the whole maker. */
  veiled: boolean
  ask(measures: readonly string[], by: readonly Dimension[], where: Where): Promise<ViewResult>
  view: ViewOf
}

/** Leaves dimensions out of a filter. */
export const without = (where: Where, drop: (name: Dimension) => boolean): Where =>
  Object.fromEntries(Object.entries(where).filter(([name]) => !drop(name as Dimension)))

/** Makes a question definite and says what lies inside its segment. Throws what a question throws. */
export function lookAt(asker: Asker, rooms: AskerOptions, spec: ReadingSpec, scope: Scope): Look {
  const { as_of, known_at, ...parts } = spec.rest
  const sitting = sit(asker, rooms, scope, { as_of, known_at })
  const question = (measures: readonly string[], by: readonly Dimension[], where: unknown) => ({
    ...parts,
    measures,
    by,
    where,
    compare: [spec.compare],
  })
  const plan = sitting.plan(question([spec.stage], [], spec.where))
  const { organisation } = sitting
  const day = rooms.zone.day(plan.as_of)
  const { where } = plan.spec
  return {
    spec,
    plan,
    sitting,
    organisation,
    day,
    place: without(where, (name) => !isPlace(name)),
    rest: without(where, isPlace),
    inside: dealersIn(where, organisation, day),
    visible: dealersIn(scope.where, organisation, day),
    veiled: !isFullScope(scope),
    ask: (measures, by, narrowed) => sitting.ask(question(measures, by, narrowed)),
    view: (measures, by = [], { drop = [], where: more = {} } = {}) => ({
      ...(parts as object),
      measures,
      by,
      where: { ...without(spec.where as Where, (name) => drop.includes(name)), ...more },
      compare: [spec.compare],
      ...(typeof as_of === 'string' && { as_of }),
      ...(typeof known_at === 'string' && { known_at }),
    }),
  }
}

const numberOf = (figures: Figures | null | undefined, name: string): number | null => {
  const figure = figures?.[name]
  return typeof figure === 'number' ? figure : null
}

/** A figure of a row in both ranges; `null` where nothing was measured. */
export const thenOf = (row: Omit<Row, 'key'>, name: string, compare: ReadingSpec['compare']): Then => ({
  now: numberOf(row.current, name),
  before: numberOf(row[compare], name),
})

/** A count of a row in both ranges. */
export const countsOf = (row: Omit<Row, 'key'>, name: string, compare: ReadingSpec['compare']): Then<number> => {
  const { now, before } = thenOf(row, name, compare)
  return { now: now ?? 0, before: before ?? 0 }
}
