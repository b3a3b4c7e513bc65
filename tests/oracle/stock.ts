import { Temporal } from 'temporal-polyfill'
import type { Fact } from '#domain/fact.ts'
import type { ReferenceRows } from '#domain/organisation.ts'
import type { StockRow } from '#domain/streams.ts'
import { lookUp } from './lookup.ts'
import { recountCards } from './stock-cards.ts'

/** Something that counts at an instant: under whose attributes, how many, and since which day. */
export interface Item {
  fact: Pick<Fact, 'dealer_id' | 'model'> & Partial<Fact>
  units: number
  day: string
}

/** What a figure is made of within a stretch of time: `[factor, items]` above and below the line. */
export interface Made {
  above: [number, Item[]][]
  below?: [number, Item[]][]
}

export interface StockWorld {
  /** As they stand in the ledger, reversals among them, already cut to what the question may know. */
  facts: readonly Fact[]
  vehicles: readonly StockRow[]
  rows: ReferenceRows
  tz: string
}

/** Entries that no reversal takes back. */
export function standingOf(facts: readonly Fact[]): Fact[] {
  return facts.filter((entry) => {
    const same = facts.filter(
      (fact) =>
        fact.kind === entry.kind &&
        fact.source === entry.source &&
        fact.event_id === entry.event_id &&
        fact.revision === entry.revision,
    )
    return entry.sign === 1 && same.reduce((sum, { sign }) => sum + sign, 0) > 0
  })
}

/** Every person under one name, however long the chain of `identify` events. */
export function samePersons(standing: readonly Fact[]): (person: string) => string {
  const sets: Set<string>[] = []
  for (const { kind, person, same_as } of standing) {
    if (kind !== 'identify') continue
    const touched = sets.filter((set) => set.has(person) || set.has(same_as))
    const joined = new Set([person, same_as, ...touched.flatMap((set) => [...set])])
    for (const set of touched) sets.splice(sets.indexOf(set), 1)
    sets.push(joined)
  }
  return (person) => [...(sets.find((set) => set.has(person)) ?? [person])].sort()[0]!
}

