import type { Stretch } from '#domain/alerts/detect.ts'
import { sliceName } from '#domain/alerts/place.ts'
import type { AlertMeasure } from '#domain/alerts/measures.ts'
import { fullScope } from '#domain/scope.ts'
import { standing } from '#domain/stock/vehicles.ts'
import { addDays, DAY_MS } from '#domain/zone.ts'
import type { Asker, AskerOptions } from '../query/ask.ts'
import { WEEKS } from './sums.ts'

/** A report that is older says nothing of an instant. */
const STALE_MS = 8 * DAY_MS

/**
 * Joins to a week the cars on hand at its end and at those of the weeks before. They are held against the course of the
 * middle model: what all models do together, before the year's end or after 春节, is nobody's alarm. Dealers that do not
 * report at all of these instants are left out of all.
 */
export function withCars(
  rooms: Pick<AskerOptions, 'vehicles' | 'organisation' | 'zone'> & { asker: Asker },
  stretch: Stretch,
  [measure]: readonly AlertMeasure[],
): Stretch {
  const book = rooms.vehicles?.()
  if (!measure || !book || book.size === 0) return stretch
  const organisation = rooms.organisation()
  const weeks = Array.from({ length: WEEKS + 1 }, (_, k) => {
    const [from, to] = [stretch.span.from, stretch.span.to].map((day) => addDays(day, -7 * k))
    const instant = rooms.zone.instant(to!)
    const plan = rooms.asker.plan({ measures: [measure.name], by: ['dealer_id', 'model'], mode: 'stock', period: { from, to } }, fullScope) // prettier-ignore
    return standing(book, plan, organisation, instant).filter(({ at }) => instant - at <= STALE_MS)
  })
  const told = weeks.map((week) => new Set(week.map(({ key }) => key['dealer_id']!)))
  const isTold = told.map(({ size }) => size * 2 > told[0]!.size)
  const reports = (dealer: string): boolean => told.every((week, k) => !isTold[k] || week.has(dealer))
  const slices = new Map<string, Map<string, number[]>>()
  weeks.forEach((week, k) => {
    for (const { key, on_hand } of week) {
      const dealer = key['dealer_id']!
      if (!isTold[k] || !reports(dealer)) continue
      for (const slice of ['', sliceName('model', key['model']!)]) {
        const own = slices.get(slice) ?? slices.set(slice, new Map()).get(slice)!
        const counts = own.get(dealer) ?? own.set(dealer, new Array<number>(WEEKS + 1).fill(0)).get(dealer)!
        counts[k]! += on_hand
      }
    }
  })
  return {
    ...stretch,
    units: new Map(stretch.units).set(measure.above, slices),
    weights: new Map(stretch.weights).set(measure.above, courseOf(slices, isTold)),
  }
}

/** How the middle model, by its cars, stood in each week against its own mean; 0 for a week that was not told. */
function courseOf(slices: ReadonlyMap<string, ReadonlyMap<string, readonly number[]>>, isTold: readonly boolean[]) {
  const models = [...slices].flatMap(([slice, dealers]) => {
    const cars = isTold.map((_, k) => [...dealers.values()].reduce((sum, counts) => sum + counts[k]!, 0))
    const mean = cars.reduce((sum, one) => sum + one, 0) / isTold.filter(Boolean).length
    return slice !== '' && mean > 0 ? [{ cars, mean }] : []
  })
  const half = models.reduce((sum, { mean }) => sum + mean, 0) / 2
  return isTold.map((told, k) => {
    const sorted = models.map(({ cars, mean }) => ({ ratio: cars[k]! / mean, mean })).sort((a, b) => a.ratio - b.ratio)
    let before = 0
    return told ? (sorted.find(({ mean }) => (before += mean) >= half)?.ratio ?? 0) : 0
  })
}
