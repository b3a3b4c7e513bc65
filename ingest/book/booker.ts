import { Refusal } from '#domain/errors.ts'
import type { Outcome } from '../settle/walk.ts'
import { Books, shares, type Booked, type BooksOptions } from './books.ts'
import { waitingFor } from './held.ts'
import { Queue, type Request, type Waiting } from './queue.ts'

export interface BookerOptions extends BooksOptions {
  /** Rows that may wait in line. */
  mostWaiting: number
}

const MOST_ROWS = 20_000

/**
 * The one booker: batches wait in line, are settled and booked strictly one after another, and count from the moment
 * the head has moved. Opens by taking the lease; throws `store_unavailable` while another process has it.
 */
export class Booker {
  readonly #options: BookerOptions
  readonly #books: Books
  readonly #queue: Queue
  #releaseDue = true
  #released: (() => void)[] = []
  #stopping = false
  readonly #running: Promise<void>

  private constructor(options: BookerOptions, books: Books) {
    this.#options = options
    this.#books = books
    this.#queue = new Queue(options.mostWaiting)
    this.#running = this.#run()
  }

  static async open(options: BookerOptions): Promise<Booker> {
    return new Booker(options, await Books.open(options))
  }

  get head(): { seq: number; receivedAt: number } {
    return this.#books.head
  }

  get waiting(): number {
    return this.#queue.rows
  }

  /** Throws `busy` when the line has no room for that many rows, `shutting_down` when the booker is stopping. */
  check(rows: number): void {
    if (this.#stopping) throw new Refusal('shutting_down', 'the war room is stopping; send again shortly')
    this.#queue.check(rows)
  }

  /** Books a batch; answers what became of each row once all of it is durable. Throws a Refusal when nothing happened. */
  async book(request: Request): Promise<Outcome[]> {
    this.check(request.rows.length)
    return this.#queue.add(request)
  }

  /** Calls `listener` with every batch, in order, right after it counts. */
  onBooked(listener: (booked: Booked) => void): void {
    this.#books.onBooked(listener)
  }

  /** Dealers have arrived: what was held for them is booked. Resolves when all of it is, or cannot be for now. */
  release(): Promise<void> {
    this.#releaseDue = true
    this.#queue.wake()
    return new Promise((resolve) => this.#released.push(resolve))
  }

  /** Books what waits, saves the filter and gives the lease back. Repeatable. */
  async stop(): Promise<void> {
    this.#stopping = true
    this.#queue.wake()
    await this.#running
    for (const done of this.#released.splice(0)) done()
    await this.#books.close()
  }

  async #run(): Promise<void> {
    while (!this.#stopping || !this.#queue.empty) {
      const batches = this.#queue.take(MOST_ROWS)
      if (batches.length > 0) await this.#serve(batches)
      else if (this.#releaseDue) await this.#releaseSome()
      else await this.#queue.arrival()
    }
  }

  async #serve(batches: Waiting[]): Promise<void> {
    try {
      const outcomes = await this.#books.write(batches)
      shares(batches, outcomes).forEach((own, i) => batches[i]!.resolve(own))
    } catch (err) {
      this.#options.log.error({ err }, 'a batch could not be booked; nothing of it counts')
      const refusal =
        err instanceof Refusal
          ? err
          : new Refusal('store_unavailable', 'a store is away or too busy; nothing was half-done', { cause: err })
      for (const { reject } of batches) reject(refusal)
    } finally {
      this.#queue.leave(batches)
    }
  }

  /** A batch of what was held for dealers that are known now. */
  async #releaseSome(): Promise<void> {
    const asked = this.#released.splice(0)
    this.#releaseDue = false
    try {
      const rows = await waitingFor(this.#options.postgres, this.#options.dealers, MOST_ROWS)
      if (rows.length > 0) {
        await this.#books.write([{ rows, rejects: [], priority: 'bulk' }])
        this.#releaseDue = true
        this.#released.push(...asked)
        return
      }
    } catch (err) {
      this.#options.log.error(
        { err },
        'held events could not be booked; they stay held until a dealer arrives or the next start',
      )
    }
    for (const done of asked) done()
  }
}
