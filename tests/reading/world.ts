import { openCalendar } from '#domain/calendar.ts'
import { organise, type Organisation } from '#domain/organisation.ts'
import { shelve } from '#domain/stock/vehicles.ts'
import type { FeedbackRow, MarketRow, StockRow, Watermark } from '#domain/streams.ts'
import { openZone } from '#domain/zone.ts'
import { events, type Detail } from '#ingest/sources/simulator/events.ts'
import { outside } from '#ingest/sources/simulator/outside.ts'
import { reference } from '#ingest/sources/simulator/reference.ts'
import { SystemReports } from '#ingest/sources/simulator/reports.ts'
import { stock } from '#ingest/sources/simulator/stock.ts'
import type { Store } from '#ingest/sources/simulator/stores.ts'
import { createDoubts } from '#server/doubts/doubts.ts'
import { openOutside } from '#server/reading/outside.ts'
import type { ReadingRooms } from '#server/reading/reader.ts'
import { createAsker } from '#server/query/ask.ts'
import { createFreshness } from '#server/query/freshness.ts'
import { readHead } from '#store/postgres/head.ts'
import { openRig, type Rig } from '../ingest/rig.ts'
import { demo, TODAY } from '../ingest/simulator/demo.ts'

/** The demo day shortly before a DMS that has been silent since the evening sends again. */
export const NOW = `${TODAY}T11:25:00+08:00`

export const zone = openZone('Asia/Shanghai')

/** What was told of the outside, for a recount. */
export interface Told {
  market: MarketRow[]
  feedback: FeedbackRow[]
  stock: StockRow[]
  watermarks: Watermark[]
  stores: Store[]
  /** Every event line of the current and the previous month, as it was sent. */
  lines: Record<string, unknown>[]
}

export interface ReadingWorld {
  rig: Rig
  rooms: ReadingRooms
  organisation: Organisation
  told: Told
  close(): Promise<void>
}

/** Which stores a world holds, since when, and of which stores the process (calls, appointments) is told as well. */
export interface Choice {
  stores: (store: Store) => boolean
  worked: (store: Store) => boolean
  from: string
}

/** Part of the demo maker in real stores, through the real door. */
export async function openReadingWorld({ stores: chosen, worked, from }: Choice): Promise<ReadingWorld> {
  const world = demo({ cleanInLight: true })
  const stores = world.stores.filter(chosen)
  const ids = new Set(stores.map(({ id }) => id))
  const rig = await openRig({ WARROOM_QUEUE_EVENTS: '2000000' })
  rig.clock = Date.parse(NOW)
  const { models, channels, ...whole } = reference(world)
  const own = <Row extends { dealer_id?: string }>(rows: readonly Row[]) => rows.filter(({ dealer_id }) => ids.has(dealer_id!)) // prettier-ignore
  const [dealers, advisors] = [own(whole.dealers), own(whole.advisors)]
  const cars = own(stock(world, [-62, -35, -31, -30, -14, -7, -1, 0]))
  const { market, feedback } = outside(world, world.today)
  const watermarks = new SystemReports(world, rig.clock).take(rig.clock)!.watermark as Watermark[]
  const streams = { dealers, models, channels, advisors, stock: cars, market, feedback, watermark: watermarks }
  for (const [stream, rows] of Object.entries(streams)) await rig.send(rows, { stream: stream as 'dealers' })
  const lines: Record<string, unknown>[] = []
  const tell = async (detail: Detail, some: readonly Store[]): Promise<void> => {
    const named = new Set(some.map(({ id }) => id))
    const isOwn = (line: string): boolean => named.has(/"dealer_id":"([^"]+)"/.exec(line)?.[1] ?? '') || line.includes('"void":true') // prettier-ignore
    for (const { text } of events(world, { from, to: '2026-11-24', detail, until: rig.clock })) {
      const kept = text.split('\n').filter((line) => line !== '' && isOwn(line))
      for (const line of kept) lines.push(JSON.parse(line) as Record<string, unknown>)
      await rig.send(kept.join('\n'), { history: true, priority: 'bulk' })
    }
  }
  await tell('light', stores)
  await tell('process_only', stores.filter(worked)) // prettier-ignore
  const { engine, postgres } = rig.stores
  const { seq } = await readHead(postgres)
  const organisation = organise({ dealers, advisors, models, channels })
  const freshness = createFreshness(zone)
  await freshness.load(engine, seq)
  freshness.watermarks(new Map(watermarks.map(({ source, upto }) => [source, Date.parse(upto)])))
  const asking = {
    engine, zone, calendar: openCalendar(), organisation: () => organisation, targets: () => [], vehicles: () => shelve(cars),
    freshness: freshness.at, head: () => seq, now: () => rig.clock,
  } // prettier-ignore
  const asker = createAsker(asking)
  const silent = async () => []
  const rooms: ReadingRooms = {
    ...asking,
    asker,
    outside: openOutside(postgres, zone),
    doubts: createDoubts({ ...asking, asker, postgres, silent }),
    silent,
  }
  const told = { market, feedback, stock: cars, watermarks, stores, lines }
  return { rig, rooms, organisation, told, close: () => rig.close() }
}
