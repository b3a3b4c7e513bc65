import { isBucket } from '#domain/bucket.ts'
import { dealerDimensions, dealerMeets } from '#domain/dealers.ts'
import { originOf, type Dimension } from '#domain/dimensions.ts'
import { allowedValues } from '#domain/key.ts'
import { isDealerDimension, type Organisation } from '#domain/organisation.ts'
import type { Plan } from '#domain/plan.ts'
import type { RangeName } from '#domain/range.ts'
import { ledger } from '#store/clickhouse/ledger.ts'
import { sql, value, type Sql } from '#store/clickhouse/sql.ts'
import { codeValue, expression, rawCodes, succeeded } from './expression.ts'

const never = sql`0`

const among = (column: Sql, values: readonly string[]): Sql =>
  values.length === 0 ? never : sql`${column} IN ${value(values, 'Array(String)')}`

/**
 * The plan's `where`, the scope in it, as conditions on the ledger. Days, weeks, months and models that a comparison
 * reads as their successors' belong to the windows.
 */
export function conditions(plan: Plan, organisation: Organisation): Sql[] {
  const { where } = plan.spec
  const dimensions = Object.keys(where) as Dimension[]
  const plain = dimensions.filter(
    (name) => !isDealerDimension(name as never) && !isBucket(name) && !succeeded(plan, organisation, name),
  )
  const found = plain.map((name) => condition(plan, organisation, name))
  const places = dealerDimensions(where)
  if (places.length > 0) found.push(dealerCondition(plan, organisation))
  if (plan.spec.org === 'as_stood') {
    for (const name of places) found.push(among(expression(plan, organisation, name), texts(where[name]!)))
  }
  return found
}

/** `where` by model as one range reads it, where comparisons read successors. */
export function modelConditions(plan: Plan, organisation: Organisation, range: RangeName): Sql[] {
  return (Object.keys(plan.spec.where) as Dimension[]).flatMap((name) => {
    const other = succeeded(plan, organisation, name)
    if (!other) return []
    const own = expression(plan, organisation, name)
    const held = range === 'current' ? own : sql`if(${other.replaced}, ${other.into}, ${own})`
    return [among(held, texts(allowedValues(plan, organisation, name)))]
  })
}

const texts = (values: readonly (string | null)[]): string[] => values.map((text) => text ?? '')

function condition(plan: Plan, organisation: Organisation, name: Dimension): Sql {
  const allowed = allowedValues(plan, organisation, name)
  const held = expression(plan, organisation, name)
  if (name === 'hour') {
    const hours = allowed.filter((hour) => hour !== null && /^([01]\d|2[0-3])$/.test(hour)).map(Number)
    return hours.length === 0 ? never : sql`${held} IN ${value(hours, 'Array(UInt8)')}`
  }
  const origin = name === 'model' || name === 'channel' ? name : originOf(name)
  if (origin !== 'model' && origin !== 'channel') return among(held, texts(allowed))
  return codeCondition(organisation, origin, name, new Set(allowed))
}

/** Models and channels by their raw codes, so that the store compares plain columns. */
function codeCondition(
  organisation: Organisation,
  column: 'model' | 'channel',
  name: Dimension,
  allowed: ReadonlySet<string | null>,
): Sql {
  const codes = rawCodes(organisation, column)
  if (name === column) {
    const raw = codes.filter(([, own]) => allowed.has(own)).map(([code]) => code)
    return among(sql`${ledger[column]}`, [...new Set([...raw, ...texts([...allowed])])])
  }
  const valueOf = codeValue(organisation, name)
  const meets = ([, own]: readonly [string, string]) => allowed.has(valueOf(own) || null)
  if (!allowed.has(null)) return among(sql`${ledger[column]}`, codes.filter(meets).map(([raw]) => raw)) // prettier-ignore
  return sql`NOT ${among(sql`${ledger[column]}`, codes.filter((code) => !meets(code)).map(([raw]) => raw))}` // prettier-ignore
}

/** The organisation as a list of dealers: those that meet it now, or that ever met it where it is asked as it stood. */
function dealerCondition(plan: Plan, organisation: Organisation): Sql {
  const { where, org } = plan.spec
  const today = plan.clock.zone.day(plan.as_of)
  const meets = (code: string): boolean =>
    org === 'current'
      ? dealerMeets(where, organisation.dealer(code, today))
      : organisation.dealerRows(code).some((dealer) => dealerMeets(where, dealer))
  const codes = organisation.dealerCodes()
  // A fact without dealer, or of one that no row describes, has every place absent.
  if (!dealerMeets(where, undefined)) return among(sql`${ledger.dealer_id}`, codes.filter(meets))
  return sql`NOT ${among(sql`${ledger.dealer_id}`, codes.filter((code) => !meets(code)))}` // prettier-ignore
}
