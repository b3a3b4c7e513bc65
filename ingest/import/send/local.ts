import { resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Logger } from 'pino'
import { Refusal } from '#domain/errors.ts'
import type { ReferenceRows } from '#domain/organisation.ts'
import type { Settings } from '#domain/settings.ts'
import type { Advisor, Channel, Dealer, Model } from '#domain/streams.ts'
import { openStores, type Stores } from '#store/open.ts'
import { readReference } from '#store/postgres/reference.ts'
import type { Call } from '../../call.ts'
import { openIngest } from '../../open.ts'
import type { Courier } from './courier.ts'

/** The source of rows that name none; the same as with the server's own key. */
const SOURCE = 'default'
const BUSY_MS = 200

/** Opens the stores of the settings' folder or addresses in this process, and brings batches to a door of its own. */
export async function localCourier(settings: Settings, log: Logger, now: () => number = Date.now): Promise<Courier> {
  const stores = await openStores(settings)
  try {
    const courier = await courierInto(stores, settings, log, now)
    const close = async () => {
      await courier.close()
      await stores.close()
    }
    return { ...courier, close }
  } catch (thrown) {
    await stores.close()
    throw thrown
  }
}

/** Brings batches to a door of its own over open stores, which stay open when it closes. */
export async function courierInto(
  stores: Stores,
  settings: Settings,
  log: Logger,
  now: () => number,
): Promise<Courier> {
  const { engine, postgres } = stores
  const ingest = await openIngest({ engine, postgres, settings, log, now })
  const receive = async (call: Call) => {
    for (;;) {
      try {
        return await ingest.door.receive(call)
      } catch (thrown) {
        if (!(thrown instanceof Refusal) || thrown.code !== 'busy') throw thrown
        await setTimeout(BUSY_MS)
      }
    }
  }
  const bodies = async <T>(stream: keyof ReferenceRows): Promise<T[]> =>
    (await readReference<T>(postgres, stream)).map(({ body }) => body)
  return {
    place: resolve(settings.WARROOM_DATA),
    send: (target, body, _rows, { history }) =>
      receive({
        body,
        stream: target,
        source: SOURCE,
        mayNameSources: true,
        mayBackdate: true,
        history,
        priority: 'bulk',
      }),
    reference: async () => ({
      dealers: await bodies<Dealer>('dealers'),
      advisors: await bodies<Advisor>('advisors'),
      models: await bodies<Model>('models'),
      channels: await bodies<Channel>('channels'),
    }),
    close: ingest.close,
  }
}
