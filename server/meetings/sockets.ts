import type { Logger } from 'pino'
import type { MeetingFile } from '#domain/decision/minutes.ts'
import type { MeetingBell } from '#store/postgres/meetings.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import type { User } from '../access/user.ts'
import { asRefusal } from '../http/failure.ts'
import type { LiveError } from '../live/events.ts'
import type { LiveServer } from '../live/socket.ts'
import { systemTimer, type Timer } from '../live/timer.ts'
import type { Meetings } from './meetings.ts'
import { readFollow, readMeetingName } from './read.ts'

export interface MeetingSocketOptions {
  postgres: Pick<Postgres, 'listen'>
  meetings: Meetings
  log: Logger
  timer?: Timer
}

type Answer<T> = ((answer: T | LiveError) => void) | undefined
type LiveSocket = LiveServer extends { sockets: { sockets: Map<string, infer S> } } ? S : never

/** Changes of a meeting are gathered for this long: fifty people who write at once make a few messages, not thousands. */
const GATHER_MS = 150

const roomOf = (id: string): string => `meeting:${id}`
const followersOf = (id: string): string => `meeting:${id}:follow`

/**
 * Serves meetings to sockets: who joined is told of every change as they may see it, who follows is led to where the
 * presenter stands. Written anywhere, told by every process. Answers how to stop.
 */
export async function attachMeetings(
  io: LiveServer,
  { postgres, meetings, log, timer = systemTimer }: MeetingSocketOptions,
): Promise<() => Promise<void>> {
  /** Meetings that are being told, and those of them that were changed since they were last read. */
  const telling = new Map<string, Promise<void>>()
  const changed = new Set<string>()
  const tellFile = async (id: string): Promise<void> => {
    const told = await meetings.told(id)
    // Screens that see the same are told in one message, encoded once.
    const groups = new Map<MeetingFile, string[]>()
    for (const name of io.of('/').adapter.rooms.get(roomOf(id)) ?? []) {
      const socket = io.sockets.sockets.get(name)
      if (!socket || !told) continue
      const file = told(socket.data.user)
      groups.set(file, [...(groups.get(file) ?? []), name])
    }
    for (const [file, names] of groups) io.to(names).emit('meeting:changed', file)
  }
  /** One reading at a time, so that a slow one never tells what was before a later one; and one more for what came meanwhile. */
  const tellChanges = async (id: string): Promise<void> => {
    const pause = (): Promise<void> => new Promise((resolve) => timer.after(GATHER_MS, resolve))
    const tell = (): Promise<void> =>
      tellFile(id).catch((err: unknown) => log.warn({ err, id }, 'a meeting could not be told'))
    await pause()
    while (changed.delete(id)) await Promise.all([tell(), pause()])
    telling.delete(id)
  }
  const gather = (id: string): void => {
    if (!io.of('/').adapter.rooms.has(roomOf(id))) return
    changed.add(id)
    if (!telling.has(id)) telling.set(id, tellChanges(id))
  }
  /** Meetings whose presenter waits to be read: of many steps the newest is shown. */
  const leading = new Set<string>()
  const lead = async (id: string): Promise<void> => {
    leading.delete(id)
    const presented = await meetings.presented(id)
    if (presented) io.to(followersOf(id)).emit('meeting:present', { meeting: id, presented })
  }
  const joined = (): string[] =>
    [...io.of('/').adapter.rooms.keys()].flatMap((name) => /^meeting:([^:]+)$/.exec(name)?.[1] ?? [])
  const missed = (): void => {
    for (const id of joined()) {
      gather(id)
      void lead(id).catch((err: unknown) => log.warn({ err, id }, 'a presenter could not be told'))
    }
  }

  io.on('connection', (socket) => serve(socket, meetings, log))
  let last: Promise<void> = Promise.resolve()
  const deaf = [
    await postgres.listen('meeting', (payload) => {
      if (payload === '') return missed()
      const { id, what } = JSON.parse(payload) as MeetingBell
      if (what === 'file') return gather(id)
      if (leading.has(id)) return
      leading.add(id)
      last = last.then(() => lead(id)).catch((err: unknown) => log.warn({ err, id }, 'a presenter could not be told'))
    }),
    // A decision changes how much of a gap is taken on, in whichever meeting it is looked at.
    await postgres.listen('decision', () => joined().forEach(gather)),
  ]
  return async () => {
    for (const stop of deaf) await stop()
    await Promise.all([last, ...telling.values()])
  }
}

function serve(socket: LiveSocket, meetings: Meetings, log: Logger): void {
  const { user } = socket.data
  const answering = <T>(answer: Answer<T>, work: () => Promise<T>): void => {
    work().then(
      (value) => typeof answer === 'function' && answer(value),
      (thrown: unknown) => {
        const refusal = asRefusal(thrown)
        if (refusal.code === 'internal') log.error({ err: thrown, user: user.id }, refusal.message)
        if (typeof answer === 'function') answer(refusal.body())
      },
    )
  }
  socket.on('meeting:join', (raw, answer) =>
    answering(answer, async () => {
      const id = readMeetingName(raw)
      await meetings.attend(id, user)
      // In the rooms before the state is read: what is written meanwhile is told again rather than missed.
      await socket.join([roomOf(id), followersOf(id)])
      return { file: await meetings.file(id, user), presented: await meetings.presented(id) }
    }),
  )
  socket.on('meeting:leave', (raw, answer) =>
    answering(answer, async () => {
      const id = readMeetingName(raw)
      await socket.leave(roomOf(id))
      await socket.leave(followersOf(id))
      await goneFrom(socket, id, user, meetings)
      return { left: true }
    }),
  )
  socket.on('meeting:follow', (raw, answer) =>
    answering(answer, async () => {
      const { meeting: id, follow } = readFollow(raw)
      if (!follow) await socket.leave(followersOf(id))
      else if (socket.rooms.has(roomOf(id))) await socket.join(followersOf(id))
      return { following: socket.rooms.has(followersOf(id)), presented: await meetings.presented(id) }
    }),
  )
  socket.on('meeting:present', (raw, answer) => answering(answer, () => meetings.present(raw, user)))
  socket.on('disconnecting', () => {
    for (const name of socket.rooms) {
      const id = /^meeting:([^:]+)$/.exec(name)?.[1]
      if (id)
        void goneFrom(socket, id, user, meetings).catch((err: unknown) =>
          log.warn({ err, id }, 'a leave was not noted'),
        )
    }
  })
}

/** Notes that a person left, unless another of their screens is still in the meeting. */
async function goneFrom(socket: LiveSocket, id: string, user: User, meetings: Meetings): Promise<void> {
  const others = [...(socket.nsp.adapter.rooms.get(roomOf(id)) ?? [])].filter((name) => name !== socket.id)
  if (others.some((name) => socket.nsp.sockets.get(name)?.data.user.id === user.id)) return
  await meetings.attend(id, user, true)
}
