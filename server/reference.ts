import type { RequestHandler } from 'express'
import { organise, type Organisation } from '#domain/organisation.ts'
import { shelve, type VehicleBook } from '#domain/stock/vehicles.ts'
import type { Advisor, Channel, Dealer, Model, StockRow, Stream, Target, Watermark } from '#domain/streams.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import { readReference, referenceVersions } from '#store/postgres/reference.ts'

/** The reference streams that questions need, held whole in memory; what changed is read again when the bell rings. */
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

/** What the organisation is made of. */
const ORGANISATION: readonly Stream[] = ['dealers', 'advisors', 'models', 'channels']

interface Held {
  organisation: Organisation
  targets: readonly Target[]
  vehicles: VehicleBook
  watermarks: ReadonlyMap<string, number>
}

/** Every stream that questions need, as far as it was read: what did not change is neither read nor made again. */
class Shelf {
  readonly #postgres: Postgres
  readonly #rows = new Map<Stream, unknown[]>()
  readonly #reports = new Map<string, StockRow>()
  #versions: ReadonlyMap<string, number> = new Map()
  #held: Held | null = null

  constructor(postgres: Postgres) {
    this.#postgres = postgres
  }

  async read(): Promise<Held> {
    const versions = await referenceVersions(this.#postgres)
    const changed = (stream: Stream) => versions.get(stream) !== this.#versions.get(stream)
    const rows = async <Row>(stream: Stream): Promise<Row[]> => {
      if (!this.#rows.has(stream) || changed(stream)) {
        const read = await readReference<Row>(this.#postgres, stream)
        this.#rows.set(stream, read.map(({ body }) => body)) // prettier-ignore
      }
      return this.#rows.get(stream) as Row[]
    }
    const [dealers, advisors, models, channels, targets, watermarks] = await Promise.all([
      rows<Dealer>('dealers'),
      rows<Advisor>('advisors'),
      rows<Model>('models'),
      rows<Channel>('channels'),
      rows<Target>('targets'),
      rows<Watermark>('watermark'),
    ])
    const before = this.#held
    const stands = before && !ORGANISATION.some(changed)
    const held: Held = {
      organisation: stands ? before.organisation : organise({ dealers, advisors, models, channels }),
      targets,
      vehicles: await this.#vehicles(changed('stock')),
      watermarks: new Map(watermarks.map(({ source, upto }) => [source, Date.parse(upto)])),
    }
    this.#versions = versions
    return (this.#held = held)
  }

  /** Reports of stock are many and only ever grow, so only what was written since is read. */
  async #vehicles(changed: boolean): Promise<VehicleBook> {
    if (this.#held && !changed) return this.#held.vehicles
    const since = this.#versions.get('stock')
    for (const { key, body } of await readReference<StockRow>(this.#postgres, 'stock', since))
      this.#reports.set(key, body)
    return shelve([...this.#reports.values()])
  }
}

/** Opens the reference data and follows its changes, whichever process made them. */
export async function openReference(postgres: Postgres): Promise<Reference> {
  const shelf = new Shelf(postgres)
  let held = await shelf.read()
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
        held = await shelf.read()
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
