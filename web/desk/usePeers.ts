import { computed, type ComputedRef } from 'vue'
import type { Row } from '#domain/view.ts'
import { say } from '../i18n/i18n.ts'
import { useSession } from '../session/session.ts'
import { dimensionOf } from '../wall/state.ts'
import { askPeerFunnels, askPeers } from './asks.ts'
import { peersOf } from './funnel.ts'
import { levelOf } from './state.ts'
import { useAnswer } from './useAnswer.ts'
import { useDesk } from './useDesk.ts'

/** The nodes that the chosen one is measured by, as the funnel counts them, and who they are in a sentence. */
export function usePeers(): { peers: ComputedRef<Row[]>; told: ComputedRef<string | null> } {
  const desk = useDesk()
  const session = useSession()
  const level = computed(() => levelOf(desk.path.value))
  const tier = computed(() => session.names.dealer(desk.path.value[2] ?? '')?.city_tier ?? null)
  const sized = useAnswer(() => askPeers(desk.scene.value, desk.path.value, tier.value))
  const apart = computed(() => askPeerFunnels(desk.scene.value, desk.path.value, tier.value))
  const counted = useAnswer(() => apart.value)
  const peers = computed(() => {
    const rows = sized.result.value?.rows
    if (!rows || level.value === null) return []
    const dimension = dimensionOf(level.value)
    const own = peersOf(rows, dimension, desk.path.value.at(-1)!, session.retail, level.value === 'dealer')
    if (!apart.value) return own
    const codes = new Set(own.map(({ key }) => key[dimension]))
    return (counted.result.value?.rows ?? []).filter(({ key }) => codes.has(key[dimension]))
  })
  const told = computed(() =>
    peers.value.length > 0 && level.value
      ? say('d_peers_tip', {
          n: peers.value.length,
          what: say(
            level.value === 'dealer'
              ? 'd_peers_dealer'
              : level.value === 'advisor'
                ? 'd_peers_advisor'
                : 'd_peers_place',
          ),
        })
      : null,
  )
  return { peers, told }
}
