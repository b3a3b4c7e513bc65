import type { FlowCounter } from '#domain/counter.ts'
import { cutOf } from '#domain/journey/age.ts'
import { NET_ORDER_STAGE } from '#domain/journey/counters.ts'
import type { Kind } from '#domain/kinds.ts'
import type { Organisation } from '#domain/organisation.ts'
import type { Plan } from '#domain/plan.ts'
import { DAY_MS } from '#domain/zone.ts'
import { ledger } from '#store/clickhouse/ledger.ts'
import { join, sql, value, type Sql } from '#store/clickhouse/sql.ts'
import { modelConditions } from '../filter.ts'
import { windowsOf, type Window } from '../window.ts'

/** Which events enter, and what is looked at in their journeys. */
export interface Entering {
  /** The events that enter a range, by whose attributes everything is counted. Bit `i` of `enters_` says which. */
  entries: readonly FlowCounter[]
  /** What events of a journey can be. Bit `i` of an event's mask says it is the i-th. */
  roles: readonly FlowCounter[]
  /** From the entry on: how many days. `null`: back from the entry to the journey's beginning. */
  days: number | null
  /** Whether `ids_` and `self_` are asked for, and `amount_`. */
  ids?: true
  amounts?: true
}

/** A lead and what is derived from it stand at their own person and dealer, whatever their lead's id says. */
export const OWN_KINDS: readonly Kind[] = ['lead', 'unique_lead', 'customer_lead']

/** What a statement over journeys reads: which entries at all, of which kinds, on which days. */
export interface Frame {
  /** The plan without what is known only once journeys are put together. */
  entering: Plan
  windows: readonly Window[]
  /** What survives is decided among these: entries that count at a sequence and a time of knowledge, before the clock. */
  counts: Sql
  /** Whether journeys are only followed on from their unique lead: then nothing before it matters. */
  forward: boolean
  /** The days in which entrants can have events, and all days. */
  reached: Sql
  ever: Sql
  /** Kinds of events that are looked at; and those of them that belong to the lead that they name. */
  looked: readonly Kind[]
  linking: readonly Kind[]
  /** Whether orders are looked up that were taken back. */
  cancels: boolean
}

/** `null` when no range holds an instant. */
export function frameOf(plan: Plan, organisation: Organisation, seq: number, asked: Entering): Frame | null {
  const { entries, roles, days } = asked
  const where = { ...plan.spec.where }
  delete where.intake
  const entering: Plan = { ...plan, spec: { ...plan.spec, where } }
  const windows = windowsOf(entering, (name) => modelConditions(entering, organisation, name))
  if (windows.length === 0) return null
  const looked = [...new Set([...entries, ...roles].map(({ kind }) => kind))]
  return {
    entering,
    windows,
    counts: known(plan, seq),
    forward: days !== null && entries.every(({ kind }) => kind === 'unique_lead'),
    reached: join(windows.map((window) => sql`(${reach(plan, window, days)})`), sql` OR `), // prettier-ignore
    ever: within('1970-01-01', plan.clock.zone.day(plan.as_of)),
    looked,
    linking: looked.filter((kind) => !OWN_KINDS.includes(kind)),
    cancels: roles.some(({ name }) => name === NET_ORDER_STAGE),
  }
}

export const among = (column: Sql, values: readonly string[]): Sql =>
  sql`${column} IN ${value(values, 'Array(String)')}`

function known(plan: Plan, seq: number): Sql {
  const all = [
    sql`${ledger.seq} <= ${value(seq, 'UInt64')}`,
    sql`${ledger.sign} != 0`,
    sql`${ledger.occurred_at} < ${value(plan.as_of, "DateTime64(3,'UTC')")}`,
  ]
  if (plan.known_at !== null) all.push(sql`${ledger.received_at} <= ${value(plan.known_at, "DateTime64(3,'UTC')")}`)
  return join(all, sql` AND `)
}

const within = (first: string, last: string): Sql =>
  sql`${ledger.day} BETWEEN ${value(first, 'Date')} AND ${value(last, 'Date')}`

/** The days in which a range's entrants can have events; back to the first day where it looks back. */
function reach({ clock: { zone }, ...plan }: Plan, { range }: Window, days: number | null): Sql {
  const { from, until } = plan.ranges[range]!
  if (days === null) return within('1970-01-01', zone.day(until - 1))
  const end = Math.min(cutOf(plan, range), until + days * DAY_MS)
  return within(zone.day(from), zone.day(end - 1))
}
