import { shape } from '#domain/answer.ts'
import { MEASURES } from '#domain/measures.ts'
import { fullScope } from '#domain/scope.ts'
import type { Key } from '#domain/view.ts'
import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { sql, value } from '#store/clickhouse/sql.ts'
import { writeCursor } from '../query/cursor.ts'
import { createRows } from '../query/rows.ts'
import { ask } from '../query/run.ts'
import { compare, figureOf, momentOf, nameOf } from './asking.ts'
import type { ProofName, ProofRooms, Sampler } from './probe.ts'
import { pick, type Random } from './random.ts'

const PERIODS = ['today', 'yesterday', 'week_to_date', 'month_to_date', 'last_7_days'] as const
const SHORT = ['today', 'yesterday'] as const
const ADDED = ['lead', 'unique_lead', 'visit', 'first_visit', 'card', 'test_drive', 'net_order', 'deal', 'delivery', 'lost', 'order_amount', 'card_carried_out', 'order_carried_out'] as const // prettier-ignore
const LISTED = ['lead', 'unique_lead', 'visit', 'card', 'net_order', 'deal', 'delivery'] as const
const LEVELS = ['region', 'area', 'dealer_id', 'advisor_id'] as const

/** A place of the organisation, or the whole maker: what cells are sampled within. */
function place({ organisation, zone, now }: ProofRooms, random: Random): { level: number; where: Key } {
  const level = Math.floor(random() * LEVELS.length)
  const above = LEVELS[level - 1]
  const code = pick(random, organisation().dealerCodes())
  if (!above || code === undefined) return { level: 0, where: {} }
  const dealer = organisation().dealer(code, zone.day(now()))!
  return { level, where: { [above]: dealer[above as 'region' | 'area' | 'dealer_id'] } }
}

const whereOf = (key: Key) => Object.fromEntries(Object.entries(key).map(([name, held]) => [name, [held]]))

/** The parts of a place sum to it, and each is the same when it is asked for alone. */
const children: Sampler = (rooms, random) => {
  const measure = pick(
    random,
    ADDED.filter((name) => MEASURES.has(name)),
  )!
  const period = pick(random, PERIODS)!
  const { level, where } = place(rooms, random)
  const child = LEVELS[level]!
  const spec = { measures: [measure], by: [child], where: whereOf(where), period, limit: 10_000 }
  return {
    cell: nameOf(where, `by ${child}`, period, measure),
    spec,
    run: async () => {
      const moment = momentOf(rooms)
      const { rows } = await moment.ask(spec)
      const { total } = await moment.ask({ ...spec, by: [] })
      const sum = rows.reduce((all, row) => all + figureOf(row, measure), 0)
      const apart = compare(figureOf(total, measure), sum)
      const one = pick(random, rows)
      if (apart || !one) return apart
      const alone = await moment.ask({ ...spec, by: [], where: { ...spec.where, ...whereOf(one.key) } })
      return compare(figureOf(alone.total, measure), figureOf(one, measure))
    },
  }
}

const MOST_LISTED = 2_000

/** The signed units of the rows behind a figure sum to it. */
const rows: Sampler = async (rooms, random) => {
  const list = createRows(rooms)
  const measure = pick(random, LISTED)!
  const period = pick(random, SHORT)!
  const spec = { measures: [measure], by: ['dealer_id'], period, limit: 10_000 }
  const some = (await momentOf(rooms).ask(spec)).rows.filter((row) => Math.abs(figureOf(row, measure)) <= MOST_LISTED)
  const one = pick(random, some)
  if (!one) return null
  return {
    cell: nameOf(one.key, period, measure),
    spec: { ...spec, key: one.key },
    run: async () => {
      const moment = momentOf(rooms)
      const { total } = await moment.ask({ ...spec, by: [], where: whereOf(one.key) })
      let sum = 0
      let cursor: string | null = writeCursor({ seq: moment.seq, as_of: moment.now, before: moment.seq + 1 })
      while (cursor) {
        const page = await list({ measures: [measure], by: ['dealer_id'], period, key: one.key, limit: 1_000, cursor }, fullScope) // prettier-ignore
        for (const { sign, units } of page.rows) sum += sign * units
        cursor = page.next
      }
      return compare(figureOf(total, measure), sum)
    },
  }
}

