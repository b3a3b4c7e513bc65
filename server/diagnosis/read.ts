import { dealersIn } from '#domain/dealers.ts'
import type { Dimension } from '#domain/dimensions.ts'
import type { Kind } from '#domain/kinds.ts'
import type { Leaves } from '#domain/diagnosis/leaves.ts'
import type { SignKind } from '#domain/diagnosis/signs.ts'
import type { Organisation } from '#domain/organisation.ts'
import type { Plan } from '#domain/plan.ts'
import type { RangeName } from '#domain/range.ts'
import type { VehicleBook } from '#domain/stock/vehicles.ts'
import { DAY_MS } from '#domain/zone.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { ledger } from '#store/clickhouse/ledger.ts'
import { sql, value, type Sql } from '#store/clickhouse/sql.ts'
import { expression } from '../query/expression.ts'
import { CALL_SIGNS, readCalls } from './calls.ts'
import { carSign, UNTOLD } from './cars.ts'
import { MOST_READ, readCounts, Shelf, type Counts } from './columns.ts'
import { LOST, RIVAL, rivalSigns } from './rivals.ts'
import { countedSigns, type Counted } from './signs.ts'
import { leafStatement } from './statement.ts'
import { numbersOf, signOf, type Tallied } from './tally.ts'
import { tellerOf } from './teller.ts'
import { usualOf, usualPlan } from './usual.ts'

/** What causes are told by beside the counts of both ranges; `null` is what was not waited for. */
export interface SignRooms {
  /** What dealers reported of their cars. */
  cars: VehicleBook
  /** Keeps how leads were called: putting leads and calls together takes as long as all the rest. */
  calls: (read: () => Promise<Counts>) => Promise<Counts | null>
  /** Keeps what usually comes in: three months, of which no more than the latest corrections change. */
  usual: (read: () => Promise<Counts>) => Promise<Counts | null>
}

/**
 * Dealers × days of both ranges above which leads and their calls are not put together: that would take longer than all
 * the rest. Their regions, or shorter ranges, asked for one by one, have them; calls that reached somebody are counted
 * all the same.
 */
const MOST_CALLED = 250 * 62

/** Leaves, and which of them belong to dealers whose data is late. */
export interface Reading {
  leaves: Leaves
  late: readonly boolean[]
  /** How many leaves the funnel itself has; the others hold process figures alone. */
  counted: number
}

/** One moment: the plan, and what it is read under. */
interface Moment {
  plan: Plan
  organisation: Organisation
  seq: number
  /** Dealers whose data is late. */
  silent: readonly string[]
}

/**
 * Reads the leaves of a plan whose ranges are the current one and `base`, by `dims`, at a sequence. Places, series and
 * branches of channels are told by the dealer, model and channel when the answer is there, as far as those are among
 * `dims`. Without `rooms` nothing but the counts of both ranges is read. Throws `too_many_rows` or `store_unavailable`.
 */
