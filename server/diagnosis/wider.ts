import type { Cause } from '#domain/diagnosis/answer.ts'
import { compareCauses } from '#domain/diagnosis/order.ts'
import type { Leaves } from '#domain/diagnosis/leaves.ts'
import { isChannel, isModel, isPlace, type Dimension } from '#domain/dimensions.ts'
import type { Organisation } from '#domain/organisation.ts'
import type { Plan } from '#domain/plan.ts'
import { baseOf } from './study.ts'
import type { DiagnosisSpec } from './spec.ts'
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
  return [isPlace, isGoods].flatMap((isNamed) => {
    const rest = Object.fromEntries(Object.entries(where).filter(([name]) => !isNamed(name as Dimension)))
    if (Object.keys(rest).length === Object.keys(where).length) return []
    return [{ ...spec, by: null, against: baseOf(spec), question: { ...spec.question, where: rest } }]
  })
}

/** What a narrow question is about. */
interface Narrow {
  plan: Plan
  dealers: readonly string[]
  organisation: Organisation
}

/** Causes of a wider question whose counts lie in a narrow one; none where its leaves do not tell what lies there. */
export function causesIn(
  causes: readonly Cause[],
  { dims, rows, stages, baseline, actual }: Leaves,
  narrow: Narrow,
): Cause[] {
  const isOwn = insideOf(dims as readonly Dimension[], narrow)
  if (!isOwn) return []
  const own = rows.map(isOwn)
  return causes.filter(({ segment, stage }) => {
    const named = Object.entries(segment).map(([name, value]) => [dims.indexOf(name), value] as const)
    const step = stages.indexOf(stage)
    let [all, inside] = [0, 0]
    rows.forEach((row, leaf) => {
      if (!named.every(([d, value]) => row[d] === value)) return
      const units = baseline[step]![leaf]! + actual[step]![leaf]!
      all += units
      if (own[leaf]) inside += units
    })
    return inside > 0 && inside >= MOSTLY * all
  })
}

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

/** What the wider question says of a step stands for what the narrow one says of it. */
export function joined<Told extends Pick<Cause, 'stage' | 'of' | 'units' | 'evidence'>>(
  wide: readonly Told[],
  own: readonly Told[],
): Told[] {
  const rest = own.filter(({ stage }) => !wide.some((one) => one.stage === stage))
  return [...wide, ...rest].sort(compareCauses)
}
