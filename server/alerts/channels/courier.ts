import type { Logger } from 'pino'
import { alertFor, isCellIn, type Lineage } from '#domain/alerts/alert.ts'
import {
  addDelivery,
  listChannels,
  settleDelivery,
  takeDeliveries,
  type ChannelRow,
} from '#store/postgres/alerts-channels.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import { systemTimer, type Timer } from '../../live/timer.ts' // prettier-ignore
import type { Message } from './message.ts'
import { send, type SendRooms } from './send.ts'

interface CourierOptions {
  postgres: Postgres
  rooms: SendRooms
  lineage: () => Lineage
  log: Logger
  timer?: Timer
}

interface Courier {
  /** Puts a message on its way to every channel whose scope and level take it. */
  dispatch(message: Message, alert: number | null): Promise<void>
  /** Sends what is due. One at a time. */
  deliver(): Promise<void>
  stop(): Promise<void>
}

const EVERY_MS = 5_000
/** Pauses before each further try; after the last the message is dead. */
const PAUSES_MS = [10_000, 60_000, 300_000, 1_800_000, 7_200_000, 21_600_000]
/** How long a try may take before another process may try, too. */
const TAKEN_MS = 120_000

/** Sends messages at least once: they are kept until a channel took them, through restarts. */
export function createCourier({ postgres, rooms, lineage, log, timer = systemTimer }: CourierOptions): Courier {
  let running: Promise<void> | null = null

  const deliver = async (): Promise<void> => {
    const due = await takeDeliveries(postgres, rooms.now(), rooms.now() + TAKEN_MS)
    if (due.length === 0) return
    const channels = new Map((await listChannels(postgres)).map((channel) => [channel.id, channel]))
    for (const { id, channel_id, message, tries } of due) {
      const channel = channels.get(channel_id)
      const fault = channel ? await send(channel, message as Message, id, rooms) : 'the channel was removed'
      const pause = PAUSES_MS[tries]
      if (fault === null) await settleDelivery(postgres, id, { state: 'sent', due: rooms.now() })
      else if (channel && pause !== undefined)
        await settleDelivery(postgres, id, { state: 'waiting', fault, due: rooms.now() + pause }) // prettier-ignore
      else await settleDelivery(postgres, id, { state: 'dead', fault, due: rooms.now() })
      if (fault !== null) log.warn({ channel: channel?.name, fault, tries: tries + 1 }, 'a message could not be sent')
    }
  }

  const ticking = timer.every(EVERY_MS, () => {
    running ??= deliver()
      .catch((err: unknown) => log.warn({ err }, 'messages could not be looked for'))
      .finally(() => (running = null))
  })

  return {
    deliver,
    dispatch: async (message, alert) => {
      for (const channel of await listChannels(postgres)) {
        const own = forChannel(message, channel, lineage())
        if (own) await addDelivery(postgres, { channel: channel.id, alert, message: own, at: rooms.now() })
      }
    },
    stop: async () => {
      ticking()
      await running
    },
  }
}

/** The message as far as the channel's scope goes; `null` where it is not sent. People are not told what is over. */
function forChannel(message: Message, { scope, level, kind }: ChannelRow, lineage: Lineage): Message | null {
  if (message.level < level || (message.what === 'closed' && kind !== 'webhook')) return null
  const where = { where: scope }
  if (!message.alert) return isCellIn(message.cell, where, lineage) ? message : null
  const alert = alertFor(message.alert, where, lineage)
  return alert && alert.level >= level ? { ...message, ...pick(alert), alert } : null
}

const pick = ({ zh, en, link, level, cell }: NonNullable<Message['alert']>) => ({ zh, en, link, level, cell })
