import type { Batch } from './batch.ts'

/** Published batches in their order: those that wait for the next move, and those that a slow reader still needs. */
export class BatchLog {
  #waiting: Batch[] = []
  #kept: Batch[] = []
  #booked: number

  /** `seq`: where the ledger stood when this began. */
  constructor(seq: number) {
    this.#booked = seq
  }

  /** Takes a batch in. `known`: nothing new in it; `gap`: batches before it never came. */
  publish(batch: Batch): 'next' | 'known' | 'gap' {
    if (batch.seqTo <= this.#booked) return 'known'
    const gap = batch.seqFrom > this.#booked + 1
    this.#booked = batch.seqTo
    this.#waiting.push(batch)
    return gap ? 'gap' : 'next'
  }

  get hasNews(): boolean {
    return this.#waiting.length > 0
  }

  /** Sequence up to which batches came. */
  get booked(): number {
    return this.#booked
  }

  /** Everything that may still have to be counted by somebody, oldest first. */
  all(): Batch[] {
    return [...this.#kept, ...this.#waiting]
  }

  /** The latest clock of a booker among the batches that wait, or `fallback`. */
  latest(fallback: number): number {
    return this.#waiting.reduce((latest, { receivedAt }) => Math.max(latest, receivedAt), fallback)
  }

  /** Everybody stands at `seq` now, save for those who need facts above `needed`. */
  settle(seq: number, needed: number): void {
    const later = this.#waiting.filter(({ seqTo }) => seqTo > seq)
    this.#kept = [...this.#kept, ...this.#waiting].filter(({ seqTo }) => seqTo <= seq && seqTo > needed)
    this.#waiting = later
  }
}
