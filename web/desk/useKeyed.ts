import { effectScope, onScopeDispose, shallowReactive, watch, type EffectScope } from 'vue'

/** Keeps one thing for each of a changing list of ids; what it watches stops when its id leaves. */
export function useKeyed<T>(ids: () => readonly string[], make: (id: string) => T): ReadonlyMap<string, T> {
  const scopes = new Map<string, EffectScope>()
  const kept = shallowReactive(new Map<string, T>())
  watch(
    ids,
    (wanted) => {
      for (const [id, scope] of scopes) {
        if (wanted.includes(id)) continue
        scope.stop()
        scopes.delete(id)
        kept.delete(id)
      }
      for (const id of wanted) {
        if (scopes.has(id)) continue
        const scope = effectScope(true)
        scopes.set(id, scope)
        scope.run(() => kept.set(id, make(id)))
      }
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    for (const scope of scopes.values()) scope.stop()
  })
  return kept
}
