import type { Segment } from '../diagnosis/lattice.ts'
import type { Words } from '../measure.ts'
import type { Ranges, ViewSpec } from '../view.ts'

/** Which way a key figure went. */
export type Direction = 'down' | 'up'

/** Where a cause lies: with customers, rivals and the market, with the maker and its dealers, or only in the data. */
export type Side = 'outside' | 'inside' | 'data'

/** What a sentence looks at. */
export type Topic =
  | 'source'
  | 'doubt'
  | 'peers'
  | 'alone'
  | 'spread'
  | 'models'
  | 'market'
  | 'price'
  | 'rival'
  | 'feedback'
  | 'stock'
  | 'waiting'
  | 'process'
  | 'callers'
  | 'campaign'
  | 'mix'
  | 'channel'
  | 'advertising'
  | 'staffing'

/** Units of a figure: `rate` and `ratio` as in answers, `minutes`, `yuan`, `months` of stock, `hours`. */
export type FigureUnit = 'count' | 'rate' | 'ratio' | 'minutes' | 'hours' | 'yuan' | 'months'

/** One figure of a sentence, now and in the comparison; `null` where nothing was counted. */
export interface Figure {
  name: string
  value: number | null
  before: number | null
  unit: FigureUnit
}

/** A question as `POST /api/query` takes it. */
export type Asked = Pick<ViewSpec, 'measures'> &
  Partial<Pick<ViewSpec, 'by' | 'where' | 'period' | 'compare' | 'align' | 'org' | 'base'>> & {
    as_of?: string
    known_at?: string
  }

/** One piece of evidence, for or against a side. */
export interface Sentence extends Words {
  topic: Topic
  side: Side
  /** `true`: speaks for its side, `false`: against it, `null`: there is no data, and the sentence says so. */
  supports: boolean | null
  figures: Figure[]
  /** Opens the figures; absent where no question answers them (market, customers' words). */
  view?: Asked
}

/** What a moved key figure means, and why it is believed. */
export interface Reading {
  seq: number
  as_of: string
  /** Name of the measure that moved; its figures are `moved`. */
  kpi: string
  direction: Direction
  moved: Figure
  segment: Segment
  stage: string
  side: Side | 'unknown'
  /** The evidence that decided; `null` where none did. */
  because: Topic | null
  /** The reading in one sentence. */
  words: Words
  /** What the table says of this movement from outside and from inside. */
  outside: Words
  inside: Words
  /** `seed`: the table's row is the business's own; `ours`: it is this project's. */
  source: 'seed' | 'ours'
  sentences: Sentence[]
  ranges: Ranges
}
