import { bucketKey, isBucket, type Bucket } from '../bucket.ts'
import type { Dimension } from '../dimensions.ts'
import type { Plan } from '../plan.ts'
import { dayNumber, dayText } from '../zone.ts'
import { dayWeight, type Stretch } from './spread.ts'

/** One group of days of a question that cuts by time; without such a cut the whole. */
export interface Slice {
  keys: Partial<Record<Bucket, string>>
  stretches: Stretch[]
}

/**
 * The stretches of the weight line that a question covers, by its time keys: the current range up to where it counts
 * (`target`), or its whole unit (`target_full`).
 */
export function slicesOf(
  { spec, ranges: { current }, unit, clock: { zone, calendar } }: Plan,
  whole: boolean,
): Slice[] {
  const from = whole ? dayNumber(unit.start) : dayWeight(current.from, zone)
  const to = whole ? dayNumber(unit.end) : Math.max(from, dayWeight(current.until, zone))
  const allowed = (Object.keys(spec.where) as Dimension[]).filter(isBucket)
  const cuts = spec.by.filter(isBucket)
  if (cuts.length === 0 && allowed.length === 0) return [{ keys: {}, stretches: [[from, to]] }]
  const slices = new Map<string, Slice>()
  for (let number = Math.floor(from); number < to; number++) {
    const day = dayText(number)
    if (!allowed.every((bucket) => spec.where[bucket]!.includes(bucketKey(bucket, day, calendar.fiscalCutoff))))
      continue
    const keys: Slice['keys'] = {}
    for (const bucket of cuts) keys[bucket] = bucketKey(bucket, day, calendar.fiscalCutoff)
    const text = Object.values(keys).join(' ')
    const slice = slices.get(text) ?? { keys, stretches: [] }
    slice.stretches.push([Math.max(from, number), Math.min(to, number + 1)])
    slices.set(text, slice)
  }
  return [...slices.values()]
}
