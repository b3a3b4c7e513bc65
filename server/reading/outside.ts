import type { Plan } from '#domain/plan.ts'
import type { Organisation } from '#domain/organisation.ts'
import { complaintsOf, marketOf, type MarketFilter, type Spans } from '#domain/reading/market.ts'
import type { Complaint, Market } from '#domain/reading/gathered.ts'
import type { FeedbackRow, MarketRow } from '#domain/streams.ts'
import { addDays, type Zone } from '#domain/zone.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import { readReferenceBetween } from '#store/postgres/reference-between.ts'

/** What the market and the customers say of a segment, from the streams `market` and `feedback`. */
export interface Outside {
  market(place: Place): Promise<Market>
  complaints(place: Place): Promise<Complaint[]>
  /** Forgets what was read: the streams have new rows. */
  changed(): void
}

/** A segment in the market: its dealers, its own models, and the ranges it is looked at. */
export interface Place {
  plan: Plan
  compare: 'previous' | 'last_year'
  organisation: Organisation
  dealers: readonly string[]
  /** Models that the segment names; empty: all. */
  models: readonly string[]
}

/** Rows of longer periods begin before the range that they reach into: a quarter, with some days of grace. */
const LONGEST_ROW_DAYS = 100
/** A watch on the streams of the market: how many stretches of them are kept in memory. */
const MOST_KEPT = 6
const NATION = new Set(['全国', '中国', 'CN', 'China', 'nation'])

/** Opens the outside half over the reference streams; stretches that were read are kept until rows come. */
export function openOutside(postgres: Postgres, zone: Zone): Outside {
  const kept = new Map<string, Promise<unknown[]>>()
  const rowsOf = <Row>(stream: 'market' | 'feedback', from: string, to: string): Promise<Row[]> => {
    const key = `${stream} ${from} ${to}`
    const known = kept.get(key) as Promise<Row[]> | undefined
    if (known) return known
    const reading = readReferenceBetween<Row>(postgres, stream, { from, to })
    kept.set(key, reading)
    reading.catch(() => kept.delete(key))
    for (const oldest of kept.keys()) {
      if (kept.size <= MOST_KEPT) break
      kept.delete(oldest)
    }
    return reading
  }
  const both = async <Row>(stream: 'market' | 'feedback', spans: Spans, grace: number): Promise<Row[]> => {
    const stretches = [spans.now, ...(spans.before ? [spans.before] : [])]
    const rows = await Promise.all(stretches.map(({ from, to }) => rowsOf<Row>(stream, addDays(from, -grace), to)))
    // The two stretches overlap by the grace: a row that both hold counts once.
    return [...new Map(rows.flat().map((row) => [JSON.stringify(row), row])).values()]
  }
  return {
    market: async (place) => {
      const spans = spansOf(place, zone)
      return marketOf(await both<MarketRow>('market', spans, LONGEST_ROW_DAYS), filterOf(place, zone), spans)
    },
    complaints: async (place) => {
      const spans = spansOf(place, zone)
      const rows = await both<FeedbackRow>('feedback', { ...spans, now: { ...spans.now, to: addDays(spans.now.to, 1) } }, 1) // prettier-ignore
      return complaintsOf(rows, filterOf(place, zone), spans, (instant) => zone.day(Date.parse(instant)))
    },
    changed: () => kept.clear(),
  }
}

/** Business days of both ranges; a day that runs counts as a whole one. */
function spansOf({ plan, compare }: Place, zone: Zone): Spans {
  const days = (range: Plan['ranges']['current']) => ({ from: zone.day(range.from), to: addDays(zone.day(range.until - 1), 1) }) // prettier-ignore
  const before = plan.ranges[compare]
  return { now: days(plan.ranges.current), before: before ? days(before) : null }
}

function filterOf({ plan, organisation, dealers, models }: Place, zone: Zone): MarketFilter {
  const day = zone.day(plan.as_of)
  const rows = dealers.map((code) => organisation.dealer(code, day)).filter((dealer) => dealer !== undefined)
  const names = (of: (dealer: (typeof rows)[number]) => string): Set<string> => new Set(rows.map(of))
  const own = organisation.modelCodes().map((code) => organisation.model(code)!)
  const named = own.filter(({ model }) => models.includes(model))
  return {
    places: [
      names(({ city }) => city),
      names(({ area }) => area),
      names(({ province }) => province),
      names(({ region }) => region),
      NATION,
    ],
    ownBrands: new Set(own.map(({ brand }) => brand)),
    models: new Set(models),
    classes: new Set(named.map(({ segment }) => segment)),
  }
}
