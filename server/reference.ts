import type { RequestHandler } from 'express'
import { organise, type Organisation } from '#domain/organisation.ts'
import { shelve, type VehicleBook } from '#domain/stock/vehicles.ts'
import type { Advisor, Channel, Dealer, Model, StockRow, Stream, Target, Watermark } from '#domain/streams.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import { readReference } from '#store/postgres/reference.ts'

/** The reference streams that questions need, held whole in memory and read again when the bell rings. */
export interface Reference {
  organisation(): Organisation
  targets(): readonly Target[]
  /** What dealers reported of their cars. */
  vehicles(): VehicleBook
  /** Source → complete up to (epoch ms). */
  watermarks(): ReadonlyMap<string, number>
  /** Reads everything again; concurrent calls share one reading that begins after the call. */
  refresh(): Promise<void>
  onChange(listener: () => void): void
  /** Lets a question wait for rows that were stored before it was asked. */
  waiting: RequestHandler
  close(): Promise<void>
}

interface Held {
  organisation: Organisation
  targets: readonly Target[]
  vehicles: VehicleBook
  watermarks: ReadonlyMap<string, number>
}

/** Reports of stock as they were told, by key: many, so only what was written since is read. */
class Reports {
  readonly #rows = new Map<string, StockRow>()
  #version = 0
  #book: VehicleBook = new Map()

  async read(postgres: Postgres): Promise<VehicleBook> {
    const fresh = await readReference<StockRow>(postgres, 'stock', this.#version)
    if (fresh.length === 0) return this.#book
    for (const { key, body, version } of fresh) {
      this.#rows.set(key, body)
      this.#version = Math.max(this.#version, version)
    }
    return (this.#book = shelve([...this.#rows.values()]))
  }
}

async function read(postgres: Postgres, reports: Reports): Promise<Held> {
  const rows = async <Row>(stream: Stream) => (await readReference<Row>(postgres, stream)).map(({ body }) => body)
  const [dealers, advisors, models, channels, targets, watermarks, vehicles] = await Promise.all([
    rows<Dealer>('dealers'),
    rows<Advisor>('advisors'),
    rows<Model>('models'),
    rows<Channel>('channels'),
    rows<Target>('targets'),
    rows<Watermark>('watermark'),
    reports.read(postgres),
  ])
  return {
    organisation: organise({ dealers, advisors, models, channels }),
    targets,
    vehicles,
    watermarks: new Map(watermarks.map(({ source, upto }) => [source, Date.parse(upto)])),
  }
}

/** Opens the reference data and follows its changes, whichever process made them. */
export async function openReference(postgres: Postgres): Promise<Reference> {
  const reports = new Reports()
  let held = await read(postgres, reports)
  const listeners: (() => void)[] = []
  let running: Promise<void> | null = null
  let again = false
  const refresh = (): Promise<void> => {
    if (running) {
      again = true
      return running
    }
    running = (async () => {
      do {
        again = false
        held = await read(postgres, reports)
      } while (again)
      for (const listener of listeners) listener()
    })().finally(() => (running = null))
    return running
  }
  const deaf = await postgres.listen('reference', () => void refresh())
  return {
    organisation: () => held.organisation,
    targets: () => held.targets,
    vehicles: () => held.vehicles,
    watermarks: () => held.watermarks,
    refresh,
    onChange: (listener) => listeners.push(listener),
    waiting: async (_request, _response, next) => {
      await running
      next()
    },
    close: deaf,
  }
}
