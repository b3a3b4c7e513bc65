import type { Cause } from '#domain/diagnosis/answer.ts'
import { compareCauses } from '#domain/diagnosis/order.ts'
import { comparable } from '#domain/diagnosis/shut.ts'
import type { Leaves } from '#domain/diagnosis/leaves.ts'
import { isChannel, isModel, isPlace, type Dimension } from '#domain/dimensions.ts'
import type { Organisation } from '#domain/organisation.ts'
import type { Plan } from '#domain/plan.ts'
import { baseOf } from './study.ts'
import type { DiagnosisSpec } from './spec.ts'
import { shareOf } from './share.ts'
import { tellerOf } from './teller.ts'

/** A cause of a wider question is one of the narrow one when nearly all of it lies there. */
const MOSTLY = 0.9

/** What is sold, and where its customers come from. */
const isGoods = (name: Dimension): boolean => isModel(name) || isChannel(name)

/**
 * The same question about every place, and about every model and channel, that the asker may see, as far as it names
 * some. What befell most of a region looks like the season from within it, and a model that is out of stock everywhere
 * like one that is made less of: only against the others does either stand out.
 */
export function widened(spec: DiagnosisSpec): DiagnosisSpec[] {
  const where = spec.question['where']
  if (typeof where !== 'object' || where === null) return []
  const names = Object.keys(where) as Dimension[]
  const isEither = (name: Dimension): boolean => isPlace(name) || isGoods(name)
  // Of a region's own model the one is all of the region, and the other all there is.
  const left = names.some(isGoods) ? [isGoods, ...(names.some(isPlace) ? [isEither] : [])] : [isPlace]
  return left.flatMap((isNamed) => {
    const rest = Object.fromEntries(Object.entries(where).filter(([name]) => !isNamed(name as Dimension)))
    if (Object.keys(rest).length === names.length) return []
    return [{ ...spec, by: null, against: baseOf(spec), question: { ...spec.question, where: rest } }]
  })
}

/** What a narrow question is about. */
interface Narrow {
  plan: Plan
  dealers: readonly string[]
  organisation: Organisation
}

/** What a wider question's causes are to a narrow one: those that lie there, and the shares of those that reach beyond. */
interface Seen {
  own: Cause[]
  shares: Cause[]
}

/** Causes of a wider question as a narrow one has them; none where its leaves do not tell what lies there. */
export function causesIn(causes: readonly Cause[], leaves: Leaves, narrow: Narrow): Seen {
  const seen: Seen = { own: [], shares: [] }
  const { dims, rows, stages, baseline, actual } = comparable(leaves)
  const isOwn = insideOf(dims as readonly Dimension[], narrow)
  if (!isOwn) return seen
  const own = rows.map(isOwn)
  for (const cause of causes) {
    const named = Object.entries(cause.segment).map(([name, value]) => [dims.indexOf(name), value] as const)
    const there = [...rows.keys()].filter((leaf) => named.every(([d, value]) => rows[leaf]![d] === value))
    const inside = there.filter((leaf) => own[leaf])
    const step = stages.indexOf(cause.stage)
    const sides = (at: number, of: readonly number[]) => ({ was: sumOf(baseline[at]!, of), is: sumOf(actual[at]!, of) })
    const counts = (of: readonly number[]) => ({ step: sides(step, of), before: step > 0 ? sides(step - 1, of) : null })
    const [all, part] = [counts(there), counts(inside)]
    const units = part.step.was + part.step.is
    if (units === 0) continue
    if (units >= MOSTLY * (all.step.was + all.step.is)) seen.own.push(cause)
    else seen.shares.push(...[shareOf(cause, all, part)].filter((share) => share !== null))
  }
  return seen
}

const sumOf = (counts: Float64Array, leaves: readonly number[]): number =>
  leaves.reduce((sum, leaf) => sum + counts[leaf]!, 0)

/** Whether a leaf of `dims` lies in a narrow question; `null` where they do not tell. */
function insideOf(
  dims: readonly Dimension[],
  { plan, dealers, organisation }: Narrow,
): ((row: readonly string[]) => boolean) | null {
  const { where } = plan.spec
  const level = (['dealer_id', 'area', 'region'] as const).find((name) => dims.includes(name))
  if (!level) return null
  const day = plan.clock.zone.day(plan.as_of)
  const places = new Set(
    dealers.map((code) => (level === 'dealer_id' ? code : organisation.dealer(code, day)?.[level])),
  )
  const tests: [number, (value: string) => boolean][] = [[dims.indexOf(level), (value) => places.has(value)]]
  for (const name of (Object.keys(where) as Dimension[]).filter(isGoods)) {
    const { by, tell } = tellerOf(name, dims, plan, organisation) ?? { by: name, tell: (value: string) => value }
    if (!dims.includes(by)) return null
    const wanted = where[name]!
    tests.push([dims.indexOf(by), (value) => wanted.includes(tell(value) || null)])
  }
  return (row) => tests.every(([d, test]) => test(row[d]!))
}

/**
 * What the wider question says of a step stands for what the narrow one says of it; of steps of which neither says
 * anything, the shares of what reaches beyond are told, from `least` units on.
 */
export function joined({ own: wide, shares }: Seen, own: readonly Cause[], least: number): Cause[] {
  const rest = own.filter(({ stage }) => !wide.some((one) => one.stage === stage))
  const told = [...wide, ...rest]
  const more = shares.filter(({ stage, units }) => Math.abs(units) >= least && !told.some((one) => one.stage === stage))
  return [...told, ...more].sort(compareCauses)
}
