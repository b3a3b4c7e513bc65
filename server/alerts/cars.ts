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
 * Joins to a week the cars on hand at its end and at those of the weeks before. Their course is the maker's own: what is
 * usual of a cell is its share of all cars. Dealers that do not report at all of these instants are left out of all.
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
  const all = weeks.map((_, k) => [...(slices.get('')?.values() ?? [])].reduce((sum, counts) => sum + counts[k]!, 0))
  return {
    ...stretch,
    units: new Map(stretch.units).set(measure.above, slices),
    weights: new Map(stretch.weights).set(measure.above, all),
  }
}
