import { BEFORE_SECOND_CALL, LEAVES, WALK_IN } from './catalogue.ts'
import { OWNERS } from './names.ts'
import { REGIONS, cities, type City } from './places.ts'
import { draw, factor, keyFrom } from './random.ts'
import { markStore, type Marks } from './scripted.ts'
import { employ, isSeller, type Slot } from './staff.ts'

/** A store of the maker with everything that its journeys need. */
export interface Store {
  /** 0-based place in the tree; part of every journey's identity. */
  no: number
  id: string
  name: string
  short: string
  nameEn: string
  shortEn: string
  place: City
  group: string
  channelType: string
  format: string
  lon: number
  lat: number
  /** Average deliveries a month. */
  monthly: number
  /** The store's own factor on visits and on orders, mean 1. */
  visitFactor: number
  orderFactor: number
  /** Journeys of a day of average business, leads and walk-ins. */
  leadRate: number
  walkRate: number
  dms: string
  counter: boolean
  slots: Slot[]
  /** How many of the slots sell; they come first. */
  sellers: number
  marks: Marks
}

/** Deliveries of an average month by size of the world. */
const DELIVERIES = { default: 2_900, large: 9_700 } as const
const AVERAGE_MONTH = 30.4375
/** Orders that end in a delivery, and what withdrawals leave. */
const KEPT = 0.89
/** Walk-ins who leave no data, per carded walk-in. */
export const UNCARDED = 0.33

// prettier-ignore
const FORMATS: readonly (readonly [until: number, channelType: string, format: string, en: string])[] = [
  [0.62, '经销', '4S店', '4S'], [0.82, '经销', '体验中心', 'Center'], [0.92, '直营', '商超店', 'Mall'],
  [0.95, '代理', '交付中心', 'Hub'], [1, '二网', '二网店', 'Branch'],
]

/** A small store with three advisors, two of whom game: so their figures carry the store's. */
const GAMING = { monthly: 9, visitFactor: 1, orderFactor: 1.2 } as const

/** Builds the 180 (large: 600) stores of a seed: tree, names, owners, size, staff, yields. */
export function buildStores(seed: number, large: boolean): Store[] {
  const perRegion = new Map<string, number>()
  const stores = spread(cities(large), large).map(({ place, district, nth }, no) => {
    const key = keyFrom(seed, no, 11)
    const order = (perRegion.get(place.region) ?? 0) + 1
    perRegion.set(place.region, order)
    const region = REGIONS.findIndex((one) => one.region === place.region) + 1
    const [, channelType, format, formatEn] = FORMATS.find(([until]) => draw(keyFrom(seed, no, 12), 0) < until)!
    const ordinal = nth ? '二三四五六'[nth - 1]! : ''
    const id = `D${String(region).padStart(2, '0')}${String(order).padStart(3, '0')}`
    // prettier-ignore
    const store: Store = {
      no, id, place, channelType, format,
      name: `${place.city}${district.name}${ordinal}远澜${format}`,
      short: shortChinese(place.city, `${district.name}${ordinal}`),
      nameEn: `${place.cityEn} ${district.en}${nth ? ` ${nth + 1}` : ''} Yuanlan ${formatEn}`,
      shortEn: shortEnglish(place.cityEn, district.en, nth),
      group: '', lon: place.lon + (draw(key, 1) - 0.5) * 0.24, lat: place.lat + (draw(key, 2) - 0.5) * 0.2,
      monthly: factor(0.5, draw(key, 3)),
      visitFactor: factor(0.18, draw(key, 4)), orderFactor: factor(0.17, draw(key, 5)),
      leadRate: 0, walkRate: 0,
      dms: place.region === '浙闽赣' ? 'dms-c' : draw(key, 6) < 0.6 ? 'dms-a' : 'dms-b',
      counter: draw(key, 7) < 0.45,
      slots: [], sellers: 0, marks: markStore(place, district.name, nth),
    }
    return store
  })
  assignOwners(seed, stores)
  size(seed, stores, large)
  return stores
}

interface Site {
  place: City
  district: City['districts'][number]
  /** How many stores of this district come before. */
  nth: number
}

/** Lays the stores out over the districts; the large world has ten for every three. */
function spread(places: readonly City[], large: boolean): Site[] {
  let before = 0
  return places.flatMap((place) => {
    const after = before + place.stores
    const count = large ? Math.floor((after * 10) / 3) - Math.floor((before * 10) / 3) : place.stores
    before = after
    return Array.from({ length: count }, (_, i) => ({
      place,
      district: place.districts[i % place.districts.length]!,
      nth: Math.floor(i / place.districts.length),
    }))
  })
}

/** One syllable of a city's name as it is spelled: `Qin`, `huang`, `dao`. */
const SYLLABLE = /(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?[aeiou]+(?:ng(?![aeiou])|n(?![aeiou])|r(?![aeiou]))?/gi

/** Seven characters fit the wall. */
const shortChinese = (city: string, district: string): string =>
  city.length + district.length <= 7 ? city + district : district

/** Fifteen letters fit the wall: `Suzhou Wujiang`, and `QHD Haigang` where the city's name is too long. */
function shortEnglish(city: string, district: string, nth: number): string {
  const place = nth ? `${district} ${nth + 1}` : district
  const initials = (city.match(SYLLABLE) ?? [city]).map((syllable) => syllable[0]!.toUpperCase()).join('')
  return [`${city} ${place}`, `${initials} ${place}`].find(({ length }) => length <= 15) ?? place
}

/** Owner groups take stores in a shuffled order, so a group is spread over neighbours and strangers alike. */
function assignOwners(seed: number, stores: Store[]): void {
  const shuffled = [...stores].sort((a, b) => draw(keyFrom(seed, a.no, 13), 0) - draw(keyFrom(seed, b.no, 13), 0))
  let next = 0
  for (const [name, count] of OWNERS) {
    const take = Math.round((count * stores.length) / 180)
    for (const store of shuffled.slice(next, next + take)) store.group = name
    next += take
  }
  for (const store of shuffled.slice(next)) store.group = '单店'
}

/** Gives each region its share of retail, then each store the journeys that bring it. */
function size(seed: number, stores: Store[], large: boolean): void {
  const total = DELIVERIES[large ? 'large' : 'default']
  for (const { region, share } of REGIONS) {
    const own = stores.filter(({ place }) => place.region === region)
    const sum = own.reduce((all, { monthly }) => all + monthly, 0)
    for (const store of own) store.monthly *= (total * share) / 100 / sum
  }
  for (const store of stores) {
    if (store.marks.gaming) Object.assign(store, GAMING)
    const yields = storeYield(store)
    // Size means cars: a store that converts well needs fewer leads for them.
    const unique = store.monthly / AVERAGE_MONTH / yields
    const walkShare = LEAVES[WALK_IN]!.share / 100
    store.leadRate = unique * (1 - walkShare)
    store.walkRate = unique * walkShare * (1 + UNCARDED)
    store.slots = employ(seed, store.no, store.id, store.monthly)
    store.sellers = store.slots.filter(isSeller).length
  }
}

/** Orders per unique lead before any incident. */
function storeYield({ visitFactor, orderFactor, marks }: Store): number {
  let sum = 0
  for (const { share, visit, order, online } of LEAVES) {
    const called = online && marks.secondCall ? BEFORE_SECOND_CALL : 1
    sum += (share / 100) * (visit === 1 ? 1 : visit * visitFactor * called) * order * orderFactor
  }
  return sum * KEPT
}
