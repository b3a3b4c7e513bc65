import type { Kind } from '#domain/kinds.ts'
import { CARD_AGE } from '#domain/stock/age.ts'
import type { Organisation } from '#domain/organisation.ts'
import type { Plan } from '#domain/plan.ts'
import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { join, sql, value, type Sql } from '#store/clickhouse/sql.ts'
import { conditions } from '../filter.ts'

/** What one statement over stock is asked for: a plan, its organisation, and up to which entry it may look. */
export interface Asked {
  plan: Plan
  organisation: Organisation
  seq: number
  /** Person → who that is, for those whom `identify` made one with another. */
  persons: ReadonlyMap<string, string>
  /** Every entry for itself, by its sequence, instead of sums over them. */
  each?: true
}

const and = sql` AND `
const table = tables['warroom.ledger']
const dimensions = ['dealer_id', 'region', 'area', 'province', 'city', 'group', 'channel_type', 'city_tier'] as const

/** Epoch ms. */
export const at = sql`toUnixTimestamp64Milli(${ledger.occurred_at})`

/** Entries of some kinds, as far as the question knows them. */
export function known({ plan, seq }: Pick<Asked, 'plan' | 'seq'>, kinds: readonly Kind[]): Sql {
  const own = [
    sql`${ledger.kind} IN ${value(kinds, 'Array(String)')}`,
    sql`${ledger.seq} <= ${value(seq, 'UInt64')}`,
    sql`${ledger.occurred_at} < ${value(plan.as_of, "DateTime64(3,'UTC')")}`,
  ]
  if (plan.known_at !== null) own.push(sql`${ledger.received_at} <= ${value(plan.known_at, "DateTime64(3,'UTC')")}`)
  return join(own, and)
}

/** The events of some kinds that still stand, as a source for `SELECT … `; conditions come on top. */
export function surviving(asked: Asked, kinds: readonly Kind[], more: readonly Sql[] = []): Sql {
  const event = sql`${ledger.source}, ${ledger.event_id}, ${ledger.revision}`
  const all = join([known(asked, kinds), ...more], and)
  return sql`FROM ${table} WHERE ${all} AND ${ledger.sign} = 1
    AND (${event}) NOT IN (SELECT ${event} FROM ${table} WHERE ${known(asked, kinds)} AND ${ledger.sign} = -1)`
}

/** What `where` asks of the event whose attributes count; its age is looked at elsewhere. */
export function wanted({ plan, organisation }: Asked): Sql[] {
  const where = Object.fromEntries(Object.entries(plan.spec.where).filter(([name]) => name !== CARD_AGE))
  return conditions({ ...plan, spec: { ...plan.spec, where } }, organisation)
}

/** What `where` asks of the dealer, under whom a card and all that follows it stand alike; spares reading the others. */
export function atDealers({ plan, organisation }: Pick<Asked, 'plan' | 'organisation'>): Sql[] {
  const { where, org } = plan.spec
  if (org !== 'current') return []
  const kept = Object.fromEntries(dimensions.flatMap((name) => (where[name] ? [[name, where[name]]] : [])))
  return conditions({ ...plan, spec: { ...plan.spec, where: kept } }, organisation)
}

/** Who an event is about: the person, or whom `identify` made of several. */
export function who({ persons }: Asked): Sql {
  if (persons.size === 0) return sql`${ledger.person}`
  const from = value([...persons.keys()], 'Array(String)')
  const to = value([...persons.values()], 'Array(String)')
  return sql`transform(${ledger.person}, ${from}, ${to}, ${ledger.person})`
}

/**
 * A person at a dealer, and a lead there, as 64-bit hashes: the store joins numbers several times as fast as texts, and
 * among a million of them the chance that any two are mistaken for one is about one in thirty million.
 */
export const thread = (asked: Asked): Sql => sql`cityHash64(${ledger.dealer_id}, ${who(asked)})`
export const lead = sql`if(${ledger.lead_id} = '', 0, cityHash64(${ledger.dealer_id}, ${ledger.source}, ${ledger.lead_id}))`
export const order = sql`cityHash64(${ledger.source}, ${ledger.order_id})`
