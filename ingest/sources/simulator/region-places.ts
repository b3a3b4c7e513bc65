interface AreaPlaces {
  area: string
  en: string
  cities: readonly string[]
  /** In the large world this city stands as an area of its own. */
  large?: { city: string; area: string; en: string }
}

export interface RegionPlaces {
  region: string
  en: string
  /** Per cent of the maker's retail. */
  share: number
  areas: readonly AreaPlaces[]
}