/** What screens were told by patches is what the store answers at the same sequence and clock. */
const live: Sampler = ({ live: views, asker, organisation }, random) => {
  const one = pick(random, views.following())
  if (!one) return null
  const { view, sums } = one
  return {
    cell: nameOf({ view }, String(sums.plan.spec.period), sums.plan.spec.measures.join('+')),
    spec: sums.plan.spec,
    run: async () => {
      const now = views.following().find((open) => open.view === view)?.sums
      // Gone, or about to be read anew: nothing is claimed of it.
      if (!now || now.organisation !== organisation()) return null
      const { plan, seq, organisation: under } = now
      const told = shape(plan, now.cells, [], under)
      const asked = shape(plan, await asker.cells(plan, seq, under), [], under)
      return (
        compare(asked.total, told.total) ??
        compare(asked.count, told.count) ??
        differing(asked.rows, told.rows, (row) => JSON.stringify(row))
      )
    },
  }
}

/** The first pair of rows that differ: whole answers are too long for a light. */
function differing<T>(expected: readonly T[], found: readonly T[], text: (one: T) => string) {
  const i = expected.findIndex((one, at) => found[at] === undefined || text(one) !== text(found[at]))
  return i < 0 ? null : { expected: expected[i], found: found[i] ?? null }
}

/** What is carried over, with what came and went, is what is carried on: cards and orders, anywhere. */
const identity: Sampler = (rooms, random) => {
  const of = pick(random, ['card', 'order'])!
  const parts = ['carried_in', 'new', 'converted', 'lost', 'carried_out'].map((part) => `${of}_${part}`)
  if (!parts.every((name) => MEASURES.has(name))) return null
  const period = pick(random, PERIODS)!
  const { where } = place(rooms, random)
  const spec = { measures: parts, where: whereOf(where), period }
  return {
    cell: nameOf(where, period, parts.join(', ')),
    spec,
    run: async () => {
      const { total } = await momentOf(rooms).ask(spec)
      const [before, came, converted, lost, after] = parts.map((name) => figureOf(total, name))
      return compare(before! + came! - converted! - lost!, after!)
    },
  }
}

/** Asked as it was known by now, everything is as it is now. */
const known: Sampler = (rooms, random) => {
  const measure = pick(random, LISTED)!
  const period = pick(random, PERIODS)!
  const spec = { measures: [measure], by: ['region'], period }
  return {
    cell: nameOf({}, 'by region', period, measure),
    spec,
    run: async () => {
      const moment = momentOf(rooms)
      const plain = await moment.ask(spec)
      const then = await moment.ask({ ...spec, known_at: rooms.zone.iso(moment.now) })
      return compare(plain.total, then.total) ?? compare(plain.rows, then.rows)
    },
  }
}

const STRETCH = 10_000

/** Entries are numbered without gap, and no number is given twice. */
const book: Sampler = ({ engine, head }, random) => {
  const top = head()
  if (top === 0) return null
  const upto = Math.max(Math.min(top, STRETCH), Math.ceil(random() * top))
  const from = Math.max(0, upto - STRETCH)
  return {
    cell: `entries ${from + 1}…${upto}`,
    spec: { from: from + 1, to: upto },
    run: async () => {
      const [line] = await ask<{ entries: string; numbers: string }>(
        engine,
        sql`SELECT count() AS entries, uniqExact(${ledger.seq}) AS numbers FROM ${tables['warroom.ledger']}
WHERE ${ledger.seq} > ${value(from, 'UInt64')} AND ${ledger.seq} <= ${value(upto, 'UInt64')}`,
        'rows',
      )
      const all = upto - from
      return compare({ entries: all, numbers: all }, { entries: Number(line!.entries), numbers: Number(line!.numbers) })
    },
  }
}

export const SAMPLERS: Readonly<Record<ProofName, Sampler>> = { children, rows, live, identity, known, ledger: book }
