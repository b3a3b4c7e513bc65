import type { Logger } from 'pino'
import type { ToldDecision } from '#domain/decision/decision.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import type { LiveServer } from '../live/socket.ts'
import type { Decisions } from './decisions.ts'

export interface PushOptions {
  postgres: Pick<Postgres, 'listen'>
  decisions: Pick<Decisions, 'told'>
  /** The screens that are connected to this process. */
  io: LiveServer
  log: Logger
}

/**
 * Tells every screen of this process of each decision that is written anywhere: whole to those in scope, its card to
 * the others. `null` says that some may have been missed: look again. Told in the order of writing. Answers how to stop.
 */
export async function pushDecisions({ postgres, decisions, io, log }: PushOptions): Promise<() => Promise<void>> {
  let last: Promise<void> = Promise.resolve()
  /** Decisions that wait to be read: however often one is written meanwhile, its newest state is read once. */
  const waiting = new Set<string>()
  const tellAll = async (id: string): Promise<void> => {
    waiting.delete(id)
    const told = await decisions.told(id)
    if (!told) return
    // Screens that see the same are told in one message, encoded once.
    const groups = new Map<ToldDecision, string[]>()
    for (const { id, data } of io.sockets.sockets.values()) {
      const decision = told(data.user)
      groups.set(decision, [...(groups.get(decision) ?? []), id])
    }
    for (const [decision, ids] of groups) io.to(ids).emit('decision:changed', { decision })
  }
  const stop = await postgres.listen('decision', (payload) => {
    if (payload === '') {
      io.emit('decision:changed', { decision: null })
      return
    }
    const { id } = JSON.parse(payload) as { id: string }
    if (waiting.has(id)) return
    waiting.add(id)
    last = last.then(() => tellAll(id)).catch((err: unknown) => log.warn({ err, id }, 'a decision could not be told'))
  })
  return async () => {
    await stop()
    await last
  }
}
