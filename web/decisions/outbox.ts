import { computed, onScopeDispose, ref, type ComputedRef } from 'vue'
import { ERRORS, type ErrorCode } from '#domain/errors.ts'
import { failureText } from '../desk/failure.ts'
import { request } from '../live/send.ts'
import { useSession } from '../session/session.ts'

/** What could not be sent yet, kept on this device until the house has it. */
const KEY = 'warroom_outbox'
const AGAIN_MS = 10_000

export interface Waiting {
  client_key: string
  body: string
  /** The account that wrote it: nobody else sends it as theirs. */
  by: string | null
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
  try {
    localStorage.setItem(KEY, JSON.stringify(all))
  } catch {
    // Full, or shut to this page: it waits as long as the page is open.
  }
}

/** Puts a decision by to be sent later; the house writes it once, however often it comes. */
export function putBy(client_key: string, body: string, by: string | null): void {
  keep([...waiting.value.filter((one) => one.client_key !== client_key), { client_key, body, by }])
}

export const takeAway = (client_key: string): void => keep(waiting.value.filter((one) => one.client_key !== client_key))

/** A refusal that says nothing of what was written: the house is away, or somebody has to sign in again. */
export const isForNow = (code: ErrorCode): boolean => ERRORS[code].fault === 'house' || code === 'unauthorised'

async function send(user: string | null): Promise<void> {
  for (const one of waiting.value.filter(({ by, refused }) => by === user && refused === undefined)) {
    const reply = await request({ address: '/api/decisions', body: one.body })
    if (!('error' in reply)) takeAway(one.client_key)
    else if (isForNow(reply.error.code)) return
    else keep(waiting.value.map((kept) => (kept.client_key === one.client_key ? { ...kept, refused: failureText(reply.error) } : kept))) // prettier-ignore
  }
}

/** What waits; it is sent by itself as long as a page holds this. */
export function useOutbox(): ComputedRef<Waiting[]> {
  const session = useSession()
  const user = (): string | null => session.facts?.user_id ?? null
  const timer = setInterval(() => void send(user()), AGAIN_MS)
  onScopeDispose(() => clearInterval(timer))
  void send(user())
  return computed(() => waiting.value.filter(({ by }) => by === user()))
}
