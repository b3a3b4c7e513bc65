import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { monthAfter } from '#domain/forecast/history.ts'
import type { Measure } from '#domain/measure.ts'
import { LAMP_RULE } from '#domain/pace.ts'
import { takeMeasures } from '../i18n/measure.ts'
import type { Loading } from '../live/protocol.ts'
import type { ReferenceFacts, SessionFacts } from './facts.ts'
import { homeOf } from './home.ts'
import { namesOf } from './names.ts'

/** The rule before the house has told its own. */
const LAMP = { basis: 'pace', ...LAMP_RULE } as const
const OFTEN_MS = 5_000
const SELDOM_MS = 60_000

async function read<T>(address: string): Promise<T> {
  const reply = await fetch(address, { headers: { accept: 'application/json' }, signal: AbortSignal.timeout(10_000) })
  if (!reply.ok) throw new Error(`${address} answered ${reply.status}`)
  return (await reply.json()) as T
}

/** How this war room is set up and what its places, models and channels are called; read again as they change. */
export const useSession = defineStore('session', () => {
  const status = ref<'starting' | 'ready' | 'signed_out' | 'trouble'>('starting')
  const facts = shallowRef<SessionFacts | null>(null)
  const reference = shallowRef<ReferenceFacts>({ dealers: [], advisors: [], models: [], channels: [] })
  const loading = shallowRef<Loading | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let known = ''

  /** Reads session and reference; tries again by itself, often while something is missing. */
  async function refresh(): Promise<void> {
    clearTimeout(timer)
    try {
      const session = await read<SessionFacts | { signed_in: false }>('/api/session')
      if (!session.signed_in) {
        status.value = 'signed_out'
        return
      }
      // The screens of another version may not understand the answers: a wall that hangs for months takes the new ones.
      if (facts.value && facts.value.version !== session.version) location.reload()
      if (!facts.value) takeMeasures(await read<Measure[]>('/api/measures'))
      const rows = await read<ReferenceFacts>('/api/reference')
      const text = JSON.stringify(rows)
      if (text !== known) reference.value = rows
      known = text
      facts.value = session
      loading.value = session.demo.loading ?? null
      status.value = 'ready'
    } catch {
      if (status.value !== 'ready') status.value = 'trouble'
    }
    const settled = status.value === 'ready' && !empty.value && loading.value === null
    timer = setTimeout(() => void refresh(), settled ? SELDOM_MS : OFTEN_MS)
  }

  const scope = computed(() => facts.value?.scope ?? {})
  const names = computed(() => namesOf(reference.value, Object.keys(scope.value).length === 0))
  const empty = computed(() => facts.value?.head === 0)
  /** Whether a month (`2026-11`) is wholly loaded. */
  const complete = (month: string): boolean =>
    loading.value === null || (loading.value.months?.includes(month) ?? false)

  /** Whether it is, and the month before: who comes for the first time is told by what was before. */
  const settled = (month: string): boolean => complete(month) && complete(monthAfter(month, -1))

  return {
    status,
    facts,
    loading,
    empty,
    names,
    home: computed(() => homeOf(scope.value, names.value)),
    zone: computed(() => facts.value?.zone ?? 'Asia/Shanghai'),
    retail: computed(() => facts.value?.retail_event ?? 'delivery'),
    lamp: computed(() => facts.value?.lamp ?? LAMP),
    complete,
    settled,
    refresh,
    progress: (next: Loading | null) => (loading.value = next),
  }
})
