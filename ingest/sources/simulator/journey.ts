import { COLOURS } from './catalogue.ts'
import type { Employee } from './staff.ts'
import type { Store } from './stores.ts'
import type { World } from './world.ts'

/** One person's way through one store. Times are epoch ms in whole seconds, 0 = did not happen. */
export interface Journey {
  world: World
  key: number
  id: string
  store: Store
  /** Day number of entry. */
  day: number
  no: number
  leaf: number
  model: number
  colour: number
  customer: string
  advisor: Employee
  /** Place of work of the advisor within the store. */
  seat: number
  /** First contact with the maker: the lead's arrival, or the walk-in's. */
  entered: number
  isLead: boolean
  valid: boolean
  /** A walk-in who left no data. */
  anonymous: boolean
  visit: number
  again: number
  drive: number
  order: number
  inStock: boolean
  /** Held back because the car is missing. */
  held: boolean
  cancel: number
  paid: number
  delivery: number
  end: number
  ending: '' | 'lost' | 'dormant'
  /** Wire text that all events of the journey share; built when first needed. */
  tail: string
}

/** Numbers of the draws of a journey; each decision keeps its own for ever. */
// prettier-ignore
export const SLOT = {
  time: 0, leaf: 1, anonymous: 2, visit: 3, visitLag: 4, seat: 5, model: 6, colour: 7, order: 8, sameDay: 9, orderLag: 10, sameLag: 11,
  drive: 12, driveLag: 13, again: 14, againLag: 15, valid: 16, ending: 17, endLag: 18, cancel: 19, cancelLag: 20, stock: 21, paidLag: 22,
  deliveryLag: 23, held: 24, heldCancel: 25, unrecorded: 26, storm: 27, keep: 28,
} as const

/** Only journeys that can still produce events are worth finishing: 0 all, 1 visitors, 2 buyers. */
export type Depth = 0 | 1 | 2
/** Business days after entry beyond which a journey of each depth is silent. */
export const REACH = { lead: 47, visit: 82, order: 165 } as const

/** Colour code of the car a journey is about. */
export const colourOf = ({ colour }: Journey): string => COLOURS[colour]!
