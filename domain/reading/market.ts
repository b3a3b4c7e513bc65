import { addDays, dayNumber } from '../zone.ts'
import type { FeedbackRow, MarketRow } from '../streams.ts'
import type { Complaint, Market, MarketModel, Then } from './gathered.ts'

/** Business days, half-open: the current range and its comparison. */
export interface Spans {
  now: { from: string; to: string }
  before: { from: string; to: string } | null
}

/** Names by which rows may call the places of a segment, the finest level first. */
export type PlaceNames = readonly ReadonlySet<string>[]

export interface MarketFilter {
  places: PlaceNames
  ownBrands: ReadonlySet<string>
  /** Own models that the segment names, and the classes they compete in; empty: all. */
  models: ReadonlySet<string>
  classes: ReadonlySet<string>
}

/** Classes are named by whoever sends them: 中型 SUV fights SUV. */
const alike = (one: string, other: string): boolean => one.endsWith(other) || other.endsWith(one)

/** What the market's rows say of a segment's places in two ranges: sales a week, and street prices. */
export function marketOf(rows: readonly MarketRow[], filter: MarketFilter, spans: Spans): Market {
  const wanted = rows.filter(
    ({ from, to, brand, model, segment }) =>
      from < to &&
      (filter.ownBrands.has(brand)
        ? filter.models.size === 0 || filter.models.has(model)
        : filter.classes.size === 0 || [...filter.classes].some((name) => alike(name, segment))),
  )
  const sold = atFinest(wanted.filter(({ units }) => units !== undefined), filter.places) // prettier-ignore
  const priced = atFinest(wanted.filter(({ price }) => price !== undefined), filter.places) // prettier-ignore
  const days = { now: covered(sold, spans.now), before: spans.before ? covered(sold, spans.before) : 0 }
  const models = new Map<string, MarketModel>()
  const of = ({ brand, model }: MarketRow): MarketModel => {
    const key = JSON.stringify([brand, model])
    const found = models.get(key) ?? {
      brand, model, own: filter.ownBrands.has(brand), units: { now: null, before: null }, price: { now: null, before: null },
    } // prettier-ignore
    models.set(key, found)
    return found
  }
  for (const own of grouped(sold, of)) {
    own.of.units = {
      now: weekly(own.rows, spans.now, days.now),
      before: spans.before && weekly(own.rows, spans.before, days.before),
    }
  }
  for (const own of grouped(priced, of)) own.of.price = pricesOf(own.rows, spans)
  const told = sold.filter((row) => overlap(row, spans.now) > 0)
  const last = told.reduce<string | null>((upto, { to }) => (upto === null || to > upto ? to : upto), null)
  const names = (all: readonly MarketRow[]) => [...new Set(all.map(({ place }) => place))].sort()
  return {
    models: [...models.values()],
    upto: last === null ? null : addDays(last < spans.now.to ? last : spans.now.to, -1),
    provisional: told.some(({ provisional }) => provisional),
    places: { units: names(sold), price: names(priced) },
  }
}

/** Rows of the finest level of place that has any: a city's own figures say more of it than its province's. */
function atFinest(rows: readonly MarketRow[], places: PlaceNames): MarketRow[] {
  for (const names of places) {
    const own = rows.filter(({ place }) => names.has(place))
    if (own.length > 0) return own
  }
  return []
}

function grouped(rows: readonly MarketRow[], of: (row: MarketRow) => MarketModel) {
  const groups = new Map<MarketModel, MarketRow[]>()
  for (const row of rows) {
    const model = of(row)
    const own = groups.get(model)
    if (own) own.push(row)
    else groups.set(model, [row])
  }
  return [...groups].map(([model, own]) => ({ of: model, rows: own }))
}

type Span = Spans['now']

/** Days that a row and a span share. */
const overlap = ({ from, to }: Span, span: Span): number =>
  Math.max(0, Math.min(dayNumber(to), dayNumber(span.to)) - Math.max(dayNumber(from), dayNumber(span.from)))

/** Days of a span that any row tells of. */
function covered(rows: readonly MarketRow[], span: Span): number {
  const days = new Set<number>()
  for (const { from, to } of rows) {
    const end = Math.min(dayNumber(to), dayNumber(span.to))
    for (let day = Math.max(dayNumber(from), dayNumber(span.from)); day < end; day++) days.add(day)
  }
  return days.size
}

/** Units a week over the days that are told of. */
function weekly(rows: readonly MarketRow[], span: Span, days: number): number | null {
  if (days === 0) return null
  const sum = rows.reduce((all, row) => all + (row.units! * overlap(row, span)) / overlap(row, row), 0)
  return (sum * 7) / days
}

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, one) => sum + one, 0) / values.length

/** The latest price within the range, and the average of the comparison: a price is a level. */
function pricesOf(rows: readonly MarketRow[], spans: Spans): Then {
  const now = rows.filter((row) => overlap(row, spans.now) > 0)
  const last = now.reduce((latest, { from }) => (from > latest ? from : latest), '')
  const { before } = spans
  return {
    now: mean(now.filter(({ from }) => from === last).map(({ price }) => price!)),
    before: before && mean(rows.filter((row) => overlap(row, before) > 0).map(({ price }) => price!)),
  }
}

const NEGATIVE = new Set(['negative', 'neg', '负面', '负', 'bad'])
const isNegative = (polarity: FeedbackRow['polarity']): boolean =>
  polarity !== undefined && (Number(polarity) < 0 || NEGATIVE.has(String(polarity).toLowerCase()))

/** What customers said against the own cars at a segment's places, by topic. `dayOf` names an instant's business day. */
export function complaintsOf(
  rows: readonly FeedbackRow[],
  filter: Pick<MarketFilter, 'places' | 'ownBrands' | 'models'>,
  spans: Spans,
  dayOf: (instant: string) => string,
): Complaint[] {
  const dated = rows.map((row) => ({ row, day: dayOf(row.at) }))
  const first = dated.reduce((least, { day }) => (day < least ? day : least), '9999-12-31')
  const last = dated.reduce((most, { day }) => (day > most ? day : most), '')
  const heard = { from: first, to: last === '' ? first : addDays(last, 1) }
  const days = { now: overlap(heard, spans.now), before: spans.before ? overlap(heard, spans.before) : 0 }
  const within = (day: string, span: Span | null) => span !== null && day >= span.from && day < span.to
  const topics = new Map<string, Complaint>([['', { topic: '', count: { now: 0, before: 0 }, days }]])
  for (const { row, day } of dated) {
    if (!isNegative(row.polarity) || !filter.ownBrands.has(row.brand)) continue
    if (filter.models.size > 0 && !filter.models.has(row.model)) continue
    if (!filter.places.some((names) => names.has(row.place))) continue
    const topic = row.topic ?? ''
    const told = topics.get(topic) ?? { topic, count: { now: 0, before: 0 }, days }
    topics.set(topic, told)
    if (within(day, spans.now)) told.count.now++
    if (within(day, spans.before)) told.count.before++
  }
  return [...topics.values()]
}
