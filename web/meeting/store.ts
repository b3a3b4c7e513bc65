import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Router } from 'vue-router'
import type { Socket } from 'socket.io-client'
import type { Presented } from '#domain/decision/meeting.ts'
import type { MeetingFile } from '#domain/decision/minutes.ts'
import type { ErrorBody } from '#domain/errors.ts'
import type { ClientEvents, ServerEvents } from '../live/protocol.ts'
import { inOwnWords } from '../pages/carried.ts'
import { isOlder } from './order.ts'

type Line = Socket<ServerEvents, ClientEvents>
/** `follow`: this screen goes where the presenter goes; `lead`: all who follow come here; `free`: neither. */
export type Way = 'follow' | 'lead' | 'free'

/** The meeting that this screen sits in, whichever room it shows. */
export const useMeeting = defineStore('meeting', () => {
  const id = ref<string | null>(null)
  const file = shallowRef<MeetingFile | null>(null)
  const presented = shallowRef<Presented | null>(null)
  const way = ref<Way>('free')
  const failure = shallowRef<ErrorBody['error'] | null>(null)
  let line: Line | null = null
  let router: Router | null = null

  /** An older step is never shown after a newer one. */
  function led(next: Presented | null): void {
    if (!next || next.seq <= (presented.value?.seq ?? -1)) return
    presented.value = next
    if (way.value !== 'follow' || !router) return
    const address = inOwnWords(router, next.route)
    if (router.currentRoute.value.fullPath !== address) void router.push(address)
  }
  /** A file that an answer or a push brought; of what came before it nothing is taken back. */
  function take(next: MeetingFile): void {
    if (next.meeting.id === id.value && !isOlder(next, file.value)) file.value = next
  }
  function tell(): void {
    const meeting = id.value
    const route = router?.currentRoute.value.fullPath
    // The agenda itself is on every screen; what is led to is what lies beside it.
    if (way.value !== 'lead' || !line || meeting === null || !route || route.startsWith('/meeting')) return
    line.emit('meeting:present', { meeting, route, state: {} }, (reply) => {
      if ('error' in reply) failure.value = reply.error
      else if (reply.seq > (presented.value?.seq ?? -1)) presented.value = reply
    })
  }
  function rejoin(): void {
    const meeting = id.value
    if (!line || meeting === null) return
    line.emit('meeting:join', meeting, (reply) => {
      if (id.value !== meeting) return
      if ('error' in reply) {
        failure.value = reply.error
        return
      }
      failure.value = null
      take(reply.file)
      if (way.value === 'follow') led(reply.presented)
      else {
        presented.value = reply.presented
        line?.emit('meeting:follow', { meeting, follow: false }, () => undefined)
      }
    })
  }

  return {
    id,
    file,
    presented,
    way,
    failure,
    take,
    /** Someone else leads this meeting. */
    presenter: computed(() => presented.value?.by ?? null),
    /** Ties the meeting to the line and the rooms of this page; once, where both are made. */
    attach(socket: Line, rooms: Router): () => void {
      line = socket
      router = rooms
      socket.on('connect', rejoin)
      socket.on('meeting:changed', take)
      socket.on('meeting:present', ({ meeting, presented: next }) => {
        if (meeting === id.value) led(next)
      })
      return rooms.afterEach(tell)
    },
    join(meeting: string): void {
      if (id.value === meeting) return
      id.value = meeting
      file.value = null
      presented.value = null
      way.value = 'free'
      rejoin()
    },
    leave(): void {
      if (id.value !== null) line?.emit('meeting:leave', id.value)
      id.value = null
      file.value = null
      presented.value = null
      way.value = 'free'
    },
    go(next: Way): void {
      const meeting = id.value
      if (meeting === null || !line) return
      way.value = next
      if (next === 'lead') tell()
      line.emit('meeting:follow', { meeting, follow: next === 'follow' }, (reply) => {
        if (next !== 'follow' || 'error' in reply || !reply.presented) return
        presented.value = null
        led(reply.presented)
      })
    },
  }
})
