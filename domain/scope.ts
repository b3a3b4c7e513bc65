import type { Dimension } from './dimensions.ts'
import { Refusal, quote } from './errors.ts'
import type { ViewSpec } from './view.ts'

/** What an asker may see: dimension → allowed values. `{}` is the whole maker. */
export interface Scope {
  where: ViewSpec['where']
}

export const fullScope: Scope = Object.freeze({ where: {} })

/** Whether the scope is the whole maker: some measures are decided across dealers. */
export const isFullScope = (scope: Scope): boolean => Object.keys(scope.where).length === 0

/**
 * Merges a scope into a question. A dimension that the question leaves open is narrowed to the scope; naming a value
 * outside the scope is refused as `forbidden`: a silent part of what was asked for would carry the wrong name.
 */
export function mergeScope(spec: ViewSpec, scope: Scope): ViewSpec {
  if (isFullScope(scope)) return spec
  const where = { ...spec.where }
  for (const [name, allowed = []] of Object.entries(scope.where)) {
    const dimension = name as Dimension
    const asked = where[dimension]
    const outside = asked?.find((value) => !allowed.includes(value))
    if (outside !== undefined) {
      throw new Refusal('forbidden', `${quote(outside)} lies outside your scope`, { path: `where.${dimension}` })
    }
    where[dimension] = asked ?? [...allowed].sort()
  }
  return { ...spec, where }
}

/** A scope as text: part of the key of every cache, room and view. Equal scopes have equal texts. */
export function scopeKey(scope: Scope): string {
  const entries = Object.entries(scope.where).map(([name, values = []]) => [name, [...values].sort()] as const)
  return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}
