import { computed, ref } from 'vue'
import type { MeetingFile } from '#domain/decision/minutes.ts'
import { failureText } from '../desk/failure.ts'
import { request, type Request } from '../live/send.ts'
import { useSession } from '../session/session.ts'
import { useMeeting } from './store.ts'

/** What this screen's person may do in a meeting, and how it is done. */
export function useRoom(file: () => MeetingFile) {
  const meeting = useMeeting()
  const session = useSession()
  const held = computed(() => file().meeting)
  const address = computed(() => `/api/meetings/${encodeURIComponent(held.value.id)}`)
  const open = computed(() => held.value.state === 'open')
  const mine = (id: string): boolean => id === session.facts?.user_id
  const said = ref('')

  async function write(question: Request): Promise<boolean> {
    const reply = await request<MeetingFile>(question)
    const refused = 'error' in reply
    said.value = refused ? failureText(reply.error) : ''
    if (!refused) meeting.take(reply)
    return !refused
  }
  return {
    file: computed(file),
    held,
    address,
    open,
    /** The item that is on. */
    item: computed(() => held.value.items.find(({ id }) => id === held.value.current) ?? null),
    /** May write here at all. */
    may: computed(() => open.value && session.facts?.role !== 'viewer'),
    /** Moves the agenda without taking the chair first. */
    chairs: computed(() => mine(held.value.chair_id) || session.facts?.role === 'administrator'),
    /** Nobody else leads: there is nobody to follow. */
    alone: computed(() => meeting.way === 'free' && mine(meeting.presented?.by_id ?? held.value.chair_id)),
    /** What came of the last thing that was tried, where it failed. */
    said,
    /** The chair's move; answers whether it was taken. */
    turn: (change: object) => write({ address: address.value, body: JSON.stringify(change), method: 'PATCH' }),
    /** Writes a note, a promise, the end; answers whether it was taken. */
    post: (path: string, body: object = {}) =>
      write({ address: `${address.value}/${path}`, body: JSON.stringify(body) }),
  }
}

export type Room = ReturnType<typeof useRoom>
