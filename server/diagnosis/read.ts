import { originOf, type Dimension } from '#domain/dimensions.ts'
import type { Kind } from '#domain/kinds.ts'
import type { Leaves } from '#domain/diagnosis/leaves.ts'
import {
  channelLevel,
  dealerValue,
  isDealerDimension,
  modelValue,
  type ChannelDimension,
  type DealerDimension,
  type ModelDimension,
  type Organisation,
} from '#domain/organisation.ts'
import type { Plan } from '#domain/plan.ts'
import type { RangeName } from '#domain/range.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { ledger } from '#store/clickhouse/ledger.ts'
import { sql, value } from '#store/clickhouse/sql.ts'
import { expression, movesOf } from '../query/expression.ts'
import { ask, tooManyRows } from '../query/run.ts'
import { signsOf } from './signs.ts'
import { leafStatement, type LeafColumns } from './statement.ts'

/** Leaves above which a question is refused: its answer would fill the memory of the house. */
const MOST_LEAVES = 250_000

/** Leaves, and which of them belong to dealers whose data is late. */
export interface Reading {
  leaves: Leaves
  late: readonly boolean[]
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
 * Reads the leaves of a plan whose ranges are the current one and `base`, by `dims`, in one statement at a sequence.
 * Places, series and branches of channels are told by the dealer, model and channel when the answer is there, as far as
 * those are among `dims`. Throws `too_many_rows` or `store_unavailable`.
 */
export async function readLeaves(
  engine: Engine,
  { plan, organisation, seq, silent }: Moment,
  dims: readonly Dimension[],
  stages: readonly string[],
  base: RangeName,
): Promise<Reading> {
  const told = new Map(dims.map((name) => [name, tellerOf(name, dims, plan, organisation)] as const))
  const keys = dims.filter((name) => !told.get(name))
  const cut = keys.map((name) => expression(plan, organisation, name))
  if (silent.length > 0) cut.push(sql`if(${ledger.dealer_id} IN ${value(silent, 'Array(String)')}, 'late', '')`)
  const signs = signsOf(stages)
  const counted = [
    ...stages.map((kind) => ({ kind: kind as Kind })),
    ...signs.flatMap(({ hits, tries }) => [hits, tries]),
  ]
  const statement = leafStatement(plan, organisation, seq, cut, counted, MOST_LEAVES + 1)
  const [columns] = statement ? await ask<LeafColumns>(engine, statement.sql, 'sums', 2) : [nothing(cut.length)]
  const { width, places } = statement ?? { width: 1, places: {} }
  const n = columns!.flat.length / width
  if (n > MOST_LEAVES) throw tooManyRows()
  const keyed = keys.map((_, i) => columns![`keys${i}`]!)
  const parts = dims.map((name) => {
    const teller = told.get(name)
    return teller ? tellAll(keyed[keys.indexOf(teller.by)]!, teller.tell) : tellAll(keyed[keys.indexOf(name)]!, same)
  })
  const counts = (range: RangeName, index: number): Float64Array => {
    const place = places[range]?.[index]
    const found = new Float64Array(n)
    if (place !== undefined) for (let leaf = 0; leaf < n; leaf++) found[leaf] = columns!.flat[leaf * width + place]!
    return found
  }
  const tally = (range: RangeName, i: number) => ({
    hits: counts(range, stages.length + 2 * i),
    tries: counts(range, stages.length + 2 * i + 1),
  })
  return {
    leaves: {
      dims,
      rows: Array.from({ length: n }, (_, leaf) => parts.map((part) => part[leaf]!)),
      stages,
      baseline: stages.map((_, i) => counts(base, i)),
      actual: stages.map((_, i) => counts('current', i)),
      signs: signs.map(({ name, stage, bad }, i) => ({ name, stage, bad, baseline: tally(base, i), actual: tally('current', i) })), // prettier-ignore
    },
    late: silent.length > 0 ? columns![`keys${keys.length}`]!.map((mark) => mark !== '') : [],
  }
}

const nothing = (keys: number): LeafColumns => ({
  flat: [],
  ...Object.fromEntries(Array.from({ length: keys }, (_, i) => [`keys${i}`, []])),
})

/** How a dimension's value follows from another one's. */
interface Teller {
  by: Dimension
  tell: (code: string) => string
}

/** `undefined` where only the events themselves tell it. */
function tellerOf(
  name: Dimension,
  dims: readonly Dimension[],
  plan: Plan,
  organisation: Organisation,
): Teller | undefined {
  if (isDealerDimension(name as never) && dims.includes('dealer_id')) {
    const dimension = name as DealerDimension
    if (plan.spec.org === 'as_stood' && organisation.dealerCodes().some((code) => movesOf(organisation, code, dimension).length > 0)) return undefined // prettier-ignore
    const day = plan.clock.zone.day(plan.as_of)
    return { by: 'dealer_id', tell: (code) => dealerValue(organisation.dealer(code, day), dimension) }
  }
  if (originOf(name) === 'model' && dims.includes('model'))
    return { by: 'model', tell: (code) => modelValue(organisation.model(code), name as ModelDimension) }
  if (originOf(name) === 'channel' && dims.includes('channel')) {
    const level = channelLevel(name as ChannelDimension)
    return { by: 'channel', tell: (code) => organisation.channelPath(code)[level] ?? '' }
  }
  return undefined
}

const same = (code: string): string => code

/** Equal texts are one text afterwards: whoever looks leaves up by them need not read them again. */
function tellAll(codes: readonly string[], tell: (code: string) => string): string[] {
  const known = new Map<string, string>()
  return codes.map((code) => {
    let text = known.get(code)
    if (text === undefined) known.set(code, (text = tell(code)))
    return text
  })
}
