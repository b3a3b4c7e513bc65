import { computed, type ComputedRef } from 'vue'
import { CHECKS, type CheckName } from '#domain/doubts/checks.ts'
import type { Doubt } from '#domain/doubts/judge.ts'
import { useSession } from '../../session/session.ts'
import { useBoard } from '../board.ts'
import { whereOf } from '../state.ts'
import { usePolled } from '../../live/usePolled.ts'

/** A look reads much of the ledger, and what it finds lasts. */
const EVERY_MS = 300_000

/**
 * Which honesty checks (待核) doubt a store of the present place, its advisors included; `null` until the house has
 * looked. Doubts know neither model nor channel.
 */
export function useDoubts(): ComputedRef<Map<string, CheckName[]> | null> {
  const { state } = useBoard()
  const session = useSession()
  const polled = usePolled<Doubt[]>(
    () => ({
      address: '/api/doubts',
      body: JSON.stringify({
        period: state.value.period,
        where: whereOf({ ...state.value, model: null, channel: null }, session.names.channelLevel),
      }),
    }),
    EVERY_MS,
  )
  return computed(() => {
    if (!polled.answer.value) return null
    const found = new Map<string, CheckName[]>()
    for (const { dealer_id, check } of polled.answer.value) {
      const checks = found.get(dealer_id) ?? []
      if (!checks.includes(check) && Object.hasOwn(CHECKS, check)) found.set(dealer_id, [...checks, check])
    }
    return found
  })
}
