import { dealersIn } from '#domain/dealers.ts'
import type { Dimension } from '#domain/dimensions.ts'
import { Refusal, quote } from '#domain/errors.ts'
import { dealerValue, isDealerDimension, type DealerDimension, type Organisation } from '#domain/organisation.ts'
import { isFullScope, type Scope } from '#domain/scope.ts'
import type { ViewSpec } from '#domain/view.ts'

/**
 * Refuses a question that names a dealer, advisor or place that exists, but outside the asker's scope (`forbidden`).
 * What does not exist is no secret: it answers nothing. The merge of the scope into the question comes on top.
 */
export function authorise(spec: ViewSpec, scope: Scope, organisation: Organisation, day: string): void {
  if (isFullScope(scope)) return
  const inside = new Set(dealersIn(scope.where, organisation, day))
  for (const [name, values = []] of Object.entries(spec.where)) {
    const dealersOf = holders(name as Dimension, organisation, day)
    const outside = values.find((value) => {
      const dealers = value === null ? [] : (dealersOf?.(value) ?? [])
      return dealers.length > 0 && !dealers.some((code) => inside.has(code))
    })
    if (outside !== undefined)
      throw new Refusal('forbidden', `${quote(outside)} lies outside your scope`, { path: `where.${name}` })
  }
}

/** Which dealers stand behind a value of a dimension; `undefined` for dimensions that know no dealers. */
function holders(name: Dimension, organisation: Organisation, day: string): ((value: string) => string[]) | undefined {
  if (name === 'dealer_id') return (value) => [organisation.dealerCode(value) ?? []].flat()
  if (name === 'advisor_id') {
    return (value) => {
      const advisor = organisation.advisor(value, day)
      return advisor ? [advisor.dealer_id] : []
    }
  }
  if (!isDealerDimension(name as never)) return undefined
  const codes = organisation.dealerCodes()
  return (value) =>
    codes.filter((code) => dealerValue(organisation.dealer(code, day), name as DealerDimension) === value)
}
