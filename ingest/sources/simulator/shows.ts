import { LEAVES } from './catalogue.ts'
import { draw, keyFrom } from './random.ts'
import type { Store } from './stores.ts'

/** City auto shows: nine days a year in each city of size, then a dip in outreach. */
const SHOW_DAYS = 9
const DIP_DAYS = 12
const SHOW_CITIES = 2

/** Leads of outreach during a show, relative to other days. */
export const SHOW_FACTOR = 6

const OUTREACH = LEAVES.map(({ code }) => code.startsWith('outreach'))

function since(store: Store, day: number): number {
  if (store.place.stores < SHOW_CITIES) return -1
  const year = Math.floor((day - 18_628) / 365.25)
  const start =
    18_628 + Math.floor(year * 365.25) + 65 + Math.floor(draw(keyFrom(text(store.place.city), year), 0) * 240)
  return day - start
}

const text = (word: string): number => (word.codePointAt(0)! << 8) ^ word.codePointAt(1)!

export const atShow = (store: Store, day: number): boolean => {
  const days = since(store, day)
  return days >= 0 && days < SHOW_DAYS
}

/** Whether a lead of a channel falls into the dip after its city's show. */
export const dips = (store: Store, leaf: number, day: number): boolean => {
  if (!OUTREACH[leaf]) return false
  const days = since(store, day)
  return days >= SHOW_DAYS && days < SHOW_DAYS + DIP_DAYS
}
