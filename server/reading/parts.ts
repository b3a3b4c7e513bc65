import { channelLevel, type ChannelDimension } from '#domain/organisation.ts'
import { isAttrDimension, isChannel, isModel, isOfCars, type Dimension } from '#domain/dimensions.ts'
import type { Fallen, Intake, Sibling, StockFigures } from '#domain/reading/gathered.ts'
import type { Kpi } from '#domain/reading/table.ts'
import { labelOf } from './labels.ts'
import { countsOf, thenOf, without, type Look } from './look.ts'
import { pairOf } from './units.ts'

/** Whether the segment names some of a kind of dimension. */
const names = ({ rest }: Look, is: (name: Dimension) => boolean): boolean => Object.keys(rest).some((name) => is(name as Dimension)) // prettier-ignore

/** Own models that the segment names, by code; empty: all. */
export function modelsOf(look: Look): string[] {
  const { rest, organisation } = look
  if (!names(look, isModel)) return []
  return organisation.modelCodes().filter((code) => {
    const model = organisation.model(code)!
    const value = { model: model.model, series: model.series, brand: model.brand, energy: model.energy ?? null }
    return Object.entries(value).every(([name, own]) => rest[name as keyof typeof value]?.includes(own) ?? true)
  })
}

/** The key figure of every model at the segment's places; `null` where the segment names none. */
export async function readModels(look: Look, kpi: Kpi): Promise<Sibling[] | null> {
  if (!names(look, isModel)) return null
  const own = new Set(modelsOf(look))
  const counts = kpi.below === null ? [kpi.above] : [kpi.above, kpi.below]
  // A colour is no model: what else the segment says of its cars is left out as well.
  const where = { ...look.place, ...without(look.rest, (name) => isModel(name) || isAttrDimension(name)) }
  const { rows } = await look.ask(counts, ['model'], where)
  return rows.flatMap((row): Sibling[] => {
    const id = row.key['model']
    if (!id || !look.organisation.model(id)) return []
    return [{ id, words: labelOf('model', id, look.organisation, look.day), own: own.has(id), pair: pairOf(row, kpi, look.spec.compare) }] // prettier-ignore
  })
}

/** Leads of every channel at the segment's places; `null` where the segment names none. */
export async function readChannels(look: Look): Promise<Sibling[] | null> {
  if (!names(look, isChannel)) return null
  const { organisation, rest, spec, day } = look
  const where = { ...look.place, ...without(rest, (name) => isChannel(name) || name === 'campaign') }
  const { rows } = await look.ask(['unique_lead'], ['channel'], where)
  return rows.flatMap((row): Sibling[] => {
    const id = row.key['channel']
    if (!id) return []
    const path = organisation.channelPath(id)
    const own = (Object.keys(rest) as Dimension[]).filter(isChannel).every((name) => {
      const value = name === 'channel' ? id : path[channelLevel(name as ChannelDimension)]
      return rest[name]!.includes(value ?? null)
    })
    return [{ id, words: labelOf('channel', id, organisation, day), own, pair: pairOf(row, { above: 'unique_lead', below: null }, spec.compare) }] // prettier-ignore
  })
}

/** Leads and visits by campaign and channel, whatever campaign the segment names. */
export async function readIntake(look: Look): Promise<Intake[]> {
  const where = { ...look.place, ...without(look.rest, (name) => name === 'campaign') }
  const { rows } = await look.ask(['lead', 'clean', 'unique_lead', 'first_visit'], ['campaign', 'channel'], where)
  const { compare } = look.spec
  return rows.map((row) => ({
    campaign: row.key['campaign'] ?? null,
    channel: row.key['channel'] ?? null,
    lead: countsOf(row, 'lead', compare),
    clean: countsOf(row, 'clean', compare),
    unique: countsOf(row, 'unique_lead', compare),
    visit: countsOf(row, 'first_visit', compare),
  }))
}

/** What was lost and cancelled, by reason and rival's model. */
export async function readFallen(look: Look): Promise<Fallen[]> {
  const { rows } = await look.ask(['lost', 'order_cancel'], ['reason', 'competitor_model'], { ...look.place, ...look.rest }) // prettier-ignore
  return rows.map((row) => ({
    reason: row.key['reason'] ?? null,
    rival: row.key['competitor_model'] ?? null,
    lost: countsOf(row, 'lost', look.spec.compare),
    cancelled: countsOf(row, 'order_cancel', look.spec.compare),
  }))
}

/** Cars of the segment's dealers and models, and the orders that wait for them. */
export async function readStock(look: Look): Promise<StockFigures> {
  const { compare } = look.spec
  const where = { ...look.place, ...look.rest }
  const ofCars = without(where, (name) => !isOfCars(name))
  const [cars, orders] = await Promise.all([
    look.ask(['stock_turn_rate', 'vehicle_on_hand'], [], ofCars),
    look.ask(['order', 'order_in_hand'], [], where),
  ])
  return {
    cover: thenOf(cars.total, 'stock_turn_rate', compare),
    onHand: countsOf(cars.total, 'vehicle_on_hand', compare),
    orders: countsOf(orders.total, 'order', compare),
    inHand: countsOf(orders.total, 'order_in_hand', compare),
    unknownBy: (Object.keys(where) as Dimension[]).filter(isAttrDimension),
  }
}
