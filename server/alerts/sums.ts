import { FIRST_HOUR, type Span, type Stretch } from '#domain/alerts/detect.ts'
import { sliceName, type SliceDimension } from '#domain/alerts/place.ts'
import type { DayWeight, Weight } from '#domain/alerts/season.ts'
import type { Kind } from '#domain/kinds.ts'
import type { Organisation } from '#domain/organisation.ts'
import { addDays, type Zone } from '#domain/zone.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { sql, value, type Sql } from '#store/clickhouse/sql.ts'
import { ask } from '../query/run.ts'

/** Weeks of the past that a cell is held against. */
export const WEEKS = 8

/** The business day that runs at an instant and how many of its hours are full; midnight ends the day before. */
export function cutOf(instant: number, zone: Zone): { day: string; hour: number } {
  const { day, time } = zone.local(instant - 1)
  return { day, hour: Math.floor((time + 1) / 3_600_000) }
}

export interface Asked {
  engine: Engine
  zone: Zone
  head: number
  now: number
  /** Counter → what its days weigh. */
  seasons: ReadonlyMap<string, DayWeight>
  /** What single values of which are counted apart, by kind. */
  slices: ReadonlyMap<string, readonly SliceDimension[]>
  /** Sources whose data is not complete up to the stretch's end. */
  leaveOut: ReadonlySet<string>
  organisation: Pick<Organisation, 'modelCode' | 'channelCode'>
}

/** Slices of a kind that measures count apart, as the dictionary declares them, by the mark of their entries. */
const SLICES_OF: Partial<Record<Kind, readonly (readonly string[])[]>> = {
  unique_lead: [[], ['unique_lead.lead']],
  first_visit: [[], ['first_visit.invited']],
  contact: [[], ['contact.stated'], ['contact.stated', 'contact.connected']],
}
const marked: Sql = sql`multiIf(${ledger.kind} = 'unique_lead', ${ledger.lead_id} != '', ${ledger.kind} = 'first_visit', ${ledger.visit_kind} = 'invited', ${ledger.kind} = 'contact', multiIf(${ledger.connected} = 'true', 2, ${ledger.connected} = 'false', 1, 0), 0)`

interface Line {
  dealer: string
  source: string
  kind: Kind
  /** Which slices of their kind the entries belong to: the place in `SLICES_OF`. */
  marked: number
  dimension: SliceDimension | ''
  value: string
  /** By stretch, now first. */
  came: (string | number)[]
}

const CELLS: Sql = sql`[('', ''), ('model', toString(${ledger.model})), ('channel', toString(${ledger.channel})), ('competitor_model', toString(${ledger.competitor_model}))]`

/** A day that is read: to which stretch it belongs, when it ends, and by when its entries had to be known. */
interface Day {
  day: string
  k: number
  end: number
}

/** The running day up to a full hour against the same weekday and hour of the weeks before; `null` if too early. */
export async function readDay(asked: Asked, { day, hour }: { day: string; hour: number }): Promise<Stretch | null> {
  if (hour < FIRST_HOUR) return null
  const days = Array.from({ length: WEEKS + 1 }, (_, k): Day => {
    const own = addDays(day, -7 * k)
    return { day: own, k, end: asked.zone.instant(own, hour * 3_600_000) }
  })
  const span = { from: day, to: addDays(day, 1), until_hour: hour === 24 ? null : hour }
  return read(asked, 'day', span, days)
}

/** The seven business days before a day against the weeks before. */
export async function readWeek(asked: Asked, today: string): Promise<Stretch | null> {
  const days = Array.from({ length: 7 * (WEEKS + 1) }, (_, i): Day => {
    const own = addDays(today, -1 - i)
    return { day: own, k: Math.floor(i / 7), end: asked.zone.instant(addDays(own, 1)) }
  })
  return read(asked, 'week', { from: addDays(today, -7), to: today, until_hour: null }, days)
}

