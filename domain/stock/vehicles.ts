import { isBucket } from '../bucket.ts'
import {
  isDealerDimension,
  dealerValue,
  modelValue,
  type DealerDimension,
  type ModelDimension,
  type Organisation,
} from '../organisation.ts'
import type { Dimension } from '../dimensions.ts'
import { allowedValues } from '../key.ts'
import type { Plan } from '../plan.ts'
import type { StockRow } from '../streams.ts'
import type { Key } from '../view.ts'

/** What one dealer had of one model, oldest first. */
interface Shelf {
  dealer_id: string
  model: string
  /** Epoch ms, ascending. */
  at: number[]
  rows: StockRow[]
}

/** The cars that dealers reported, by dealer and model. */
export type VehicleBook = ReadonlyMap<string, Shelf>

/** The same report twice, or two reports of one instant, leave the later given. */
export function shelve(rows: readonly StockRow[]): VehicleBook {
  const book = new Map<string, Shelf>()
  for (const row of rows) {
    const { dealer_id, model } = row
    const key = `${dealer_id}\n${model}`
    const shelf = book.get(key) ?? { dealer_id, model, at: [], rows: [] }
    book.set(key, shelf)
    shelf.rows.push(row)
  }
  for (const shelf of book.values()) {
    shelf.rows.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
    shelf.at = shelf.rows.map(({ at }) => Date.parse(at))
  }
  return book
}

/** The last report at or before an instant. */
function lastAt({ at, rows }: Shelf, instant: number): StockRow | undefined {
  let [low, high] = [0, at.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (at[middle]! <= instant) low = middle + 1
    else high = middle
  }
  return rows[low - 1]
}

/** Cars of one dealer and model at an instant. */
export interface Standing {
  /** Dealer's and model's values of the dimensions asked by; buckets are left out. */
  key: Key
  /** When that was reported, epoch ms. */
  at: number
  on_hand: number
  in_transit: number
  aged_90: number
}

/** What stood at an instant (epoch ms), a row for each dealer and model that a plan's `where` lets through. */
export function standing(book: VehicleBook, plan: Plan, organisation: Organisation, instant: number): Standing[] {
  const { zone } = plan.clock
  const day = zone.day(plan.spec.org === 'current' ? plan.as_of : instant - 1)
  const by = plan.spec.by.filter((name) => !isBucket(name))
  const allowed = (Object.keys(plan.spec.where) as Dimension[]).map(
    (name) => [name, new Set(allowedValues(plan, organisation, name))] as const,
  )
  const read = (dealer_id: string, model: string, name: Dimension): string | null => {
    if (name === 'dealer_id') return dealer_id
    if (name === 'model') return model
    if (isDealerDimension(name as never))
      return dealerValue(organisation.dealer(dealer_id, day), name as DealerDimension) || null
    return modelValue(organisation.model(model), name as ModelDimension) || null
  }
  const found = new Map<string, { at: number; standing: Standing }>()
  for (const shelf of book.values()) {
    const dealer_id = organisation.dealerCode(shelf.dealer_id) ?? shelf.dealer_id
    const model = organisation.modelCode(shelf.model)
    if (!allowed.every(([name, values]) => values.has(read(dealer_id, model, name)))) continue
    const row = lastAt(shelf, instant)
    if (!row) continue
    // Two codes of one dealer or model are one shelf: the later report of either stands.
    const place = `${dealer_id}\n${model}`
    const at = Date.parse(row.at)
    if ((found.get(place)?.at ?? Number.NEGATIVE_INFINITY) > at) continue
    const key = Object.fromEntries(by.map((name) => [name, read(dealer_id, model, name)]))
    const { on_hand, in_transit = 0, aged_90 = 0 } = row
    found.set(place, { at, standing: { key, at, on_hand, in_transit, aged_90 } })
  }
  return [...found.values()].map(({ standing: one }) => one)
}
