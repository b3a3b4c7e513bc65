import type { Lineage } from '#domain/alerts/alert.ts'
import { placesOf, type Place } from '#domain/alerts/place.ts'
import type { PlaceNames } from '#domain/alerts/words.ts'
import type { Organisation } from '#domain/organisation.ts'

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

/** What places are called; English names are the screens' business, here they are as the maker wrote them. */
export const namesOn = (organisation: Organisation, day: string): PlaceNames => {
  const name = (whole: string) => (cell: Record<string, string>) => {
    const { dealer_id, area, region } = cell
    if (dealer_id !== undefined) return organisation.dealer(dealer_id, day)?.name ?? dealer_id
    return area ?? region ?? whole
  }
  return { zh: name('全国'), en: name('Nation') }
}
