import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { organise, type Organisation } from '#domain/organisation.ts'
import { readSettings, type Settings } from '#domain/settings.ts'
import { shelve, type VehicleBook } from '#domain/stock/vehicles.ts'
import type { Stream } from '#domain/streams.ts'
import { addDays, openZone } from '#domain/zone.ts'
import { openIngest } from '#ingest/open.ts'
import { dueBetween } from '#ingest/sources/simulator/events.ts'
import { reference, type Reference } from '#ingest/sources/simulator/reference.ts'
import { stock } from '#ingest/sources/simulator/stock.ts'
import { createWorld, type World, type WorldOptions } from '#ingest/sources/simulator/world.ts'
import { sql, value } from '#store/clickhouse/sql.ts'
import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { openStores, type Stores } from '#store/open.ts'
import { readMeta, writeMeta } from '#store/postgres/meta.ts'

interface Loading {
  folder: string
  world: WorldOptions
  /** First business day that is told, and the first that is told with its process events. */
  from: string
  full: string
  /** First business day that is no longer told. */
  until: string
  say: (line: string) => void
}

/** A demo maker in stores of its own. */
export interface Maker {
  world: World
  stores: Stores
  organisation: Organisation
  /** Cars on hand as dealers reported them every morning of the last months. */
  vehicles: VehicleBook
  /** The last entry that had come by an instant. */
  headAt(instant: number): number
  entries: number
}

const log = pino({ level: 'silent' })
const CHUNK_DAYS = 31
const ROWS = 10_000
const SLOT_S = 300
const LOADED = 'alerts_bench'
const REPORTED_DAYS = 200

/**
 * Books a demo maker through the door in the order in which its sources sent, so that what was known at any moment are
 * the entries up to `headAt`. A folder that holds the same world already is taken as it is; throws when it holds another.
 */
export async function openMaker(loading: Loading): Promise<Maker> {
  const { folder, from, until, full, say } = loading
  const known = existsSync(join(folder, 'postgres'))
  mkdirSync(folder, { recursive: true })
  const settings = readSettings({ WARROOM_DATA: folder, WARROOM_LOG_LEVEL: 'silent' })
  const world = createWorld(loading.world)
  const stores = await openStores(settings)
  const mark = JSON.stringify({ ...loading.world, incidents: [...world.incidents], from, full, until })
  if (known && (await readMeta(stores.postgres, LOADED)) !== mark)
    throw new Error(`${folder} holds another world; name an empty folder`)
  if (!known) {
    const began = performance.now()
    await load(loading, world, stores, settings)
    await writeMeta(stores.postgres, LOADED, mark)
    say(`loaded in ${Math.round((performance.now() - began) / 1000)} s`)
  }
  const { dealers, models, channels } = reference(world)
  const slots = await stores.engine.query<{ slot: number | string; seq: string }>(
    sql`SELECT intDiv(toUnixTimestamp(${ledger.received_at}), ${value(SLOT_S, 'UInt64')}) AS slot, max(${ledger.seq}) AS seq
FROM ${tables['warroom.ledger']} GROUP BY slot ORDER BY slot`,
  )
  const ends = slots.map(({ slot }) => (Number(slot) + 1) * SLOT_S * 1_000)
  let highest = 0
  const heads = slots.map(({ seq }) => (highest = Math.max(highest, Number(seq))))
  const headAt = (instant: number): number => {
    let [low, high] = [0, ends.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (ends[middle]! <= instant) low = middle + 1
      else high = middle
    }
    return heads[low - 1] ?? 0
  }
  return {
    world,
    stores,
    organisation: organise({ dealers, models, channels, advisors: [] }),
    vehicles: shelve(
      stock(
        world,
        Array.from({ length: REPORTED_DAYS }, (_, i) => i - REPORTED_DAYS + 1),
      ),
    ),
    headAt,
    entries: highest,
  }
}

async function load(
  { world: options, from, full, until, say }: Loading,
  world: World,
  stores: Stores,
  settings: Settings,
): Promise<void> {
  const zone = openZone(options.zone)
  const ingest = await openIngest({ ...stores, settings, log, now: () => zone.instant(until) })
  const send = async (body: string, stream: 'events' | Stream): Promise<void> => {
    const { rejected } = await ingest.door.receive({
      body,
      stream,
      source: 'demo',
      mayNameSources: true,
      mayBackdate: true,
      history: stream === 'events',
      priority: 'bulk',
    })
    if (rejected.length > 0) throw new Error(`the door refused rows: ${JSON.stringify(rejected[0])}`)
  }
  const told: Partial<Reference> = reference(world)
  for (const stream of ['dealers', 'models', 'channels', 'advisors'] as const)
    await send(told[stream]!.map((row) => JSON.stringify(row)).join('\n'), stream)
  for (let day = from; day < until;) {
    const last = addDays(day, CHUNK_DAYS)
    const border = day < full && last > full ? full : last
    const end = border < until ? border : until
    const due = dueBetween(world, zone.instant(day), zone.instant(end), day < full ? 'light' : 'full')
    for (let i = 0; i < due.length; i += ROWS)
      await send(due.slice(i, i + ROWS).map(({ line }) => line).join(''), 'events') // prettier-ignore
    say(`told ${day} … ${end}: ${due.length.toLocaleString('en')} lines`)
    day = end
  }
  await ingest.close()
}
