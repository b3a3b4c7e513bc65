import type { Cause } from '#domain/diagnosis/answer.ts'
import { compareCauses } from '#domain/diagnosis/order.ts'
import type { Leaves } from '#domain/diagnosis/leaves.ts'
import { originOf, type Dimension } from '#domain/dimensions.ts'
import type { Organisation } from '#domain/organisation.ts'
import { baseOf } from './study.ts'
import type { DiagnosisSpec } from './spec.ts'

/** A cause of the wider question is one of the narrow one when nearly all of it lies there. */
const MOSTLY = 0.9

const isPlace = (name: string): boolean =>
  name === 'dealer_id' || name === 'advisor_id' || originOf(name as Dimension) === 'dealer'

/**
 * The same question about every place that the asker may see; `null` where it names none. What befell most of a region
 * looks like the season from within it: only against the others does it stand out.
 */
export function widened(spec: DiagnosisSpec): DiagnosisSpec | null {
  const where = spec.question['where']
  if (typeof where !== 'object' || where === null) return null
  const rest = Object.fromEntries(Object.entries(where).filter(([name]) => !isPlace(name)))
  if (Object.keys(rest).length === Object.keys(where).length) return null
  return { ...spec, by: null, against: baseOf(spec), question: { ...spec.question, where: rest } }
}

/** Causes of the wider question whose counts lie in some dealers. */
export function causesIn(
  causes: readonly Cause[],
  { dims, rows, stages, baseline, actual }: Leaves,
  dealers: readonly string[],
  organisation: Organisation,
  day: string,
): Cause[] {
  const level = (['dealer_id', 'area', 'region'] as const).find((name) => dims.includes(name))
  if (!level) return []
  const own = new Set(dealers.map((code) => (level === 'dealer_id' ? code : organisation.dealer(code, day)?.[level])))
  const place = dims.indexOf(level)
  return causes.filter(({ segment, stage }) => {
    const named = Object.entries(segment).map(([name, value]) => [dims.indexOf(name), value] as const)
    const step = stages.indexOf(stage)
    let [all, inside] = [0, 0]
    rows.forEach((row, leaf) => {
      if (!named.every(([d, value]) => row[d] === value)) return
      const units = baseline[step]![leaf]! + actual[step]![leaf]!
      all += units
      if (own.has(row[place])) inside += units
    })
    return inside > 0 && inside >= MOSTLY * all
  })
}

/** What the wider question says of a step stands for what the narrow one says of it. */
export function joined<Told extends Pick<Cause, 'stage' | 'of' | 'units' | 'evidence'>>(
  wide: readonly Told[],
  own: readonly Told[],
): Told[] {
  const rest = own.filter(({ stage }) => !wide.some((one) => one.stage === stage))
  return [...wide, ...rest].sort(compareCauses)
}
