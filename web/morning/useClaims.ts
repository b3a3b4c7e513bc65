import { computed, shallowRef, watch, type ComputedRef } from 'vue'
import { levelBelow, type Claim } from '#domain/decision/claims.ts'
import { useAnew } from '../decisions/useAnew.ts'
import { DESK_START } from '../desk/state.ts'
import { whereOfNode } from '../desk/asks.ts'
import { useDesk } from '../desk/useDesk.ts'
import { send } from '../live/send.ts'
import { useView } from '../live/useView.ts'
import { useSession } from '../session/session.ts'
import { claimsOver, type ToldClaims } from './claims.ts'

/** More parts than any place has. */
const MOST = 2_000

/**
 * How much of the running month's gap of the desk's place is taken on, told live: its parts' units by a view, claims
 * whenever a decision changes. `null` until both are there, and where the desk shows anything but the plain running
 * month, of which decisions claim nothing.
 */
export function useClaims(): ComputedRef<Claim | null> {
  const desk = useDesk()
  const session = useSession()
  const plain = computed(() => {
    const { period, span, against, base, org, asOf } = desk.state.value
    const same = against === DESK_START.against && base === DESK_START.base && org === DESK_START.org
    return period === 'month_to_date' && span === null && asOf === null && same
  })
  const where = computed(() => whereOfNode(desk.scene.value, desk.path.value))
  const by = computed(() => levelBelow(where.value))
  const parts = useView(() =>
    plain.value
      ? {
          measures: [session.retail],
          by: [by.value],
          where: where.value,
          period: 'month_to_date',
          compare: ['target_full'],
          limit: MOST,
        }
      : null,
  )
  const question = computed(() => (plain.value ? JSON.stringify({ by: by.value, where: where.value }) : null))
  const told = shallowRef<ToldClaims | null>(null)
  async function read(): Promise<void> {
    const asked = question.value
    if (asked === null) return
    const reply = await send<ToldClaims>('/api/decisions/claims', asked)
    if (asked === question.value && !('error' in reply)) told.value = reply
  }
  watch(question, () => {
    told.value = null
    void read()
  })
  useAnew(read)
  return computed(() => {
    const [rows, pace] = [parts.result.value?.rows, desk.pace.value]
    if (!plain.value || !told.value || !rows || !pace) return null
    return claimsOver(rows, { by: by.value, measure: session.retail, share: pace.share }, told.value)
  })
}
