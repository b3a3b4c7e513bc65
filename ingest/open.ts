import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { Gauge, Histogram, type Registry } from 'prom-client'
import type { Settings } from '#domain/settings.ts'
import type { Stream } from '#domain/streams.ts'
import { openZone } from '#domain/zone.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import { readHead } from '#store/postgres/head.ts'
import { settleMeta, writeMeta } from '#store/postgres/meta.ts'
import type { BookerOptions } from './book/booker.ts'
import type { Booked } from './book/books.ts'
import { Desk } from './book/desk.ts'
import { openDealers } from './dealers.ts'
import { createDoor, type Door, type DoorOptions } from './door.ts'
import { openPruner } from './prune.ts'
import { openPersonSealer } from './steps/person.ts'

export interface IngestOptions {
  engine: Engine
  postgres: Postgres
  settings: Settings
  log: Logger
  now: () => number
  registry?: Registry
  observe?: (step: string, ms: number) => void
  /** This process's name among several that share the stores; by default its own where the stores are remote. */
  holder?: string
  /** Called after every step of booking and awaited; for tests that stop the process right there. */
  after?: BookerOptions['after']
}

export interface Ingest {
  door: Door
  onBooked(listener: (booked: Booked) => void): void
  onReference(listener: (stream: Stream) => void): void
  head(): { seq: number; receivedAt: number }
  /** Refuses new calls, books what waits, saves the filter, gives the lease back. The stores stay open. Repeatable. */
  close(): Promise<void>
}

/** In one process the folder's lock already says who books; by address every process has a name of its own. */
const EMBEDDED_HOLDER = 'this folder'

/**
 * Opens the door and the booker behind it on open stores. Throws an Error with one sentence when a setting contradicts
 * what the ledger was begun with.
 */
export async function openIngest(options: IngestOptions): Promise<Ingest> {
  const { engine, postgres, settings, log, now } = options
  mkdirSync(settings.WARROOM_DATA, { recursive: true })
  await checkRule(postgres, settings)
  const sealer = openPersonSealer(await personKey(postgres, settings))
  const dealers = await openDealers(postgres)
  const observe = observer(options)
  const booker = await Desk.open({
    engine, postgres, dealers, now, log, observe,
    rule: settings.WARROOM_UNIQUE_LEAD_RULE,
    holder: options.holder ?? (postgres.mode === 'embedded' ? EMBEDDED_HOLDER : randomUUID()),
    shared: postgres.mode === 'remote' || options.holder !== undefined,
    ledger: await settleMeta(postgres, 'ledger', randomUUID()),
    filterFile: join(settings.WARROOM_DATA, 'known-events'),
    mostWaiting: settings.WARROOM_QUEUE_EVENTS,
    ...(options.after && { after: options.after }),
  }) // prettier-ignore
  const pruner = openPruner(
    { postgres, log, now },
    { rows: settings.WARROOM_REJECTS, days: settings.WARROOM_REJECT_DAYS },
  )
  const parts: DoorOptions = {
    booker, postgres, dealers, sealer, now, log, observe, pruner,
    zone: openZone(settings.WARROOM_ZONE),
    ahead: settings.WARROOM_AHEAD_MINUTES * 60_000,
    bodyLimit: settings.WARROOM_BODY_LIMIT_MB * 1_048_576,
  } // prettier-ignore
  const door = createDoor(parts)
  // Dealers that another process stored.
  const deaf = await postgres.listen('reference', () => {
    dealers.reload().then(
      () => booker.release(),
      (err: unknown) => log.error({ err }, 'the dealers could not be read again'),
    )
  })
  if (options.registry) gauge(options.registry, door, booker)
  return {
    door,
    onBooked: (listener) => booker.onBooked(listener),
    onReference: door.onReference,
    head: () => booker.head,
    close: async () => {
      await deaf()
      await door.drain()
      await pruner.stop()
      await booker.stop()
    },
  }
}

/** The persons' key: from the environment, else made once. Another key than before would recognise nobody. */
async function personKey(postgres: Postgres, settings: Settings): Promise<string> {
  const key =
    settings.WARROOM_PERSON_KEY || (await settleMeta(postgres, 'person_key', randomBytes(32).toString('base64url')))
  const print = createHash('sha256').update(`print of ${key}`).digest('base64url').slice(0, 16)
  if ((await settleMeta(postgres, 'person_key_print', print)) !== print) {
    throw new Error(
      'WARROOM_PERSON_KEY is not the key with which this ledger was begun; give the old one, or nobody would be recognised.',
    )
  }
  return key
}

async function checkRule(postgres: Postgres, settings: Settings): Promise<void> {
  const rule = JSON.stringify(settings.WARROOM_UNIQUE_LEAD_RULE)
  if ((await readHead(postgres)).seq === 0) return writeMeta(postgres, 'unique_lead_rule', rule)
  const begun = await settleMeta(postgres, 'unique_lead_rule', rule)
  if (begun !== rule) {
    throw new Error(
      `WARROOM_UNIQUE_LEAD_RULE is ${rule}, but this ledger was begun with ${begun}; unique leads cannot be settled by two rules.`,
    )
  }
}

function observer({ registry, observe }: IngestOptions): (step: string, ms: number) => void {
  const seconds = registry && new Histogram({
    name: 'warroom_ingest_step_seconds', help: 'Time of each step of a call and of a booked batch.', labelNames: ['step'],
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10], registers: [registry],
  }) // prettier-ignore
  return (step, ms) => {
    seconds?.observe({ step }, ms / 1000)
    observe?.(step, ms)
  }
}

function gauge(registry: Registry, door: Door, booker: Desk): void {
  const registers = [registry]
  new Gauge({ name: 'warroom_ingest_waiting_rows', help: 'Rows that wait for the booker.', registers, collect() { this.set(door.waiting()) } }) // prettier-ignore
  new Gauge({ name: 'warroom_ledger_seq', help: 'The last entry that counts.', registers, collect() { this.set(booker.head.seq) } }) // prettier-ignore
}
