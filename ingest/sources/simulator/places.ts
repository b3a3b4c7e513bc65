import { NORTH } from './places-north.ts'
import { SOUTH } from './places-south.ts'
import type { RegionPlaces } from './region-places.ts'

/** One city of the sales tree with its districts. */
export interface City {
  region: string
  regionEn: string
  area: string
  areaEn: string
  city: string
  cityEn: string
  province: string
  lon: number
  lat: number
  tier: string
  /** Stores in the default world. */
  stores: number
  districts: { name: string; en: string }[]
}

/** Regions in the order of their codes. */
export const REGIONS: readonly RegionPlaces[] = ['华北', '东北', '华东', '浙闽赣', '鲁豫', '华中', '华南', '西部'].map(
  (name) => [...NORTH, ...SOUTH].find(({ region }) => region === name)!,
)

/** Every city of the tree; the large world cuts four areas in two. */
export function cities(large: boolean): City[] {
  return REGIONS.flatMap(({ region, en: regionEn, areas }) =>
    areas.flatMap((place) =>
      place.cities.map((text): City => {
        const [city, cityEn, province, lon, lat, tier, stores, districts] = text.split('|') as string[]
        const own = large && place.large && place.large.city === city ? place.large : place
        return {
          region,
          regionEn,
          area: own.area,
          areaEn: own.en,
          city: city!,
          cityEn: cityEn!,
          province: province!,
          lon: Number(lon),
          lat: Number(lat),
          tier: tier!,
          stores: Number(stores),
          districts: districts!.split(' ').map((pair) => {
            const [name, en] = pair.split(':') as [string, string]
            return { name, en }
          }),
        }
      }),
    ),
  )
}
