import type { Advisor, Channel, Dealer, Model, StockRow, Stream, Target } from '#domain/streams.ts'
import { dayText } from '#domain/zone.ts'
import { BRAND, CHANNEL_ROWS, MODELS, MODEL_E } from './catalogue.ts'
import { DECOYS } from './scripted.ts'
import { outside } from './outside.ts'
import { FIRST_REPORTS, FURTHER_REPORTS, stock } from './stock.ts'
import type { Store } from './stores.ts'
import { targets } from './targets.ts'
import { months, type World } from './world.ts'

/** The rows of each reference stream, in the order in which they should be sent. */
export interface Reference {
  dealers: Dealer[]
  models: Model[]
  channels: Channel[]
  advisors: Advisor[]
  targets: Target[]
  stock: StockRow[]
}

/** Everything beside the events that the demo maker's systems know. */
export function reference(world: World): Reference {
  return {
    dealers: world.stores.flatMap((store) => dealerRows(world, store)),
    models: MODELS.map((model, i) => ({
      model: model.code,
      series: model.series,
      brand: BRAND,
      segment: model.segment,
      energy: model.energy,
      price: `${model.low}.00`,
      ...(i === MODEL_E && { launch_on: dayText(world.launch) }),
      attrs: { zh: model.zh, en: model.en, price_to: `${model.high}.00` },
    })),
    channels: CHANNEL_ROWS,
    advisors: world.stores.flatMap((store) => advisorRows(world, store)),
    targets: targets(world),
    stock: stock(world, FIRST_REPORTS),
  }
}

/** Rows of any streams, in the order in which they should be sent. */
export type Rows = Partial<Record<Stream, unknown[]>>

/** What is told once the wall is open: the other reports of stock, and the world outside, up to a day's number. */
export const further = (world: World, upto: number): Rows => ({
  stock: stock(world, FURTHER_REPORTS),
  ...outside(world, upto),
})

/** A store's rows: one, and one more where it was moved to another area or closed for rebuilding. */
function dealerRows(world: World, store: Store): Dealer[] {
  const { place } = store
  const row: Dealer = {
    dealer_id: store.id,
    name: store.name,
    region: place.region,
    area: place.area,
    province: place.province,
    city: place.city,
    lon: Math.round(store.lon * 1e4) / 1e4,
    lat: Math.round(store.lat * 1e4) / 1e4,
    coord_sys: 'GCJ-02',
    group: store.group,
    channel_type: store.channelType,
    format: store.format,
    city_tier: place.tier,
    status: '营业',
    attrs: {
      short_name: store.short,
      name_en: store.nameEn,
      short_en: store.shortEn,
      region_en: place.regionEn,
      area_en: place.areaEn,
      city_en: place.cityEn,
    },
  }
  const later = (days: number, change: Partial<Dealer>): Dealer => ({
    ...row,
    ...change,
    valid_from: dayText(world.today + days),
  })
  if (!world.decoys) return [row]
  if (store.marks.moved) {
    const { to, on } = DECOYS.moved
    return [row, later(on, { area: to.area, attrs: { ...row.attrs, area_en: to.en } })]
  }
  if (store.marks.closed) {
    return [row, later(DECOYS.closed.from, { status: '整改' }), later(DECOYS.closed.to, {})]
  }
  return [row]
}

/** Whoever worked in a store since the history begins. */
function advisorRows(world: World, store: Store): Advisor[] {
  const oldest = world.rhythm.first + world.rhythm.texts.indexOf(months(world.options.today)[0]!)
  return store.slots.flatMap((slot) =>
    slot
      .filter(({ from, until }) => until > oldest - 120 && from <= world.today)
      .map(({ id, name, role, from, until }): Advisor => ({
        advisor_id: id,
        name: name.zh,
        dealer_id: store.id,
        role,
        ...(until <= world.today && { left_on: dayText(until) }),
        ...(from > oldest && { valid_from: dayText(from) }),
        attrs: { en: name.en },
      })),
  )
}
