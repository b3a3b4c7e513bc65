import type { Dimension } from '../dimensions.ts'
import type { Words } from '../measure.ts'
import type { ViewSpec } from '../view.ts'
import type { Pair } from './moved.ts'
import type { Asked, Direction } from './reading.ts'
import type { Kpi } from './table.ts'

/** A figure in both ranges; `null` where nothing was measured. */
export interface Then<T = number | null> {
  now: T
  before: T
}

/** One dealer (or, where the segment names one, advisor) with the key figure. */
export interface Unit {
  id: string
  name: Words
  city: string
  region: string
  tier: string
  /** Whether it belongs to the segment. */
  inside: boolean
  pair: Pair
}

/** With whom the segment is compared, the nearest that exist. */
export interface Peers {
  level: 'colleagues' | 'city' | 'region' | 'tier' | 'others'
  ids: string[]
  pair: Pair
}

/** A process figure of the segment and of its peers. */
export interface ProcessFigure {
  name: string
  words: Words
  unit: 'minutes' | 'rate'
  better: 'more' | 'less'
  own: Then
  /** `null`: there are no peers. */
  peers: Then | null
  /** By unit of the segment, for what they have in common. */
  units: ReadonlyMap<string, Then>
}

/** Who calls for a dealer: contacts of the current range by source. */
export type Callers = ReadonlyMap<string, ReadonlyMap<string, number>>

/** Key figures of other models or channels at the same places. */
export interface Sibling {
  id: string
  words: Words
  own: boolean
  pair: Pair
}

/** Leads and visits of one channel and campaign at the segment's places. */
export interface Intake {
  campaign: string | null
  channel: string | null
  lead: Then<number>
  clean: Then<number>
  unique: Then<number>
  visit: Then<number>
}

/** What left to a rival's model, or was cancelled for a reason. */
export interface Fallen {
  reason: string | null
  rival: string | null
  lost: Then<number>
  cancelled: Then<number>
}

/** Cars and orders of the segment's places and model. */
export interface StockFigures {
  /** 库存系数: months of retail on hand. */
  cover: Then
  onHand: Then<number>
  orders: Then<number>
  inHand: Then<number>
  /** What of the segment stock is not known by: `attrs.colour`. */
  unknownBy: Dimension[]
}

/** A model in the market: cars insured a week, and its street price, the latest beside the average before. */
export interface MarketModel {
  brand: string
  model: string
  own: boolean
  units: Then
  price: Then
}

export interface Market {
  models: MarketModel[]
  /** Last business day that the market's rows tell of, and whether they are provisional. */
  upto: string | null
  provisional: boolean
  places: { units: string[]; price: string[] }
}

/** What customers said against the maker's cars, by topic. */
export interface Complaint {
  topic: string
  count: Then<number>
  /** Days of both ranges that were listened to. */
  days: Then<number>
}

/** A source that is behind: what it brought before, and since when nothing came. */
export interface Behind {
  source: string
  /** How long it is silent, hours, and how long the current range is. */
  hours: number
  rangeHours: number
  since: string
  /** Units of the stage that it brought in the comparison, and all of them. */
  before: number
  all: number
}

export interface Doubted {
  check: Words
  dealer: Words
  value: number
  unit: 'share' | 'count' | 'hours'
}

/** Builds the question that shows figures: the reading's own ranges, `drop` out of its filter and `where` into it. */
export type ViewOf = (
  measures: string[],
  by?: Dimension[],
  change?: { drop?: readonly Dimension[]; where?: ViewSpec['where'] },
) => Asked

/** Everything that was asked for a reading; `null` where it was not asked, an empty list where there is no data. */
export interface Gathered {
  stage: string
  kpi: Kpi
  direction: Direction
  pair: Pair
  units: readonly Unit[]
  peers: Peers | null
  /** Whether there are dealers beside the segment that the asker may not see. */
  veiled: boolean
  process: readonly ProcessFigure[] | null
  callers: Callers | null
  models: readonly Sibling[] | null
  channels: readonly Sibling[] | null
  intake: readonly Intake[] | null
  fallen: readonly Fallen[] | null
  stock: StockFigures | null
  market: Market | null
  complaints: readonly Complaint[] | null
  behind: readonly Behind[]
  doubts: readonly Doubted[]
  view: ViewOf
}
