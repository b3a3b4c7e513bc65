import { isBucket } from '#domain/bucket.ts'
import { attrName, isAttrDimension, originOf, type Dimension, type DimensionName } from '#domain/dimensions.ts'
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
import { readsModel, succession } from '#domain/successor.ts'
import { ledger } from '#store/clickhouse/ledger.ts'
import { pick, sql, value, type Sql } from '#store/clickhouse/sql.ts'
import { bucketStart } from './window.ts'

/** Ledger column → other codes → what they stand for. Small reference data goes into the question as two lists. */
function mapped(
  column: 'dealer_id' | 'model' | 'channel',
  pairs: readonly (readonly [string, string])[],
  otherwise: Sql,
): Sql {
  if (pairs.length === 0) return otherwise
  const from = value(pairs.map(([code]) => code), 'Array(String)') // prettier-ignore
  const to = value(pairs.map(([, meaning]) => meaning), 'Array(String)') // prettier-ignore
  return sql`transform(${ledger[column]}, ${from}, ${to}, ${otherwise})`
}

const nothing = sql`''`

/** Every raw model or channel code that stands in events, with the code it stands for. */
export function rawCodes(organisation: Organisation, column: 'model' | 'channel'): [raw: string, own: string][] {
  const own = column === 'model' ? organisation.modelCodes() : organisation.channelCodes()
  const aliases = column === 'model' ? organisation.modelAliases() : organisation.channelAliases()
  return [...own.map((code): [string, string] => [code, code]), ...aliases]
}

/** A model's or channel's value of a dimension by its own code; `''` when absent. */
export function codeValue(organisation: Organisation, dimension: Dimension): (code: string) => string {
  return originOf(dimension) === 'model'
    ? (code) => modelValue(organisation.model(code), dimension as ModelDimension)
    : (code) => organisation.channelPath(code)[channelLevel(dimension as ChannelDimension)] ?? ''
}

/**
 * A model dimension as a comparison range reads it: where the event's model has been replaced since, as the model that
 * replaced it. `null` where no comparison reads it in another way than the current range.
 */
export function succeeded(
  plan: Plan,
  organisation: Organisation,
  dimension: Dimension,
): { replaced: Sql; into: Sql } | null {
  const lines = succession(plan, organisation)
  if (lines.size === 0 || !readsModel(dimension)) return null
  const valueOf = dimension === 'model' ? (code: string) => code : codeValue(organisation, dimension)
  const known = new Map([...[...lines.keys()].map((code) => [code, code] as const), ...rawCodes(organisation, 'model')])
  const old = [...known].flatMap(([raw, own]) => {
    const found = lines.get(own)
    return found && valueOf(found.into) !== valueOf(own)
      ? [{ raw, before: found.before, text: valueOf(found.into) }]
      : []
  })
  if (old.length === 0) return null
  const raws = value(old.map(({ raw }) => raw), 'Array(String)') // prettier-ignore
  const befores = value(old.map(({ before }) => before), 'Array(Date)') // prettier-ignore
  const replaced = sql`${ledger.day} < transform(${ledger.model}, ${raws}, ${befores}, toDate('1970-01-01'))`
  return { replaced, into: mapped('model', old.map(({ raw, text }) => [raw, text] as const), nothing) } // prettier-ignore
}

/**
 * What a question groups by: the dimension's text; where comparisons read some events in another way, a list of the
 * text for the current range and, if it differs, that for the others.
 */
export function groupExpression(plan: Plan, organisation: Organisation, dimension: Dimension): Sql {
  const own = expression(plan, organisation, dimension)
  const other = succeeded(plan, organisation, dimension)
  return other ? sql`if(${other.replaced}, [${own}, ${other.into}], [${own}])` : own
}

/**
 * A dimension as SQL over the ledger: text with `''` for absent, the hour as a number, a bucket as its first day.
 * Reference data is bound, so a question never joins.
 */
export function expression(plan: Plan, organisation: Organisation, dimension: Dimension): Sql {
  if (isAttrDimension(dimension)) return sql`${ledger.attrs}[${value(attrName(dimension), 'String')}]`
  if (isBucket(dimension)) return bucketStart(dimension, plan)
  switch (dimension) {
    case 'hour':
      return sql`toHour(${ledger.occurred_at}, ${value(plan.clock.zone.name, 'String')})`
    case 'due_day':
      return sql`if(isNull(${ledger.due_at}), '', toString(toDate32(toTimeZone(assumeNotNull(${ledger.due_at}), ${value(plan.clock.zone.name, 'String')}))))`
    case 'model':
      return mapped('model', [...organisation.modelAliases()], sql`${ledger.model}`)
    case 'channel':
      return mapped('channel', [...organisation.channelAliases()], sql`${ledger.channel}`)
  }
  if (isDealerDimension(dimension)) return dealerExpression(plan, organisation, dimension)
  const origin = originOf(dimension)
  if (origin === 'model' || origin === 'channel') {
    const valueOf = codeValue(organisation, dimension)
    return mapped(origin, rawCodes(organisation, origin).map(([raw, own]) => [raw, valueOf(own)] as const), nothing) // prettier-ignore
  }
  return sql`${column(dimension)}`
}

function column(dimension: DimensionName) {
  const found = pick(ledger, dimension)
  if (!found) throw new TypeError(`the ledger has no column ${dimension}`)
  return found
}

function dealerExpression(plan: Plan, organisation: Organisation, dimension: DealerDimension): Sql {
  const today = plan.clock.zone.day(plan.as_of)
  const codes = organisation.dealerCodes()
  const valid = mapped('dealer_id', codes.map((code) => [code, dealerValue(organisation.dealer(code, today), dimension)] as const), nothing) // prettier-ignore
  if (plan.spec.org === 'current') return valid
  const moves = codes.flatMap((code) => movesOf(organisation, code, dimension))
  if (moves.length === 0) return valid
  const ids = value(moves.map(({ code }) => code), 'Array(String)') // prettier-ignore
  const days = value(moves.map(({ from }) => from), 'Array(Date)') // prettier-ignore
  const values = value(moves.map((move) => move.value), 'Array(String)') // prettier-ignore
  return sql`if(${ledger.dealer_id} IN ${ids}, arrayLast((v, id, since) -> id = ${ledger.dealer_id} AND since <= ${ledger.day}, ${values}, ${ids}, ${days}), ${valid})`
}

/** The rows of a dealer whose value of a dimension ever changed, oldest first; the first is valid from the beginning. */
export function movesOf(
  organisation: Organisation,
  code: string,
  dimension: DealerDimension,
): { code: string; from: string; value: string }[] {
  const rows = organisation.dealerRows(code)
  if (new Set(rows.map((row) => dealerValue(row, dimension))).size < 2) return []
  return rows.map((row, i) => ({
    code,
    from: i === 0 ? '1970-01-01' : row.valid_from!,
    value: dealerValue(row, dimension),
  }))
}
