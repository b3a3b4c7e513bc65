import type { Asks } from './engine.ts'
import { pg, storable } from './sql.ts'

/** Where alerts go. `address` and `secret` are secrets. */
export interface ChannelRow {
  id: number
  name: string
  kind: string
  address: string
  secret: string
  /** Dimension → values. */
  scope: Record<string, (string | null)[]>
  level: number
  lang: string
  created_by: string
}

type Kept = Omit<ChannelRow, 'scope'> & { scope: string }

const columns = pg`id, name, kind, address, secret, scope, level, lang, created_by`
const parsed = (row: Kept): ChannelRow => ({
  ...row,
  id: Number(row.id),
  level: Number(row.level),
  scope: JSON.parse(row.scope) as ChannelRow['scope'],
})

export async function listChannels(postgres: Asks): Promise<ChannelRow[]> {
  return (await postgres.query<Kept>(pg`SELECT ${columns} FROM alert_channel WHERE removed_at IS NULL ORDER BY id`)).map(parsed) // prettier-ignore
}

export async function addChannel(postgres: Asks, channel: Omit<ChannelRow, 'id'>): Promise<ChannelRow> {
  const { name, kind, address, secret, scope, level, lang, created_by } = channel
  const [row] = await postgres.query<Kept>(pg`
    INSERT INTO alert_channel (name, kind, address, secret, scope, level, lang, created_by)
    VALUES (${storable(name)}, ${kind}, ${storable(address)}, ${storable(secret)}, ${JSON.stringify(scope)}, ${level}, ${lang}, ${storable(created_by)})
    RETURNING ${columns}`)
  return parsed(row!)
}

/** Nothing more is sent there; address and secret are forgotten. Answers whether there was one. */
export async function removeChannel(postgres: Asks, id: number): Promise<boolean> {
  const gone = await postgres.query(pg`WITH removed AS (
      UPDATE alert_channel SET removed_at = now(), address = '', secret = '' WHERE id = ${id} AND removed_at IS NULL
      RETURNING id),
    left_over AS (
      UPDATE alert_delivery SET state = 'dead', fault = 'the channel was removed', done_at = now()
      WHERE state = 'waiting' AND channel_id IN (SELECT id FROM removed))
    SELECT id FROM removed`)
  return gone.length > 0
}

/** A message on its way. Instants in epoch ms. */
export interface DeliveryRow {
  id: number
  channel_id: number
  alert_id: number | null
  message: unknown
  tries: number
  state: 'waiting' | 'sent' | 'dead'
  fault: string
  made_at: number
  due_at: number
}

type KeptDelivery = Omit<DeliveryRow, 'message' | 'made_at' | 'due_at'> & {
  message: string
  made_at: Date
  due_at: Date
}
const deliveryColumns = pg`id, channel_id, alert_id, message, tries, state, fault, made_at, due_at`
const parsedDelivery = (row: KeptDelivery): DeliveryRow => ({
  ...row,
  id: Number(row.id),
  channel_id: Number(row.channel_id),
  alert_id: row.alert_id === null ? null : Number(row.alert_id),
  tries: Number(row.tries),
  message: JSON.parse(row.message) as unknown,
  made_at: row.made_at.getTime(),
  due_at: row.due_at.getTime(),
})

export async function addDelivery(
  postgres: Asks,
  { channel, alert, message, at }: { channel: number; alert: number | null; message: unknown; at: number },
): Promise<void> {
  const when = new Date(at).toISOString()
  await postgres.query(pg`INSERT INTO alert_delivery (channel_id, alert_id, message, due_at, made_at)
    VALUES (${channel}, ${alert}::bigint, ${JSON.stringify(message)}, ${when}::timestamptz, ${when}::timestamptz)`)
}

/**
 * Takes what is due, oldest first, and puts it off until `again`, so that no other process sends it meanwhile and a
 * process that dies while sending loses nothing.
 */
export async function takeDeliveries(postgres: Asks, now: number, again: number, limit = 50): Promise<DeliveryRow[]> {
  const rows =
    await postgres.query<KeptDelivery>(pg`UPDATE alert_delivery SET due_at = ${new Date(again).toISOString()}::timestamptz
    WHERE id IN (SELECT id FROM alert_delivery WHERE state = 'waiting' AND due_at <= ${new Date(now).toISOString()}::timestamptz
      ORDER BY id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING ${deliveryColumns}`)
  return rows.map(parsedDelivery).sort((a, b) => a.id - b.id)
}

