import { computed, onScopeDispose, ref, type ComputedRef } from 'vue'
import { ERRORS } from '#domain/errors.ts'
import { failureText } from '../desk/failure.ts'
import { request } from '../live/send.ts'

/** What could not be sent yet, kept on this device until the house has it. */
const KEY = 'warroom_outbox'
const AGAIN_MS = 10_000

export interface Waiting {
  client_key: string
  body: string
  /** Why the house would not have it: it is shown until somebody takes it away. */
  refused?: string
}

const read = (): Waiting[] => {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? (kept as Waiting[]) : []
  } catch {
    return []
  }
}
const waiting = ref<Waiting[]>(read())
const keep = (all: Waiting[]): void => {
  waiting.value = all
  localStorage.setItem(KEY, JSON.stringify(all))
}

/** Puts a decision by to be sent later; the house writes it once, however often it comes. */
export function putBy(client_key: string, body: string): void {
  keep([...waiting.value.filter((one) => one.client_key !== client_key), { client_key, body }])
}

export const takeAway = (client_key: string): void => keep(waiting.value.filter((one) => one.client_key !== client_key))

async function send(): Promise<void> {
  for (const one of waiting.value.filter(({ refused }) => refused === undefined)) {
    const reply = await request({ address: '/api/decisions', body: one.body })
    if (!('error' in reply)) takeAway(one.client_key)
    else if (ERRORS[reply.error.code].fault === 'house') return
    else keep(waiting.value.map((kept) => (kept.client_key === one.client_key ? { ...kept, refused: failureText(reply.error) } : kept))) // prettier-ignore
  }
}

/** What waits; it is sent by itself as long as a page holds this. */
export function useOutbox(): ComputedRef<Waiting[]> {
  const timer = setInterval(() => void send(), AGAIN_MS)
  onScopeDispose(() => clearInterval(timer))
  void send()
  return computed(() => waiting.value)
}
