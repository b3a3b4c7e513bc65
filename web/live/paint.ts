/** Runs the gathered work at most once per interval; the first piece after a quiet interval runs at once. */
export interface Painter {
  /** `name` stands for one piece of work; a newer piece of the same name replaces the waiting one. */
  paint(name: string, work: () => void): void
  stop(): void
}

interface Timers {
  now(): number
  /** Calls back after `ms`; answers what cancels it. */
  after(ms: number, work: () => void): () => void
}

const TIMERS: Timers = {
  now: () => performance.now(),
  after: (ms, work) => {
    const timer = setTimeout(work, ms)
    return () => clearTimeout(timer)
  },
}

export function createPainter(interval = 1_000, timers: Timers = TIMERS): Painter {
  const waiting = new Map<string, () => void>()
  let last = Number.NEGATIVE_INFINITY
  let cancel: (() => void) | undefined

  const flush = () => {
    cancel = undefined
    last = timers.now()
    const work = [...waiting.values()]
    waiting.clear()
    for (const piece of work) piece()
  }
  return {
    paint(name, work) {
      waiting.set(name, work)
      if (cancel) return
      const wait = last + interval - timers.now()
      if (wait <= 0) flush()
      else cancel = timers.after(wait, flush)
    },
    stop() {
      cancel?.()
      cancel = undefined
      waiting.clear()
    },
  }
}