/** After a try: sent, to be tried again at `due`, or dead. */
export async function settleDelivery(
  postgres: Asks,
  id: number,
  { state, fault = '', due }: { state: DeliveryRow['state']; fault?: string; due: number },
): Promise<void> {
  const when = new Date(due).toISOString()
  await postgres.query(pg`UPDATE alert_delivery SET state = ${state}, fault = ${storable(fault)}, tries = tries + 1,
      due_at = ${when}::timestamptz, done_at = CASE WHEN ${state !== 'waiting'} THEN ${when}::timestamptz END
    WHERE id = ${id}`)
}

/** Puts messages off without a try: others of their channel go first. */
export async function deferDeliveries(postgres: Asks, ids: readonly number[], due: number): Promise<void> {
  const when = new Date(due).toISOString()
  await postgres.query(pg`UPDATE alert_delivery SET due_at = ${when}::timestamptz WHERE id = ANY(${ids}::bigint[]) AND state = 'waiting'`) // prettier-ignore
}

/** How many messages each channel took since an instant (epoch ms). */
export async function sentSince(postgres: Asks, since: number): Promise<Map<number, number>> {
  const rows = await postgres.query<{ channel_id: number; sent: number }>(pg`SELECT channel_id, count(*) AS sent
    FROM alert_delivery WHERE state = 'sent' AND done_at > ${new Date(since).toISOString()}::timestamptz GROUP BY channel_id`)
  return new Map(rows.map(({ channel_id, sent }) => [Number(channel_id), Number(sent)]))
}

/** How a channel does: what waits, what was given up, when it last took something, and why it does not now. */
export interface ChannelState {
  waiting: number
  dead: number
  sent_at: number | null
  /** The latest fault of what waits; `null` where nothing that waits was tried. */
  fault: string | null
  /** When the oldest message was written that was tried and still waits. */
  failing_since: number | null
}

export async function channelStates(postgres: Asks): Promise<Map<number, ChannelState>> {
  const rows = await postgres.query<{
    channel_id: number
    waiting: number
    dead: number
    sent_at: Date | null
    fault: string | null
    failing_since: Date | null
  }>(pg`SELECT channel_id, count(*) FILTER (WHERE state = 'waiting') AS waiting, count(*) FILTER (WHERE state = 'dead') AS dead,
      max(done_at) FILTER (WHERE state = 'sent') AS sent_at,
      (array_agg(fault ORDER BY due_at DESC) FILTER (WHERE state = 'waiting' AND tries > 0))[1] AS fault,
      min(made_at) FILTER (WHERE state = 'waiting' AND tries > 0) AS failing_since
    FROM alert_delivery GROUP BY channel_id`)
  return new Map(
    rows.map(({ channel_id, waiting, dead, sent_at, fault, failing_since }) => [
      Number(channel_id),
      {
        waiting: Number(waiting),
        dead: Number(dead),
        sent_at: sent_at?.getTime() ?? null,
        fault,
        failing_since: failing_since?.getTime() ?? null,
      },
    ]),
  )
}

/** What could not be sent, newest first. */
export async function deadDeliveries(postgres: Asks, limit = 100): Promise<DeliveryRow[]> {
  const rows = await postgres.query<KeptDelivery>(pg`SELECT ${deliveryColumns} FROM alert_delivery
    WHERE state = 'dead' ORDER BY id DESC LIMIT ${limit}`)
  return rows.map(parsedDelivery)
}

/** Sends dead messages again. Answers how many. */
export async function reviveDeliveries(postgres: Asks, ids: readonly number[], at: number): Promise<number> {
  const when = new Date(at).toISOString()
  const rows =
    await postgres.query(pg`UPDATE alert_delivery SET state = 'waiting', tries = 0, due_at = ${when}::timestamptz, done_at = NULL
    WHERE state = 'dead' AND id = ANY(${ids}::bigint[])
      AND channel_id IN (SELECT id FROM alert_channel WHERE removed_at IS NULL) RETURNING 1`)
  return rows.length
}