async function read(asked: Asked, family: Stretch['family'], span: Span, all: readonly Day[]): Promise<Stretch | null> {
  const { engine, seasons, head, now } = asked
  const weighed = all.map((day) => ({ ...day, weights: [...seasons.values()].map((weigh) => weigh(day.day)) }))
  const kinds = [...seasons.keys()]
  const isKnown = (weight: Weight | null): boolean => weight !== null && (family === 'week' || weight.sure)
  // A stretch with a day of which nothing is known is left out as a whole: figures are those of whole stretches.
  const weights = new Map(
    kinds.map((kind, i) => {
      const unknown = new Set(weighed.filter((day) => !isKnown(day.weights[i]!)).map(({ k }) => k))
      return [kind, sumBy(weighed, (day) => (unknown.has(day.k) ? 0 : day.weights[i]!.weight))]
    }),
  )
  const doubts = new Map(kinds.map((kind, i) => [kind, doubtOf(weighed.filter(({ k }) => k === 0).map((day) => day.weights[i] ?? null))])) // prettier-ignore
  const isTold = (k: number): boolean => [...weights.values()].some((own) => own[k]! > 0)
  if (!isTold(0)) return null
  const comparable = weighed.filter(({ k }) => isTold(k))
  // The past is read as it was known so long after its end as this stretch is old now: what comes late is missing in both.
  const ends = Array.from({ length: WEEKS + 1 }, (_, k) =>
    Math.max(...all.filter((day) => day.k === k).map(({ end }) => end)),
  )
  const lag = Math.max(0, now - ends[0]!)
  const instants = (values: readonly number[]) => value(values, "Array(DateTime64(3,'UTC'))")
  const days = value(comparable.map(({ day }) => day), 'Array(Date)') // prettier-ignore
  const apart = value([...asked.slices].flatMap(([kind, dimensions]) => dimensions.map((name) => `${kind} ${name}`)), 'Array(String)') // prettier-ignore
  const lines = await ask<Line>(
    engine,
    sql`SELECT ${ledger.dealer_id} AS dealer, ${ledger.source}, ${ledger.kind}, ${marked} AS marked, cell.1 AS dimension, cell.2 AS value,
  sumForEach(arrayMap(i -> if(i = arrayElement(${value(comparable.map(({ k }) => k), 'Array(UInt8)')}, indexOf(${days}, ${ledger.day})), toInt64(${ledger.sign} * ${ledger.units}), 0), range(${value(WEEKS + 1, 'UInt8')}))) AS came
FROM ${tables['warroom.ledger']}
ARRAY JOIN arrayFilter(c -> c.1 = '' OR (c.2 != '' AND has(${apart}, concat(toString(${ledger.kind}), ' ', c.1))), ${CELLS}) AS cell
WHERE ${ledger.kind} IN ${value([...new Set(kinds.map((counter) => counter.split('.')[0]!))], 'Array(String)')} AND ${ledger.day} IN ${days} AND ${ledger.seq} <= ${value(head, 'UInt64')}
  AND ${ledger.occurred_at} < arrayElement(${instants(comparable.map(({ end }) => end))}, indexOf(${days}, ${ledger.day}))
  AND ${ledger.received_at} <= arrayElement(${instants(comparable.map(({ k }) => ends[k]! + lag))}, indexOf(${days}, ${ledger.day}))
GROUP BY dealer, ${ledger.source}, ${ledger.kind}, marked, dimension, value`,
    'sums',
  ) // prettier-ignore
  return { family, span, weights, doubts, units: gather(lines, asked) }
}

/** Counter → slice → dealer → units, without the sources that are left out; aliases of a model or channel are one. */
function gather(lines: readonly Line[], { seasons, leaveOut, organisation }: Asked): Stretch['units'] {
  const units = new Map<string, Map<string, Map<string, number[]>>>([...seasons.keys()].map((kind) => [kind, new Map()])) // prettier-ignore
  const codeOf = (dimension: Line['dimension'], written: string): string =>
    dimension === 'model' ? organisation.modelCode(written) : dimension === 'channel' ? organisation.channelCode(written) : written // prettier-ignore
  for (const { dealer, source, kind, marked: mark, dimension, value: written, came } of lines) {
    if (leaveOut.has(source)) continue
    const slice = dimension === '' ? '' : sliceName(dimension, codeOf(dimension, written))
    for (const counter of [kind, ...(SLICES_OF[kind]?.[Number(mark)] ?? [])]) {
      const own = units.get(counter)
      if (!own) continue
      const dealers = own.get(slice) ?? new Map<string, number[]>()
      const counts = dealers.get(dealer) ?? new Array<number>(WEEKS + 1).fill(0)
      came.forEach((one, k) => (counts[k]! += Number(one)))
      own.set(slice, dealers.set(dealer, counts))
    }
  }
  return units
}

/** What the days of a stretch leave open together: they err alike. */
function doubtOf(weights: readonly (Weight | null)[]): number {
  const total = weights.reduce((sum, one) => sum + (one?.weight ?? 0), 0)
  return total > 0 ? weights.reduce((sum, one) => sum + (one ? one.weight * one.doubt : 0), 0) / total : 0
}

function sumBy<T extends { k: number }>(days: readonly T[], weight: (day: T) => number): number[] {
  const sums = new Array<number>(WEEKS + 1).fill(0)
  for (const day of days) sums[day.k]! += weight(day)
  return sums
}
