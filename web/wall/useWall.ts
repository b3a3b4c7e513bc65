import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { within } from '../session/home.ts'
import { useSession } from '../session/session.ts'
import { readState, writeState, type WallState } from './state.ts'

/** How a change of the state enters the browser's history: as a step of its own, or in place of the present one. */
export type Way = 'step' | 'in_place'

/** The state in the address, and the only way to change it. What a person chooses is one step of the history. */
export function useWall() {
  const route = useRoute()
  const router = useRouter()
  const session = useSession()
  const text = computed(() => {
    const told = readState(route.query)
    return JSON.stringify({ ...told, path: within(session.home, told.path) })
  })
  // Reading through text keeps the same object while nothing changed, so that no question is asked anew.
  const state = computed(() => JSON.parse(text.value) as WallState)
  const go = (change: Partial<WallState>, way: Way = 'step'): void => {
    const page = change.scene && change.scene !== state.value.scene ? { page: 1 } : {}
    const query = writeState({ ...state.value, ...page, ...change })
    void (way === 'step' ? router.push({ query }) : router.replace({ query }))
  }
  return { state, go }
}
