import { setImmediate } from 'node:timers/promises'
import { readEvent } from '#domain/event.ts'
import { Refusal, quote } from '#domain/errors.ts'
import type { Stream } from '#domain/streams.ts'
import type { Zone } from '#domain/zone.ts'
import type { Answer, Call } from './call.ts'
import { openReferenceDoor, type ReferenceParts } from './reference.ts'
import type { Pruner } from './prune.ts'
import { refuse, type Refused } from './refused.ts'
import { createReplay, type Replayed } from './replay.ts'
import type { Arrived, Outcome } from './settle/walk.ts'
import { decompress } from './steps/decompress.ts'
import { sealsOfKept } from './steps/mask.ts'
import { seal } from './steps/seal.ts'
import { split, type Row } from './steps/split.ts'

/** The steps of a call, in their order; booking comes after them. */
export type DoorStep = 'decompress' | 'split' | 'read'

export interface DoorOptions extends ReferenceParts {
  zone: Zone
  /** How far ahead of the clock an event may lie, ms. */
  ahead: number
  /** Largest body after decompression, bytes. */
  bodyLimit: number
  /** Told of refused rows. */
  pruner: Pick<Pruner, 'note'>
  observe?: (step: DoorStep, ms: number) => void
}

export interface Door {
  /**
   * Takes a body in; answers once everything in it is durable. Throws a Refusal when nothing of it was taken:
   * `bad_body`, `bad_encoding`, `too_large`, `busy`, `foreign_history`, `store_unavailable`, `shutting_down`.
   */
  receive(call: Call): Promise<Answer>
  /** Calls `listener` after rows of a reference stream were stored here. */
  onReference(listener: (stream: Stream) => void): void
  /** Sends refused rows through again; see `createReplay`. */
  replay: (asked: Parameters<ReturnType<typeof createReplay>>[0]) => Promise<Replayed>
  /** Rows that wait for the booker. */
  waiting(): number
  /** Refuses new calls and waits for those under way. */
  drain(): Promise<void>
}

/** Rows read between two turns for others, so that a large body does not stop the house. */
const ROWS_A_TURN = 1_000

/** Opens the door: the only way in, for HTTP, files and the simulator alike. */
export function createDoor(options: DoorOptions): Door {
  const { booker, sealer, zone, ahead, bodyLimit, now, pruner } = options
  const keptSealer = sealsOfKept(sealer)
  const reference = openReferenceDoor(options)
  const underWay = new Set<Promise<unknown>>()
  let closed = false

  const timed = async <T>(step: DoorStep, work: () => Promise<T> | T): Promise<T> => {
    const start = performance.now()
    const done = await work()
    options.observe?.(step, performance.now() - start)
    return done
  }

  const readRow = (row: Row, call: Call, clock: number, by = sealer): Arrived => {
    if ('broken' in row) throw new Refusal('not_json', `the line is not JSON: ${row.reason}`)
    const event = readEvent(row.value, { now: clock, ahead, source: call.source })
    if (event.source !== call.source && !call.mayNameSources) {
      throw new Refusal('foreign_source', `this key speaks for ${quote(call.source)}, not for ${quote(event.source)}`, {
        path: 'source',
      })
    }
    if (event.recorded_at !== null && !call.mayBackdate) {
      throw new Refusal('foreign_history', 'this key may not send recorded_at', { path: 'recorded_at' })
    }
    return { incoming: seal(event, { sealer: by, zone, history: call.history, now: clock }) }
  }

  const events = async (rows: readonly Row[], call: Call): Promise<Answer> => {
    booker.check(rows.length)
    const arrived: Arrived[] = []
    const refused: Refused[] = []
    const clock = now()
    let spent = 0
    for (let from = 0; from < rows.length; from += ROWS_A_TURN) {
      const start = performance.now()
      for (const row of rows.slice(from, from + ROWS_A_TURN)) {
        try {
          arrived.push(readRow(row, call, clock))
        } catch (thrown) {
          if (!(thrown instanceof Refusal)) throw thrown
          refused.push(refuse(row, thrown, { call, at: clock, sealer, zone }))
        }
      }
      spent += performance.now() - start
      if (from + ROWS_A_TURN < rows.length) await setImmediate()
    }
    options.observe?.('read', spent)
    const rejects = refused.map(({ kept }) => kept)
    if (rejects.length > 0) pruner.note(rejects.length)
    const outcomes = await booker.book({ rows: arrived, rejects, priority: call.priority })
    const answer: Answer = {
      accepted: 0,
      duplicate: 0,
      corrected: 0,
      held: 0,
      rejected: refused.map(({ told }) => told),
    }
    for (const outcome of outcomes) if (outcome !== 'released') answer[outcome]++
    return answer
  }

  const receive = async (call: Call): Promise<Answer> => {
    if (call.history && !call.mayBackdate) throw new Refusal('foreign_history', 'this key may not send history')
    const body =
      typeof call.body === 'string'
        ? call.body
        : await timed('decompress', () => decompress(call.body as Buffer, call.encoding, bodyLimit))
    const rows = await timed('split', () => split(body))
    if (rows.length === 0) return { accepted: 0, duplicate: 0, corrected: 0, held: 0, rejected: [] }
    return call.stream === 'events' ? events(rows, call) : reference.receive(call.stream, rows, call)
  }

  const replay = createReplay({
    postgres: options.postgres,
    now,
    take: async (all) => {
      const { stream } = all[0]!.call
      if (stream !== 'events') return reference.again(stream, all)
      booker.check(all.length)
      const clock = now()
      const read = all.map(({ row, call }) => orRefusal(() => readRow(row, call, clock, keptSealer)))
      const rows = read.flatMap((one) => (one instanceof Refusal ? [] : [one]))
      const outcomes = rows.length > 0 ? await booker.book({ rows, rejects: [], priority: 'bulk' }) : []
      const next = outcomes.values()
      return read.map((one) => (one instanceof Refusal ? one : (next.next().value as Exclude<Outcome, 'released'>)))
    },
  })

  /** Counts a call among those under way; none begins once the door is closed. */
  const during = <T>(work: () => Promise<T>): Promise<T> => {
    if (closed) return Promise.reject(new Refusal('shutting_down', 'the war room is stopping; send again shortly'))
    const answer = work()
    underWay.add(answer)
    return answer.finally(() => underWay.delete(answer))
  }

  return {
    receive: (call) => during(() => receive(call)),
    replay: (asked) => during(() => replay(asked)),
    onReference: reference.onReference,
    waiting: () => booker.waiting,
    drain: async () => {
      closed = true
      await Promise.allSettled(underWay)
    },
  }
}

function orRefusal<T>(work: () => T): T | Refusal {
  try {
    return work()
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown
    throw thrown
  }
}
