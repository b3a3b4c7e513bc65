import { SIGNS } from '#domain/diagnosis/signs.ts'
import { isOfCars, type Dimension } from '#domain/dimensions.ts'
import type { Organisation } from '#domain/organisation.ts'
import type { Plan } from '#domain/plan.ts'
import type { RangeName } from '#domain/range.ts'
import { standing, type VehicleBook } from '#domain/stock/vehicles.ts'
import type { Shelf } from './columns.ts'
import type { Tallied } from './tally.ts'

/** What a car on hand has for a channel or campaign: none, which is not the same as an event that carries none. */
export const UNTOLD = '\u0000'

/**
 * Cars on hand at the end of each range, of the dealers and models of a question; whatever else it names (a channel, a
 * campaign) cars have no part in. They lie at leaves of their own, which have no channel, and mean one try a shelf.
 * `silent`: dealers whose leaves are marked by one key more.
 */
export function carSign(
  book: VehicleBook,
  { plan, organisation, silent }: { plan: Plan; organisation: Organisation; silent: readonly string[] },
  keys: readonly Dimension[],
  base: RangeName,
  shelf: Shelf,
): Tallied | null {
  const where = Object.fromEntries(Object.entries(plan.spec.where).filter(([name]) => isOfCars(name as Dimension)))
  const told = keys.filter(isOfCars)
  if (told.length === 0) return null
  const asked: Plan = { ...plan, spec: { ...plan.spec, where, by: [...new Set([...told, 'dealer_id' as const])] } }
  const late = new Set(silent)
  const rows = (['current', base] as const).flatMap((range) => {
    const { until } = plan.ranges[range]!
    return standing(book, asked, organisation, until).map(({ key, on_hand }) => ({ range, key, on_hand }))
  })
  const leaves = rows.map(({ key }) => {
    const own = keys.map((name) => (isOfCars(name) ? (key[name] ?? '') : UNTOLD))
    return shelf.find(late.size > 0 ? [...own, late.has(key.dealer_id!) ? 'late' : ''] : own)
  })
  return {
    kind: SIGNS.stock,
    leaves,
    hits: (range, at) => (rows[at]!.range === range ? rows[at]!.on_hand : 0),
    tries: (range, at) => (rows[at]!.range === range ? 1 : 0),
  }
}
