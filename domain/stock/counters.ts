/**
 * What stands at an instant `t`, by what it is a stock of. Only what happened before `t` counts, as far as it was known.
 *
 * **Cards** (有望客户). A card is in the store from its own instant. What happens later belongs to the latest card opened
 * until then: of the same lead (same source and dealer), else of the same person at that dealer; an order's cancellation
 * and delivery belong where their order does. The card's last step says what it is: `order` converted; `order_cancel`
 * and `revive` active again; `lost` and `dormant` lost; `delivery` converted for good. A card of level O was opened
 * with its order: converted from the start. So `opened = active + converted + lost` at every instant, and a range's
 * carried in + new − converted − lost = carried out with each flow the difference of two instants: a revived card is
 * taken off the lost, a cancelled order off the converted, whenever they had been counted.
 *
 * **Orders**. In hand from `order`; delivered by a `delivery`, otherwise lost by an `order_cancel` of that order
 * number. **Leads**: unique leads of the last 30 days. **Retail**: what was retailed so far. **Vehicles**: as the last
 * `stock` row of each dealer and model at or before `t` says.
 */
export interface StockLevels {
  cards: 'opened' | 'active' | 'converted' | 'lost' | 'high_intent' | 'overdue'
  orders: 'opened' | 'active' | 'converted' | 'lost'
  leads: 'untouched'
  retail: 'delivery' | 'deal' | 'invoice'
  vehicles: 'on_hand' | 'in_transit' | 'aged_90'
}

export type StockSubject = keyof StockLevels
export type StockLevel = { [S in StockSubject]: { of: S; level: StockLevels[S] } }[StockSubject]

/**
 * When a level is read: as a range begins or ends, what it grew by within the range, or by how much it grew in the 30
 * days before the range's end, or in the three whole months before it.
 */
export type Reading = 'from' | 'until' | 'within' | 'last_30_days' | 'last_3_months'

/** A stock counter: one level, read at one instant or as the difference of two. */
export type StockCounter = { name: string; from: 'stock'; at: Reading } & StockLevel

const counter = <S extends StockSubject>(name: string, of: S, level: StockLevels[S], at: Reading): StockCounter =>
  ({ name, from: 'stock', of, level, at }) as StockCounter

const flowOf = (name: 'card' | 'order', of: 'cards' | 'orders'): StockCounter[] => [
  counter(`${name}_carried_in`, of, 'active', 'from'),
  counter(`${name}_new`, of, 'opened', 'within'),
  counter(`${name}_converted`, of, 'converted', 'within'),
  counter(`${name}_lost`, of, 'lost', 'within'),
  counter(`${name}_carried_out`, of, 'active', 'until'),
]

/** Everything that is counted in stock. */
export const STOCK_COUNTERS: readonly StockCounter[] = [
  ...flowOf('card', 'cards'),
  ...flowOf('order', 'orders'),
  counter('card_high_intent', 'cards', 'high_intent', 'until'),
  counter('card_overdue', 'cards', 'overdue', 'until'),
  counter('lead_untouched', 'leads', 'untouched', 'until'),
  ...(['delivery', 'deal', 'invoice'] as const).flatMap((kind) => [
    counter(`${kind}_30_days`, 'retail', kind, 'last_30_days'),
    counter(`${kind}_3_months`, 'retail', kind, 'last_3_months'),
  ]),
  counter('vehicle_on_hand', 'vehicles', 'on_hand', 'until'),
  counter('vehicle_in_transit', 'vehicles', 'in_transit', 'until'),
  counter('vehicle_aged_90', 'vehicles', 'aged_90', 'until'),
]

const BY_NAME = new Map(STOCK_COUNTERS.map((one) => [one.name, one]))

/** Whether a counter is counted in stock. */
export const isStockCounter = (name: string): boolean => BY_NAME.has(name)

/** A stock counter by its name. Throws TypeError for another's. */
export function stockCounter(name: string): StockCounter {
  const found = BY_NAME.get(name)
  if (!found) throw new TypeError(`${name} is not counted in stock`)
  return found
}
