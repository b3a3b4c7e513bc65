import { computed } from 'vue'
import type { Row } from '#domain/view.ts'
import { useView } from '../../live/useView.ts'
import { useSession } from '../../session/session.ts'
import { useBoard } from '../board.ts'
import type { Level } from '../state.ts'
import { untold } from '../untold.ts'
import { askReady, readReady } from './sprint.ts'

/** What could be handed over, by whatever is asked: one question serves all tiles of 月末冲刺. */
export function useReady() {
  const { scene } = useBoard()
  const session = useSession()
  // Orders whose deliveries are still to be loaded would seem to be in hand.
  const ask = () => (session.loading === null ? askReady(scene.value) : null)
  const view = useView(ask)
  const asked = computed(() => ask() !== null)
  const refused = computed(() => view.failure.value !== null && view.result.value === null)
  const level =
    (name: Level) =>
    (row: Row): string | null => {
      const code = row.key.dealer_id ?? null
      if (name === 'dealer' || code === null) return code
      const dealer = session.names.dealer(code)
      return (name === 'region' ? dealer?.region : name === 'area' ? dealer?.area : null) ?? null
    }
  return {
    view,
    /** Orders in hand and cars are there: before, nothing may be said of them. */
    told: computed(() => view.result.value !== null),
    /** Neither orders in hand nor cars are told. */
    unknown: computed(() => !asked.value || refused.value),
    /** Why they are not, in words. */
    why: computed(() => untold(view.failure.value, session.loading !== null)),
    by: (name: Level) => readReady(view.result.value, level(name)),
    byModel: () => readReady(view.result.value, (row) => row.key.model ?? null),
    all: computed(() => (view.result.value ? (readReady(view.result.value, () => '').get('') ?? null) : null)),
  }
}
