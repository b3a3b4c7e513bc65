import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { readState, writeState, type WallState } from './state.ts'

/** The state in the address, and the only way to change it: each change is one step of the browser's history. */
export function useWall() {
  const route = useRoute()
  const router = useRouter()
  const text = computed(() => JSON.stringify(readState(route.query)))
  // Reading through text keeps the same object while nothing changed, so that no question is asked anew.
  const state = computed(() => JSON.parse(text.value) as WallState)
  const go = (change: Partial<WallState>): void => {
    void router.push({ query: writeState({ ...state.value, ...change }) })
  }
  return { state, go }
}
