import type { Lineage } from '#domain/alerts/alert.ts'
import { placesOf, SLICE_DIMENSIONS, type Place } from '#domain/alerts/place.ts'
import type { PlaceNames } from '#domain/alerts/words.ts'
import type { Dimension } from '#domain/dimensions.ts'
import type { Organisation } from '#domain/organisation.ts'
import { labelOf } from '../reading/labels.ts'

const OPEN = '营业'

/** The tree of the dealers that are open on a day, without some. */
export function openPlaces(organisation: Organisation, day: string, without: ReadonlySet<string>): Place {
  const dealers = organisation.dealerCodes().flatMap((code) => {
    const dealer = organisation.dealer(code, day)
    return dealer && !without.has(code) && (dealer.status ?? OPEN) === OPEN ? [dealer] : []
  })
  return placesOf(dealers)
}

/** What the organisation says of a cell on a day: a dealer's whole row, an area with its region. */
export const lineageOn =
  (organisation: Organisation, day: string): Lineage =>
  (cell) => {
    const dealer = cell['dealer_id'] === undefined ? undefined : organisation.dealer(cell['dealer_id'], day)
    if (!dealer) return cell
    const { region, area, province, city, group, channel_type, city_tier } = dealer
    const told = { ...cell, region, area, province, city, group, channel_type, city_tier }
    return Object.fromEntries(Object.entries(told).filter((entry): entry is [string, string] => entry[1] !== undefined))
  }

/** What places and the models, channels and rivals at them are called. */
export function namesOn(organisation: Organisation, day: string): PlaceNames {
  const name = (lang: 'zh' | 'en') => (cell: Record<string, string>) => {
    const said = (dimension: Dimension): string[] =>
      cell[dimension] === undefined ? [] : [labelOf(dimension, cell[dimension], organisation, day)[lang]]
    const place = [...said('dealer_id'), ...said('area'), ...said('region')][0] ?? { zh: '全国', en: 'Nation' }[lang]
    return [place, ...SLICE_DIMENSIONS.flatMap(said)].join('·')
  }
  return { zh: name('zh'), en: name('en') }
}
