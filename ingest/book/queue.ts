import { Refusal } from '#domain/errors.ts'
import type { Asks } from '#store/postgres/engine.ts'
import type { Reject } from '#store/postgres/rejects.ts'
import type { Outcome, Arrived } from '../settle/walk.ts'

/** Live batches are booked before imports. */
export type Priority = 'live' | 'bulk'

/** One sender's batch: booked as a whole or not at all. */
export interface Request {
  rows: readonly Arrived[]
  rejects: readonly Reject[]
  priority: Priority
  /** What else must become true in the moment in which the batch counts. */
  also?: (inside: Asks, outcomes: readonly Outcome[]) => Promise<void>
}

export interface Waiting extends Request {
  resolve(outcomes: Outcome[]): void
  reject(reason: unknown): void
}

/** The line before the booker, bounded by rows. */
export class Queue {
  readonly #lanes: Record<Priority, Waiting[]> = { live: [], bulk: [] }
  readonly #mostRows: number
  #rows = 0
  #wake: (() => void) | undefined

  constructor(mostRows: number) {
    this.#mostRows = mostRows
  }

  get rows(): number {
    return this.#rows
  }

  get empty(): boolean {
    return this.#lanes.live.length + this.#lanes.bulk.length === 0
  }

  /** Throws `busy` when that many more rows do not fit. A batch larger than the whole line fits when it is empty. */
  check(rows: number): void {
    if (this.#rows > 0 && this.#rows + rows > this.#mostRows) {
      throw new Refusal('busy', `${this.#rows} rows are waiting to be booked; send again shortly`)
    }
  }

  add(request: Request): Promise<Outcome[]> {
    this.check(request.rows.length)
    this.#rows += request.rows.length
    return new Promise((resolve, reject) => {
      this.#lanes[request.priority].push({ ...request, resolve, reject })
      this.#wake?.()
    })
  }

  /** The next batches, whole ones, together at most `mostRows` rows unless the first alone has more. */
  take(mostRows: number): Waiting[] {
    const taken: Waiting[] = []
    let rows = 0
    for (const lane of [this.#lanes.live, this.#lanes.bulk]) {
      while (lane[0] && (taken.length === 0 || rows + lane[0].rows.length <= mostRows)) {
        const next = lane.shift()!
        rows += next.rows.length
        taken.push(next)
      }
    }
    return taken
  }

  /** To be called when a taken batch has been answered: only then is there room for others. */
  leave(batches: readonly Request[]): void {
    for (const { rows } of batches) this.#rows -= rows.length
  }

  /** Resolves when something may be there, or `wake` was called. */
  async arrival(): Promise<void> {
    if (!this.empty) return
    await new Promise<void>((resolve) => (this.#wake = resolve))
    this.#wake = undefined
  }

  wake(): void {
    this.#wake?.()
  }
}