export async function readLeaves(
  engine: Engine,
  moment: Moment,
  dims: readonly Dimension[],
  stages: readonly string[],
  base: RangeName,
  rooms: SignRooms | null,
): Promise<Reading> {
  const { plan, organisation, seq, silent } = moment
  const told = new Map(dims.map((name) => [name, tellerOf(name, dims, plan, organisation)] as const))
  const keys = dims.filter((name) => !told.get(name))
  const cut = keys.map((name) => expression(plan, organisation, name))
  if (silent.length > 0) cut.push(sql`if(${ledger.dealer_id} IN ${value(silent, 'Array(String)')}, 'late', '')`)
  const signs = rooms ? countedSigns(stages) : []
  const dealers = dealersIn(plan.spec.where, organisation, plan.clock.zone.day(plan.as_of)).length
  const days = (['current', base] as const).reduce((sum, range) => sum + daysOf(plan, range), 0)
  const read = (kinds: readonly Counted[], by: readonly Sql[], of = plan) =>
    readCounts(engine, leafStatement(ofKinds(of, kinds), organisation, seq, by, kinds, MOST_READ + 1), by.length)
  const usually = rooms && usualPlan(plan, base)
  const [counts, calls, lost, came] = await Promise.all([
    read(
      [...stages.map((kind) => ({ kind: kind as Kind })), ...signs.flatMap(({ hits, tries }) => [hits, tries])],
      cut,
    ),
    rooms && stages.includes('first_visit') && dealers * days <= MOST_CALLED
      ? rooms.calls(() => readCalls(engine, moment, cut))
      : null,
    rooms && stages.includes('order') ? read([LOST], [...cut, RIVAL]) : null,
    rooms && usually ? rooms.usual(() => read([{ kind: stages[0] as Kind }], cut, usually)) : null,
  ])
  const shelf = new Shelf(counts.keys)
  const tallied: Tallied[] = [
    ...signs.map((kind, i) => tallyOf(kind, counts, null, stages.length + 2 * i)),
    ...(calls ? CALL_SIGNS.map((kind, i) => tallyOf(kind, calls, numbersOf(calls, shelf), 2 * i)) : []),
    ...(lost ? rivalSigns(lost, shelf, base) : []),
    ...(rooms && stages.includes('delivery') ? [carSign(rooms.cars, moment, keys, base, shelf)].filter((one) => one !== null) : []), // prettier-ignore
  ]
  const usual = came && usualOf(came, counts, base, shelf)
  const keyed = shelf.keys
  const parts = dims.map((name) => {
    const teller = told.get(name)
    return teller ? tellAll(keyed[keys.indexOf(teller.by)]!, teller.tell) : tellAll(keyed[keys.indexOf(name)]!, same)
  })
  const column = (range: RangeName, index: number): Float64Array => {
    const found = new Float64Array(shelf.n)
    for (let leaf = 0; leaf < counts.n; leaf++) found[leaf] = counts.of(range, index, leaf)
    return found
  }
  return {
    leaves: {
      dims,
      rows: Array.from({ length: shelf.n }, (_, leaf) => parts.map((part) => part[leaf]!)),
      stages,
      baseline: stages.map((_, i) => column(base, i)),
      actual: stages.map((_, i) => column('current', i)),
      ...(usual && { usual: usual(shelf.n) }),
      signs: tallied.map((one) => signOf(one, shelf.n, base)).filter((sign) => sign !== null),
    },
    counted: counts.n,
    late: silent.length > 0 ? keyed[keys.length]!.map((mark) => mark !== '') : [],
  }
}

/** A sign whose hits and tries stand beside one another among the counts of some leaves; of all when `null`. */
function tallyOf(kind: SignKind, counts: Counts, leaves: readonly number[] | null, index: number): Tallied {
  return {
    kind,
    leaves: leaves ?? Array.from({ length: counts.n }, (_, leaf) => leaf),
    hits: (range, at) => counts.of(range, index, at),
    tries: (range, at) => counts.of(range, index + 1, at),
  }
}

/** Days of a range, a day that runs counting as a whole one. */
const daysOf = ({ ranges }: Plan, range: RangeName): number =>
  ranges[range] ? Math.ceil((ranges[range].until - ranges[range].from) / DAY_MS) : 0

/** The plan of the same question that counts other entries. */
function ofKinds(plan: Plan, counted: readonly Counted[]): Plan {
  const kinds = [...new Set(counted.map(({ kind }) => kind))]
  const flow = kinds.map((kind) => ({ name: kind, from: 'flow' as const, kind }))
  return { ...plan, kinds, sources: { ...plan.sources, flow } }
}

const same = (code: string): string => code

/** Equal texts are one text afterwards: whoever looks leaves up by them need not read them again. */
function tellAll(codes: readonly string[], tell: (code: string) => string): string[] {
  const known = new Map([[UNTOLD, UNTOLD]])
  return codes.map((code) => {
    let text = known.get(code)
    if (text === undefined) known.set(code, (text = tell(code)))
    return text
  })
}
