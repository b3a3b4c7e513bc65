import type { Dimension } from '#domain/dimensions.ts'
import { originOf } from '#domain/dimensions.ts'
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
  const statement = leafStatement(plan, organisation, seq, cut, stages, MOST_LEAVES + 1)
  const none = () => stages.map(() => new Float64Array(0))
  if (!statement) return { leaves: { dims, rows: [], stages, baseline: none(), actual: none() }, late: [] }
  const [columns] = await ask<LeafColumns>(engine, statement.sql, 'sums', 2)
  const keyed = keys.map((_, i) => columns![`keys${i}`]!)
  const marks = silent.length > 0 ? columns![`keys${keys.length}`]! : []
  const n = columns!['units0']!.length
  if (n > MOST_LEAVES) throw tooManyRows()
  const parts = dims.map((name) => {
    const teller = told.get(name)
    return teller ? tellAll(keyed[keys.indexOf(teller.by)]!, teller.tell) : keyed[keys.indexOf(name)]!
  })
  const rows = Array.from({ length: n }, (_, leaf) => parts.map((part) => part[leaf]!))
  const counts = (range: RangeName) =>
    stages.map((_, stage) => {
      const column = statement.units[range]?.[stage]
      return column === undefined ? new Float64Array(n) : Float64Array.from(columns![`units${column}`]!)
    })
  return {
    leaves: { dims, rows, stages, baseline: counts(base), actual: counts('current') },
    late: marks.map((mark) => mark !== ''),
  }
}

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

function tellAll(codes: readonly string[], tell: (code: string) => string): string[] {
  const known = new Map<string, string>()
  return codes.map((code) => {
    let text = known.get(code)
    if (text === undefined) known.set(code, (text = tell(code)))
    return text
  })
}
