import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'

const RESORT_MS = 60_000
const LOOK_MS = 5_000

/**
 * The order in which rows are shown: taken over at once for another selection or other rows, else at most once a
 * minute, so that nobody loses a row while reading it.
 */
export function useOrder(
  codes: () => readonly (string | null)[] | null,
  selection: () => string,
): ShallowRef<readonly (string | null)[]> {
  const order = shallowRef<readonly (string | null)[]>([])
  let sortedAt = 0
  let sortedFor = ''
  function sort(): void {
    const next = codes()
    if (!next) return
    const same = sortedFor === selection() && order.value.length === next.length
    if (same && Date.now() - sortedAt < RESORT_MS) return
    sortedAt = Date.now()
    sortedFor = selection()
    order.value = next
  }
  watch([codes, selection], sort, { immediate: true })
  const timer = setInterval(sort, LOOK_MS)
  onScopeDispose(() => clearInterval(timer))
  return order
}
