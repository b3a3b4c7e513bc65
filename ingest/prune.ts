import type { Logger } from 'pino'
import type { Postgres } from '#store/postgres/engine.ts'
import { pruneRejects } from '#store/postgres/rejects.ts'

/** Keeps the list of refused rows within bounds, however broken a sender is. */
export interface Pruner {
  /** That many rows were refused. */
  note(rows: number): void
  stop(): Promise<void>
}

const EVERY_MS = 600_000
const DAY_MS = 86_400_000

/** Prunes at the start, every ten minutes, and whenever a tenth of what may be kept has come since. */
export function openPruner(
  { postgres, log, now }: { postgres: Postgres; log: Logger; now: () => number },
  bounds: { rows: number; days: number },
): Pruner {
  let since = 0
  let running: Promise<void> | undefined
  const prune = (): void => {
    since = 0
    running ??= pruneRejects(postgres, bounds.rows, now() - bounds.days * DAY_MS)
      .then((gone) => {
        if (gone > 0) log.info({ rows: gone }, 'old refused rows were let go')
      })
      .catch((err: unknown) => log.warn({ err }, 'refused rows could not be pruned; it is tried again'))
      .finally(() => (running = undefined))
  }
  const timer = setInterval(prune, EVERY_MS)
  timer.unref()
  prune()
  return {
    note: (rows) => {
      since += rows
      if (since * 10 >= bounds.rows) prune()
    },
    stop: async () => {
      clearInterval(timer)
      await running
    },
  }
}
