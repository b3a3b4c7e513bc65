import type { Logger } from 'pino'
import type { Postgres } from '#store/postgres/engine.ts'
import { answerInbox, clearInbox, handIn, readInbox, takeAnswer } from '#store/postgres/inbox.ts'
import { Refusal } from '#domain/errors.ts'
import type { Outcome } from '../settle/walk.ts'
import type { Request } from './queue.ts'

type Sent = Pick<Request, 'rows' | 'rejects' | 'priority'>

/** A bell may be missed, so both sides look again after a while. */
const LOOK_AGAIN_MS = 1_000
const PATIENCE_MS = 30_000
const AT_ONCE = 8

/**
 * Books what other processes hand over, several batches at a time; the answer is written in the transaction that makes a
 * batch count. What cannot be booked stays and is tried again. Answers how to stop.
 */
export async function serveInbox(
  postgres: Postgres,
  book: (request: Request) => Promise<Outcome[]>,
  log: Logger,
): Promise<() => Promise<void>> {
  let stopped = false
  let serving: Promise<void> | undefined
  const serve = async (): Promise<void> => {
    for (let progress = true; progress && !stopped;) {
      const batches = await readInbox<Sent>(postgres, AT_ONCE)
      const booked = await Promise.allSettled(
        batches.map(({ id, body }) => book({ ...body, also: (inside, outcomes) => answerInbox(inside, id, outcomes) })),
      )
      progress = booked.some(({ status }) => status === 'fulfilled')
    }
  }
  const look = (): void => {
    serving ??= serve()
      .catch((err: unknown) => log.warn({ err }, 'the batches of other processes could not be read'))
      .finally(() => (serving = undefined))
  }
  await clearInbox(postgres)
  const deaf = await postgres.listen('inbox', look)
  const timer = setInterval(look, LOOK_AGAIN_MS)
  timer.unref()
  look()
  return async () => {
    stopped = true
    clearInterval(timer)
    await deaf()
    await serving
  }
}

/**
 * Hands a batch to the process that books and waits for its answer. Throws `store_unavailable` after half a minute; the
 * batch may still be booked then, as a whole, and sending it again is harmless.
 */
export async function bookElsewhere(postgres: Postgres, { rows, rejects, priority }: Request): Promise<Outcome[]> {
  let wake: (() => void) | undefined
  const deaf = await postgres.listen('inbox', () => wake?.())
  try {
    const id = await handIn(postgres, { rows, rejects, priority })
    for (const until = Date.now() + PATIENCE_MS; Date.now() < until;) {
      const answer = await takeAnswer<Outcome[]>(postgres, id)
      if (answer) return answer
      await new Promise<void>((resolve) => {
        wake = resolve
        setTimeout(resolve, LOOK_AGAIN_MS)
      })
    }
  } finally {
    await deaf()
  }
  throw new Refusal('store_unavailable', 'no ingest process has booked the batch in time; send it again')
}
