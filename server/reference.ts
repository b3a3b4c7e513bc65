import type { RequestHandler } from 'express'
import { organise, type Organisation } from '#domain/organisation.ts'
import type { Advisor, Channel, Dealer, Model, Stream, Target, Watermark } from '#domain/streams.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import { readReference } from '#store/postgres/reference.ts'

/** The reference streams that questions need, held whole in memory and read again when the bell rings. */
export interface Reference {
  organisation(): Organisation
  targets(): readonly Target[]
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
  watermarks: ReadonlyMap<string, number>
}

async function read(postgres: Postgres): Promise<Held> {
  const rows = async <Row>(stream: Stream) => (await readReference<Row>(postgres, stream)).map(({ body }) => body)
  const [dealers, advisors, models, channels, targets, watermarks] = await Promise.all([
    rows<Dealer>('dealers'),
    rows<Advisor>('advisors'),
    rows<Model>('models'),
    rows<Channel>('channels'),
    rows<Target>('targets'),
    rows<Watermark>('watermark'),
  ])
  return {
    organisation: organise({ dealers, advisors, models, channels }),
    targets,
    watermarks: new Map(watermarks.map(({ source, upto }) => [source, Date.parse(upto)])),
  }
}

/** Opens the reference data and follows its changes, whichever process made them. */
export async function openReference(postgres: Postgres): Promise<Reference> {
  let held = await read(postgres)
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
        held = await read(postgres)
      } while (again)
      for (const listener of listeners) listener()
    })().finally(() => (running = null))
    return running
  }
  const deaf = await postgres.listen('reference', () => void refresh())
  return {
    organisation: () => held.organisation,
    targets: () => held.targets,
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
