import { isOfCars, originOf, type Dimension } from '../dimensions.ts'
import { Refusal, quote } from '../errors.ts'
import type { Measure } from '../measure.ts'
import type { Dictionary } from '../measures.ts'
import type { ViewSpec } from '../view.ts'
import { CARD_AGE } from './age.ts'
import { isStockCounter, stockCounter, type StockSubject } from './counters.ts'

const bad = (message: string, path: string): Refusal => new Refusal('bad_spec', message, { path })

/** Mode stock: `card` and `order` mean those in hand; what is no stock is refused. */
export function inStock(measure: Measure, path: string, dictionary: Dictionary): Measure {
  const alias = measure.name === 'card' ? 'active_card' : measure.name === 'order' ? 'order_in_hand' : measure.name
  const own = dictionary.get(alias)!
  const counters = [...own.terms, ...(own.per ?? [])].map(({ counter }) => counter)
  if (!counters.every(isStockCounter)) throw bad(`${measure.name} is counted over a range, not in stock`, path)
  return { ...own, name: measure.name }
}

/** What a stock is kept by beside dealer and model; cars know nothing else. */
const isVehicleDimension = (name: Dimension): boolean => isOfCars(name) || originOf(name) === 'time'

/**
 * Refuses dimensions that a plan's counters do not have (`bad_spec`): the age of anything but cards and orders, an
 * hour, and whatever dealers do not report of their cars.
 */
export function checkDimensions({ by, where }: ViewSpec, stock: readonly string[], others: boolean): void {
  const subjects = new Set<StockSubject>(stock.map((name) => stockCounter(name).of))
  const named = [
    ...by.map((name, i) => [name, `by[${i}]`] as const),
    ...Object.keys(where).map((name) => [name as Dimension, `where.${name}`] as const),
  ]
  for (const [name, path] of named) {
    if (name === CARD_AGE) {
      const ageless = others || [...subjects].some((of) => of !== 'cards' && of !== 'orders')
      if (ageless) throw bad(`${CARD_AGE} belongs to cards and orders in stock; ask for other measures apart`, path)
    } else if (subjects.size === 0) continue
    else if (name === 'hour') throw bad('what is in stock is read at an instant: it has no hour', path)
    else if (subjects.has('vehicles') && !isVehicleDimension(name)) {
      throw bad(`cars in stock are known by dealer and model only, not by ${quote(name)}`, path)
    } else if (originOf(name) === 'time' && path.startsWith('where')) {
      throw bad(`what is in stock is read at the ends of the period: give the ${name} as the period`, path)
    }
  }
}
