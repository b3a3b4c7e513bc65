import { onScopeDispose, shallowReactive } from 'vue'
import { receive } from '../live/send.ts'
import type { HealthFacts } from './facts.ts'

const ADDRESSES = {
  proof: '/api/proof',
  sources: '/api/health/sources',
  dealers: '/api/health/dealers',
  held: '/api/health/held',
  unknown: '/api/health/unknown',
  conflicts: '/api/health/conflicts?limit=50',
  doubts: '/api/doubts?period=month_to_date',
} as const satisfies Record<keyof HealthFacts, string>

/** The light is read often; what costs the store more is read seldom. */
const OFTEN_MS = 5_000
const SELDOM_MS = 60_000

/** Reads the page's facts one after another, and again as they age; what was read stays while it is read anew. */
export function useHealth(): { facts: HealthFacts; refresh(): Promise<void> } {
  const facts = shallowReactive<HealthFacts>({})
  const read = async (name: keyof HealthFacts): Promise<void> => {
    Object.assign(facts, { [name]: await receive(ADDRESSES[name]) })
  }
  const refresh = async (): Promise<void> => {
    for (const name of Object.keys(ADDRESSES) as (keyof HealthFacts)[]) await read(name)
  }
  const timers = [setInterval(() => void read('proof'), OFTEN_MS), setInterval(() => void refresh(), SELDOM_MS)]
  onScopeDispose(() => timers.forEach(clearInterval))
  void refresh()
  return { facts, refresh }
}
