import type { Dimension } from '../dimensions.ts'
import { dealerValue, isDealerDimension, type DealerDimension, type Organisation } from '../organisation.ts'
import { placeText, type Level, type TargetBook } from './book.ts'
import type { Piece } from './spread.ts'

export type Values = Partial<Record<Dimension, string>>

/** A place that may carry targets, and what is known of it as dimensions. */
export interface Place {
  level: Level
  code: string
  values: Values
  /** The places right below it. */
  below: Place[]
}

const DEALER: readonly DealerDimension[] = ['region', 'area', 'province', 'city', 'group', 'channel_type', 'city_tier']

export const isPlaceDimension = (dimension: Dimension): boolean =>
  dimension === 'dealer_id' || isDealerDimension(dimension as never)

/** The finest level that the dimensions name; what only a dealer knows (province, group …) needs dealers. */
export function levelOf(dimensions: readonly Dimension[]): Level {
  const places = dimensions.filter(isPlaceDimension)
  if (places.length === 0) return 'nation'
  if (places.some((dimension) => dimension !== 'region' && dimension !== 'area')) return 'dealer_id'
  return places.includes('area') ? 'area' : 'region'
}

/** The places of every level under the organisation valid on a business day. An area belongs to its first dealer's region. */
export function placesOf(organisation: Organisation, day: string): Record<Level, Place[]> {
  const nation: Place = { level: 'nation', code: '', values: {}, below: [] }
  const regions = new Map<string, Place>()
  const areas = new Map<string, Place>()
  const dealers: Place[] = []
  const enter = (known: Map<string, Place>, parent: Place, level: Level, code: string, values: Values): Place => {
    let place = known.get(code)
    if (!place) {
      place = { level, code, values, below: [] }
      known.set(code, place)
      parent.below.push(place)
    }
    return place
  }
  for (const code of organisation.dealerCodes()) {
    const dealer = organisation.dealer(code, day)!
    const region = enter(regions, nation, 'region', dealer.region, { region: dealer.region })
    const area = enter(areas, region, 'area', dealer.area, { region: dealer.region, area: dealer.area })
    const values: Values = { dealer_id: code }
    for (const name of DEALER) values[name] = dealerValue(dealer, name)
    const place: Place = { level: 'dealer_id', code, values, below: [] }
    area.below.push(place)
    dealers.push(place)
  }
  return { nation: [nation], region: [...regions.values()], area: [...areas.values()], dealer_id: dealers }
}

/** What a place's target is made of: `model` is `''` where the models are not told apart. */
export interface Portion {
  model: string
  cut: readonly Piece[]
}

/** A place's own records: with a model where models are told apart, without one else. */
export function ownPortions(book: TargetBook, place: Place, byModel: boolean): Portion[] {
  const models = [...(book.get(placeText(place.level, place.code)) ?? [])]
  return models.filter(([model]) => (model !== '') === byModel).map(([model, cut]) => ({ model, cut }))
}

/** The records of a place, or of the places right below it where it has none of its own. */
export function portionsOf(book: TargetBook, place: Place, byModel: boolean): Portion[] {
  const models = [...(book.get(placeText(place.level, place.code)) ?? [])]
  const told = models.filter(([model]) => model !== '')
  const own = byModel ? told : models.length > told.length ? models.filter(([model]) => model === '') : told
  if (own.length > 0) return own.map(([model, cut]) => ({ model: byModel ? model : '', cut }))
  return place.below.flatMap((lower) => portionsOf(book, lower, byModel))
}
