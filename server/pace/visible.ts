import { dealersIn } from '#domain/dealers.ts'
import type { Organisation } from '#domain/organisation.ts'
import { isFullScope, type Scope } from '#domain/scope.ts'
import type { Target } from '#domain/streams.ts'

/**
 * The targets that an asker may see: of places all of whose dealers lie in the scope on a business day, and of models
 * in it where it names models.
 */
export function visibleTargets(
  targets: readonly Target[],
  scope: Scope,
  organisation: Organisation,
  day: string,
): readonly Target[] {
  if (isFullScope(scope)) return targets
  const inside = new Set(dealersIn(scope.where, organisation, day))
  const open = new Map<string, boolean>()
  const isOpen = (text: string, where: Scope['where']): boolean => {
    const dealers = open.get(text) === undefined ? dealersIn(where, organisation, day) : []
    const known = open.get(text) ?? (dealers.length > 0 && dealers.every((code) => inside.has(code)))
    open.set(text, known)
    return known
  }
  return targets.filter(({ region, area, dealer_id, model }) => {
    if (scope.where.model && !scope.where.model.includes(model ? organisation.modelCode(model) : null)) return false
    if (dealer_id) return inside.has(organisation.dealerCode(dealer_id) ?? dealer_id)
    return isOpen(`${region ?? ''}|${area ?? ''}`, {
      ...(region && { region: [region] }),
      ...(area && { area: [area] }),
    })
  })
}
