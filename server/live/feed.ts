import type { Logger } from 'pino'
import type { Fact } from '#domain/fact.ts'
import type { Batch } from './batch.ts'
import type { Stop } from './timer.ts'

export interface FeedOptions {
  /** Tells of every move of the head; answers how to stop listening. */
  listen: (moved: (seq: number) => void) => Promise<Stop> | Stop
  /** Facts with `afterSeq < seq ≤ uptoSeq`, in order of seq. */
  read: (range: { afterSeq: number; uptoSeq: number }) => Promise<Fact[]>
  publish: (batch: Batch) => void
  /** The sequence up to which facts are known already. */
  afterSeq: number
  log: Logger
}

/** Facts read at once: what an import books in a second fits in memory. */
const LARGEST_READ = 50_000

/**
 * Follows a ledger that another process books into: at each move of the head the new facts are read once and published
 * in order. A read that fails is made up for at the next move, so nothing is lost and nothing comes twice.
 */
export async function followHead({ listen, read, publish, afterSeq, log }: FeedOptions): Promise<Stop> {
  let head = afterSeq
  let known = afterSeq
  let reading = false
  const catchUp = async (): Promise<void> => {
    if (reading) return
    reading = true
    try {
      while (known < head) {
        const uptoSeq = Math.min(head, known + LARGEST_READ)
        const facts = await read({ afterSeq: known, uptoSeq })
        const receivedAt = facts.reduce((latest, { received_at }) => Math.max(latest, received_at), 0)
        publish({ seqFrom: known + 1, seqTo: uptoSeq, facts, receivedAt })
        known = uptoSeq
      }
    } catch (thrown) {
      log.warn({ err: thrown, after: known }, 'new facts could not be read; they are read at the next move of the head')
    } finally {
      reading = false
    }
  }
  return listen((seq) => {
    head = Math.max(head, seq)
    void catchUp()
  })
}