/** Works out every stock figure from the words of its definition, one thing after the other. */
export function stockFigures(world: StockWorld) {
  const standing = standingOf(world.facts)
  const who = samePersons(standing)
  const cards = recountCards(standing, who)
  const orders = standing.filter(({ kind }) => kind === 'order')
  const itemOf = (fact: Fact, units = fact.units): Item => ({ fact, units, day: fact.day })
  const firstOf = (kind: string, order: Fact): number =>
    Math.min(...standing.filter((fact) => fact.kind === kind && fact.source === order.source && fact.order_id === order.order_id).map((fact) => fact.occurred_at)) // prettier-ignore

  const orderState = (order: Fact, t: number): string => {
    if (order.occurred_at >= t) return 'none'
    if (firstOf('delivery', order) < t) return 'converted'
    return firstOf('order_cancel', order) < t ? 'lost' : 'active'
  }
  /** What came into a state within a stretch, less what left it. */
  const moved = (things: readonly Fact[], state: (thing: Fact, t: number) => string, name: string, from: number, until: number) =>
    things.flatMap((thing): Item[] => {
      const [before, after] = [state(thing, from) === name, state(thing, until) === name]
      return before === after ? [] : [itemOf(thing, after ? thing.units : -thing.units)]
    }) // prettier-ignore
  const opened = (things: readonly Fact[], from: number, until: number) =>
    things.filter(({ occurred_at }) => occurred_at >= from && occurred_at < until).map((thing) => itemOf(thing))
  const at = (things: readonly Fact[], state: (thing: Fact, t: number) => string, t: number) =>
    things.filter((thing) => state(thing, t) === 'active').map((thing) => itemOf(thing))

  const before = (t: number, days: number): number => {
    const local = Temporal.Instant.fromEpochMilliseconds(t).toZonedDateTimeISO(world.tz)
    return local.toPlainDate().subtract({ days }).toPlainDateTime(local.toPlainTime()).toZonedDateTime(world.tz)
      .epochMilliseconds
  }
  const monthStart = (t: number, back: number): number => {
    const day = Temporal.Instant.fromEpochMilliseconds(t).toZonedDateTimeISO(world.tz).toPlainDate()
    return day.with({ day: 1 }).subtract({ months: back }).toPlainDateTime().toZonedDateTime(world.tz).epochMilliseconds
  }
  const delivered = (from: number, until: number): Item[] =>
    standing
      .filter(({ kind, occurred_at }) => kind === 'delivery' && occurred_at >= from && occurred_at < until)
      .map((fact) => itemOf(fact))
  const untouched = (t: number): Item[] =>
    standing
      .filter(({ kind, lead_id }) => kind === 'unique_lead' && lead_id !== '')
      .filter(({ occurred_at }) => occurred_at >= before(t, 30) && occurred_at < t)
      .filter(
        (lead) =>
          !standing.some(
            (fact) =>
              ['contact', 'visit', 'order', 'lost'].includes(fact.kind) &&
              fact.occurred_at >= lead.occurred_at &&
              fact.occurred_at < t &&
              fact.dealer_id === lead.dealer_id &&
              (who(fact.person) === who(lead.person) || (fact.source === lead.source && fact.lead_id === lead.lead_id)),
          ),
      )
      .map((fact) => itemOf(fact))
  const cars = (t: number, of: 'on_hand' | 'in_transit' | 'aged_90'): Item[] => {
    const newest = new Map<string, StockRow>()
    for (const row of [...world.vehicles].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))) {
      const dealer_id =
        world.rows.dealers.find(({ aliases }) => aliases?.includes(row.dealer_id))?.dealer_id ?? row.dealer_id
      const model = world.rows.models.find(({ aliases }) => aliases?.includes(row.model))?.model ?? row.model
      if (Date.parse(row.at) <= t) newest.set(`${dealer_id} ${model}`, { ...row, dealer_id, model })
    }
    return [...newest.values()].map(({ dealer_id, model, [of]: units = 0 }) => ({
      fact: { dealer_id, model },
      units,
      day: '',
    }))
  }

  const one = (items: Item[]): Made => ({ above: [[1, items]] })
  return (measure: string, from: number, until: number): Made => {
    switch (measure) {
      case 'card_carried_in':
        return one(at(cards.all, cards.state, from))
      case 'card_new':
        return one(opened(cards.all, from, until))
      case 'card_converted':
        return one(moved(cards.all, cards.state, 'converted', from, until))
      case 'card_lost':
        return one(moved(cards.all, cards.state, 'lost', from, until))
      case 'card':
      case 'active_card':
      case 'card_carried_out':
        return one(at(cards.all, cards.state, until))
      case 'ha_card':
        return one(at(cards.all, cards.state, until).filter(({ fact }) => cards.isHigh(fact as Fact, until)))
      case 'overdue_card':
        return one(at(cards.all, cards.state, until).filter(({ fact }) => cards.isOverdue(fact as Fact, until)))
      case 'order_carried_in':
        return one(at(orders, orderState, from))
      case 'order_new':
        return one(opened(orders, from, until))
      case 'order_converted':
        return one(moved(orders, orderState, 'converted', from, until))
      case 'order_lost':
        return one(moved(orders, orderState, 'lost', from, until))
      case 'order':
      case 'order_in_hand':
      case 'order_carried_out':
        return one(at(orders, orderState, until))
      case 'uncontacted_lead':
        return one(untouched(until))
      case 'vehicle_on_hand':
        return one(cars(until, 'on_hand'))
      case 'vehicle_in_transit':
        return one(cars(until, 'in_transit'))
      case 'vehicle_aged_90':
        return one(cars(until, 'aged_90'))
      case 'vehicle_aged_rate':
        return { above: [[1, cars(until, 'aged_90')]], below: [[1, cars(until, 'on_hand')]] }
      case 'order_cover_rate':
        return {
          above: [[3, at(orders, orderState, until)]],
          below: [[1, delivered(monthStart(until, 3), monthStart(until, 0))]],
        }
      case 'stock_turn_rate':
        return { above: [[1, cars(until, 'on_hand')]], below: [[1, delivered(before(until, 30), until)]] }
      default:
        throw new Error(`no definition of ${measure}`)
    }
  }
}

/** The band of an age: days from a card's day to the last day before an instant. */
export function bandOf(day: string, t: number, tz: string): string {
  const last = Temporal.Instant.fromEpochMilliseconds(t - 1)
    .toZonedDateTimeISO(tz)
    .toPlainDate()
  const age = Temporal.PlainDate.from(day).until(last, { largestUnit: 'days' }).days
  if (age <= 7) return '0_7'
  if (age <= 15) return '8_15'
  if (age <= 30) return '16_30'
  if (age <= 60) return '31_60'
  return age <= 90 ? '61_90' : 'over_90'
}

/** An item's value of a dimension that is no bucket. */
export function attribute(item: Item, name: string, rows: ReferenceRows, orgDay: string): string | null {
  return lookUp(rows, item.fact as Fact, name, orgDay)
}
