import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCalendar } from '#domain/calendar.ts'
import type { Fact } from '#domain/fact.ts'
import type { Kind } from '#domain/kinds.ts'
import { organise } from '#domain/organisation.ts'
import { shelve } from '#domain/stock/vehicles.ts'
import { openZone } from '#domain/zone.ts'
import { LEAVES, MODELS } from '#ingest/sources/simulator/catalogue.ts'
import { tell } from '#ingest/sources/simulator/events.ts'
import type { Journey } from '#ingest/sources/simulator/journey.ts'
import { reference } from '#ingest/sources/simulator/reference.ts'
import { OUTAGE } from '#ingest/sources/simulator/scripted.ts'
import type { Sink } from '#ingest/sources/simulator/sink.ts'
import { stock } from '#ingest/sources/simulator/stock.ts'
import type { World } from '#ingest/sources/simulator/world.ts'
import { createDiagnoser, type Diagnoser } from '#server/diagnosis/diagnoser.ts'
import { createAsker } from '#server/query/ask.ts'
import { embedded } from '#store/clickhouse/embedded.ts'
import { insertFacts } from '#store/clickhouse/facts.ts'
import { migrate } from '#store/clickhouse/migrate.ts'
import { factOf } from '#tests/oracle/world.ts'

/** Shortly before a DMS that has been silent since the evening sends again. */
const NOW = '2026-11-23T11:25:00+08:00'

const zone = openZone('Asia/Shanghai')
const CHUNK = 250_000
/** What a diagnosis reads; the rest of a journey would only cost time. */
const READ = new Set<Kind>(['lead', 'dispatch', 'contact', 'test_drive', 'order', 'order_cancel', 'deal', 'delivery', 'lost']) // prettier-ignore
/** Head office and the pool have no advisor yet. */
const UNASSIGNED = new Set<Kind>(['lead', 'unique_lead', 'dispatch'])

const part = (extras: string, name: string): string => new RegExp(`"${name}":"([^"]*)"`).exec(extras)?.[1] ?? ''

/** Books what happens straight into the ledger, derived facts too; what a source sends after `NOW` is not there yet. */
class Books implements Sink {
  readonly from: number
  readonly to: number
  readonly facts: Fact[] = []
  seq = 0
  readonly #world: World
  readonly #days = new Map<number, string>()

  constructor(world: World, from: number, to: number) {
    this.from = from
    this.to = to
    this.#world = world
  }

  event(journey: Journey, kind: Kind, code: string, source: string, at: number, extras: string, late: number): void {
    if (this.#heardAt(source, at + late) >= this.to) return
    const enter = (what: Kind): void => void this.facts.push(this.#factOf(journey, what, code, source, at, extras))
    if (READ.has(kind)) enter(kind)
    if (code === 'l' || (code === 'k' && !journey.isLead)) enter('unique_lead')
    if (code === 'v') enter('first_visit')
  }

  traffic(): void {
    // Doors have no journeys.
  }

  #factOf(journey: Journey, kind: Kind, code: string, source: string, at: number, extras: string): Fact {
    const { id, store, model, leaf, customer, advisor, isLead } = journey
    return factOf(
      {
        seq: ++this.seq,
        kind,
        occurred_at: at,
        day: this.#dayOf(at),
        business_date: this.#dayOf(at),
        event_id: `${id}-${code}`,
        source,
        person: customer || `${source} ${id}-${code}`,
        dealer_id: store.id,
        advisor_id: UNASSIGNED.has(kind) ? '' : advisor.id,
        lead_id: isLead ? `L${id}` : '',
        model: MODELS[model]!.code,
        channel: LEAVES[leaf]!.code,
        campaign: part(extras, 'campaign'),
        connected: extras.includes('"connected":true') ? 'true' : extras.includes('"connected":false') ? 'false' : '',
        competitor_brand: part(extras, 'competitor_brand'),
        competitor_model: part(extras, 'competitor_model'),
        order_id: part(extras, 'order_id'),
      },
      zone,
    )
  }

  /** A day's text is dear to make and asked for a million times. */
  #dayOf(at: number): string {
    const { starts, texts } = this.#world.rhythm
    const hour = Math.floor(at / 3_600_000)
    let day = this.#days.get(hour)
    if (day === undefined) this.#days.set(hour, (day = texts[starts.findLastIndex((start) => start <= at)]!))
    return day
  }

  #heardAt(source: string, at: number): number {
    const { rhythm, today, incidents } = this.#world
    if (source !== 'dms-c' || !incidents.has(7)) return at
    const start = (since: number) => rhythm.starts[today + since - rhythm.first]!
    const until = start(0) + OUTAGE.until
    return at >= start(-1) + OUTAGE.from && at < until ? until : at
  }
}

export interface DemoHouse {
  /** A room that remembers nothing yet. */
  diagnoser(): Diagnoser
  close(): Promise<void>
}

/** The demo maker's last `days` days up to `NOW`, in a real ledger. */
export async function openDemo(world: World, days: number): Promise<DemoHouse> {
  const folder = mkdtempSync(join(tmpdir(), 'demo-'))
  const engine = await embedded(folder)
  const now = Date.parse(NOW)
  const { dealers, advisors, models, channels } = reference(world)
  await migrate(engine)
  const { rhythm, today } = world
  const books = new Books(world, rhythm.starts[today - days - rhythm.first]!, now)
  let batch = 0
  for (const steps = tell(world, books, 'full'); ;) {
    const { done } = steps.next()
    if (books.facts.length > CHUNK || done) await insertFacts(engine, books.facts.splice(0), `demo-${batch++}`)
    if (done) break
  }
  const vehicles = shelve(stock(world, [-days, -62, -45, -35, -31, -30, -23, -16, -9, -1, 0]))
  const organisation = organise({ dealers, advisors, models, channels })
  const options = {
    engine, zone, calendar: openCalendar(), organisation: () => organisation, targets: () => [], vehicles: () => vehicles,
    freshness: () => ({}), head: () => books.seq, now: () => now,
  } // prettier-ignore
  const lamp = { basis: 'pace', warning_from: -0.03, least_target: 10 } as const
  const asker = createAsker(options)
  return {
    diagnoser: () =>
      createDiagnoser({
        ...options,
        asker,
        retail: 'delivery',
        lamp,
        silent: async () => [],
        events: ['outreach_show'],
      }),
    close: async () => {
      await engine.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
