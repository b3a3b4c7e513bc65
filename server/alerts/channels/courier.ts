import type { Logger } from 'pino'
import { isCellIn, type Alert, type Lineage } from '#domain/alerts/alert.ts'
import type { Scope } from '#domain/scope.ts'
import {
  addDelivery,
  deferDeliveries,
  listChannels,
  sentSince,
  settleDelivery,
  takeDeliveries,
  type ChannelRow,
  type DeliveryRow,
} from '#store/postgres/alerts-channels.ts'
import type { Asks, Postgres } from '#store/postgres/engine.ts'
import { systemTimer, type Timer } from '../../live/timer.ts'
import type { Fault } from './fault.ts'
import type { Message } from './message.ts'
import { isRobot, send, type SendRooms } from './send.ts'

interface CourierOptions {
  postgres: Postgres
  rooms: SendRooms
  lineage: () => Lineage
  log: Logger
  timer?: Timer
}

/** A message about an alert, with what of it lies in a scope. */
interface Told {
  id: number
  within: (scope: Scope) => Alert | null
}

interface Courier {
  /**
   * Puts a message on its way to every channel whose scope and level take it. `inside`: the transaction that the
   * message belongs to.
   */
  dispatch(message: Message, about?: Told, inside?: Asks): Promise<void>
  /** Sends what is due. One at a time. */
  deliver(): Promise<void>
  stop(): Promise<void>
}

const EVERY_MS = 5_000
/** Pauses before each further try; after the last the message is dead. */
const PAUSES_MS = [10_000, 60_000, 300_000, 1_800_000, 7_200_000, 21_600_000]
/** How long a round may take before another process may try, too; nothing is begun in its last part. */
const TAKEN_MS = 120_000
const LAST_MS = 30_000
/** Robots of groups take twenty messages a minute; 钉钉 takes none for ten minutes after more. */
const ROBOT_MINUTE = 18
const MINUTE_MS = 60_000

/** Sends messages at least once: they are kept until a channel took them, through restarts. */
export function createCourier({ postgres, rooms, lineage, log, timer = systemTimer }: CourierOptions): Courier {
  let running: Promise<void> | null = null

  const deliver = async (): Promise<void> => {
    const began = rooms.now()
    const due = await takeDeliveries(postgres, began, began + TAKEN_MS)
    if (due.length === 0) return
    const channels = new Map((await listChannels(postgres)).map((channel) => [channel.id, channel]))
    const sent = await sentSince(postgres, began - MINUTE_MS)
    // A channel that hangs keeps only its own messages waiting.
    await Promise.all(
      [...new Set(due.map(({ channel_id }) => channel_id))].map((id) => {
        const own = due.filter(({ channel_id }) => channel_id === id)
        return deliverTo(channels.get(id), own, began + TAKEN_MS - LAST_MS, sent.get(id) ?? 0)
      }),
    )
  }

  /** Sends one channel's messages in their order, until it fails, the minute is full or the round is over. */
  const deliverTo = async (
    channel: ChannelRow | undefined,
    due: readonly DeliveryRow[],
    until: number,
    sent: number,
  ): Promise<void> => {
    const most = channel && isRobot(channel.kind) ? ROBOT_MINUTE - sent : Number.POSITIVE_INFINITY
    for (const [i, one] of due.entries()) {
      const left = due.slice(i).map(({ id }) => id)
      if (i >= most) return deferDeliveries(postgres, left, rooms.now() + MINUTE_MS)
      if (rooms.now() >= until) return deferDeliveries(postgres, left, rooms.now())
      const fault = channel
        ? await send(channel, one.message as Message, one.id, rooms)
        : { said: 'the channel was removed' }
      await settle(one, channel, fault)
      if (fault && channel) return deferDeliveries(postgres, left.slice(1), rooms.now() + (fault.wait ?? 0)) // prettier-ignore
    }
  }

  const settle = async (
    { id, tries }: DeliveryRow,
    channel: ChannelRow | undefined,
    fault: Fault | null,
  ): Promise<void> => {
    const now = rooms.now()
    if (!fault) return settleDelivery(postgres, id, { state: 'sent', due: now })
    log.warn({ channel: channel?.name, fault: fault.said, tries: tries + 1 }, 'a message could not be sent')
    const pause = PAUSES_MS[tries]
    if (channel && pause !== undefined)
      return settleDelivery(postgres, id, { state: 'waiting', fault: fault.said, due: now + Math.max(pause, fault.wait ?? 0) }) // prettier-ignore
    return settleDelivery(postgres, id, { state: 'dead', fault: fault.said, due: now })
  }

  const ticking = timer.every(EVERY_MS, () => {
    running ??= deliver()
      .catch((err: unknown) => log.warn({ err }, 'messages could not be looked for'))
      .finally(() => (running = null))
  })

  return {
    deliver,
    dispatch: async (message, about, inside = postgres) => {
      for (const channel of await listChannels(inside)) {
        const own = forChannel(message, channel, about, lineage())
        if (own)
          await addDelivery(inside, { channel: channel.id, alert: about?.id ?? null, message: own, at: rooms.now() })
      }
    },
    stop: async () => {
      ticking()
      await running
    },
  }
}

/** What programs follow and people need not hear: that it is over, and that the same is back within a day. */
const isForPrograms = ({ what }: Message): boolean => what === 'closed' || what === 'reopened'

/** The message as far as the channel's scope goes; `null` where it is not sent. */
function forChannel(
  message: Message,
  { scope, level, kind }: ChannelRow,
  about: Told | undefined,
  lineage: Lineage,
): Message | null {
  if (message.level < level || (isForPrograms(message) && kind !== 'webhook')) return null
  const where = { where: scope }
  if (!about) return isCellIn(message.cell, where, lineage) ? message : null
  const alert = about.within(where)
  if (!alert || alert.level < level) return null
  const { zh, en, link, cell } = alert
  return { ...message, zh, en, link, level: alert.level, cell, alert }
}
