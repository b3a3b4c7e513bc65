import { isBucket } from '../bucket.ts'
import type { Dimension } from '../dimensions.ts'
import type { Measure } from '../measure.ts'
import { modelValue, type ModelDimension, type Organisation } from '../organisation.ts'
import type { Plan } from '../plan.ts'
import type { Target } from '../streams.ts'
import { bookOf } from './book.ts'
import { levelOf, ownPortions, placesOf, portionsOf, type Portion, type Values } from './places.ts'
import type { Piece } from './spread.ts'

/** The targets of one measure that fall into the same rows: what is known of their place and model, and their pieces. */
export interface Gathered {
  measure: string
  values: Values
  cut: readonly Piece[]
}

const MODEL: readonly ModelDimension[] = ['series', 'brand', 'energy']

export const isModelDimension = (dimension: Dimension): boolean =>
  dimension === 'model' || (MODEL as readonly Dimension[]).includes(dimension)

const MOST_KNOWN = 500
const known = new WeakMap<readonly Target[], WeakMap<Organisation, Map<string, Gathered[]>>>()

/**
 * Every record that counts for a question, summed by the question's rows apart from time. A running question is asked
 * again with every move of the clock, and only its day plays a part in this, so it is worked out once a day.
 */
export function gather(plan: Plan, targets: readonly Target[], organisation: Organisation): Gathered[] {
  const { by, where, target_kind } = plan.spec
  const day = plan.clock.zone.day(plan.as_of)
  const name = JSON.stringify([day, plan.spec.measures, by, where, target_kind])
  const organisations = known.get(targets) ?? new WeakMap<Organisation, Map<string, Gathered[]>>()
  const questions = organisations.get(organisation) ?? new Map<string, Gathered[]>()
  known.set(targets, organisations)
  organisations.set(organisation, questions)
  let found = questions.get(name)
  if (!found) {
    if (questions.size >= MOST_KNOWN) questions.clear()
    found = sum(portions(plan, targets, organisation, day), by, levelsOf(plan))
    questions.set(name, found)
  }
  return found
}

/** Measures whose targets are levels, not sums: rates and durations, and whatever is asked of stock. */
export const levelsOf = ({ spec, measures }: Plan): ReadonlySet<string> => {
  const level = ({ unit }: Measure) => spec.mode === 'stock' || (unit !== 'count' && unit !== 'money')
  return new Set(measures.filter(level).map(({ name }) => name))
}

/** Adds the pieces of the same days that belong to the same row. Levels cannot be added: two of a row are none. */
function sum(all: Iterable<Gathered>, by: readonly Dimension[], levels: ReadonlySet<string>): Gathered[] {
  const rows = new Map<string, Gathered & { pieces: Map<string, Piece> }>()
  for (const { measure, values, cut } of all) {
    const text = JSON.stringify([measure, ...by.map((dimension) => values[dimension] || null)])
    const before = rows.get(text)
    if (before && levels.has(measure)) before.pieces.clear()
    if (before && levels.has(measure)) continue
    const row = before ?? { measure, values, cut: [], pieces: new Map<string, Piece>() }
    rows.set(text, row)
    for (const piece of cut) {
      const stretch = `${piece.from} ${piece.to} ${piece.days}`
      const there = row.pieces.get(stretch)
      if (there) there.value += piece.value
      else row.pieces.set(stretch, { ...piece })
    }
  }
  return [...rows.values()].map(({ measure, values, pieces }) => ({ measure, values, cut: [...pieces.values()] }))
}

/** Every record that counts for the question, with what is known of its place and model. */
function* portions(
  plan: Plan,
  targets: readonly Target[],
  organisation: Organisation,
  day: string,
): Generator<Gathered> {
  const dimensions = [...plan.spec.by, ...(Object.keys(plan.spec.where) as Dimension[])]
  const byModel = dimensions.some(isModelDimension)
  const places = placesOf(organisation, day)[levelOf(dimensions)]
  const where = Object.entries(plan.spec.where).filter(([name]) => !isBucket(name)) as [Dimension, (string | null)[]][]
  const levels = levelsOf(plan)
  for (const { name: measure } of plan.measures) {
    const book = bookOf(targets, measure, plan.spec.target_kind)
    if (!book) continue
    const portions = levels.has(measure) ? ownPortions : portionsOf
    for (const place of places) {
      for (const portion of portions(book, place, byModel)) {
        const values = { ...place.values, ...modelValues(portion, organisation) }
        if (where.every(([name, allowed]) => allowed.includes(values[name] || null)))
          yield { measure, values, cut: portion.cut }
      }
    }
  }
}

function modelValues({ model }: Portion, organisation: Organisation): Values {
  if (model === '') return {}
  const code = organisation.modelCode(model)
  const values: Values = { model: code }
  for (const name of MODEL) values[name] = modelValue(organisation.model(code), name)
  return values
}
