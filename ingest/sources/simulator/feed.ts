import { Worker } from 'node:worker_threads'
import type { Speed } from './live.ts'
import type { Assignment, FromWorker, ToWorker } from './messages.ts'
import type { Past } from './past.ts'
import type { Reference, Rows } from './reference.ts'
import type { Truth } from './truth.ts'

/** Where the demo world goes. A handler that rejects stops the worker and fails `done`. */
export interface FeedHandlers {
  /** Reference rows, before any event. */
  reference(reference: Reference): Promise<void>
  /** Further rows beside the events: once the wall can open, and as the live day goes on. */
  more?(rows: Rows): Promise<void>
  /**
   * NDJSON of the contract's wire format, some thousand events of several sources; resolve once they are durable.
   * `liveUpto` (epoch ms) is set on live rows: keep the latest one and start again from it.
   */
  rows(rows: Uint8Array, about: { count: number; phase: string; live: boolean; liveUpto: number }): Promise<void>
  /** A phase begins or is durable; `opens` marks the one with which the wall can open. */
  progress(about: { phase: string; done: number; total: number; phaseDone: boolean; opens: boolean }): void
  truth?(truth: Truth): Promise<void>
  /** Decisions and meetings of the past, once the wall can open. */
  past?(past: Past): Promise<void>
}

export interface Feed {
  setSpeed(speed: Speed): void
  /** Resolves once no more rows will be handed over. */
  stop(): Promise<void>
  /** Settles when the worker has ended: after `stop`, or after the history where no live day was asked for. */
  done: Promise<void>
}

/** Runs the simulator in a thread of its own and hands its rows over one after another, two at most under way. */
export function startFeed(assignment: Assignment, handlers: FeedHandlers): Feed {
  const worker = new Worker(new URL('./worker-start.mjs', import.meta.url), { workerData: assignment })
  const tell = (message: ToWorker): void => worker.postMessage(message)
  let failure: unknown
  let work: Promise<void> = Promise.resolve()

  const handle = async (message: FromWorker): Promise<void> => {
    if (failure) return
    if (message.type === 'progress') return handlers.progress(message)
    if (message.type === 'truth') return handlers.truth?.(message.truth)
    if (message.type === 'reference') await handlers.reference(message.reference)
    else if (message.type === 'more') await handlers.more?.(message.more)
    else if (message.type === 'past') await handlers.past?.(message.past)
    else await handlers.rows(message.rows, message)
    tell({ type: 'ack' })
  }
  worker.on('message', (message: FromWorker) => {
    work = work
      .then(() => handle(message))
      .catch((error: unknown) => {
        failure ??= error
        tell({ type: 'stop' })
      })
  })
  const done = new Promise<void>((resolve, reject) => {
    worker.on('error', (error) => {
      failure ??= error
    })
    worker.on('exit', () => void work.then(() => (failure ? reject(failure) : resolve())))
  })
  return {
    setSpeed: (speed) => tell({ type: 'speed', speed }),
    stop: async () => {
      tell({ type: 'stop' })
      await done.catch(() => undefined)
    },
    done,
  }
}
