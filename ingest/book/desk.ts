import { Refusal } from '#domain/errors.ts'
import { readHead } from '#store/postgres/head.ts'
import type { Outcome } from '../settle/walk.ts'
import { Booker, type BookerOptions } from './booker.ts'
import type { Booked } from './books.ts'
import { bookElsewhere, serveInbox } from './inbox.ts'
import type { Request } from './queue.ts'
import { OtherBooks } from './reign.ts'

const TRY_AGAIN_MS = 2_000

/**
 * Where the door hands its batches in. Of all processes on the same stores one has the booker behind its desk; the
 * others pass their batches on to it through the inbox, and one of them takes over when it is gone.
 */
export class Desk {
  readonly #options: BookerOptions
  readonly #listeners: ((booked: Booked) => void)[] = []
  #booker: Booker | undefined
  #stopServing: (() => Promise<void>) | undefined
  #elsewhere = 0
  #seq = 0
  #stopping = false
  #timer: NodeJS.Timeout | undefined
  #trying: Promise<void> | undefined

  private constructor(options: BookerOptions) {
    this.#options = options
  }

  static async open(options: BookerOptions): Promise<Desk> {
    const desk = new Desk(options)
    desk.#seq = (await readHead(options.postgres)).seq
    await desk.#tryToBook()
    if (!options.shared) return desk
    desk.#timer = setInterval(() => {
      if (desk.#booker) return
      desk.#trying ??= desk
        .#tryToBook()
        .catch((err: unknown) => options.log.warn({ err }, 'the booking could not be taken over'))
        .finally(() => (desk.#trying = undefined))
    }, TRY_AGAIN_MS)
    desk.#timer.unref()
    return desk
  }

  /** Whether the booker sits at this desk. */
  get books(): boolean {
    return this.#booker !== undefined
  }

  /** The last entry that this process knows to count. */
  get head(): { seq: number; receivedAt: number } {
    return this.#booker?.head ?? { seq: this.#seq, receivedAt: 0 }
  }

  get waiting(): number {
    return (this.#booker?.waiting ?? 0) + this.#elsewhere
  }

  /** Throws `busy` when there is no room for that many rows, `shutting_down` when the desk is closing. */
  check(rows: number): void {
    if (this.#stopping) throw new Refusal('shutting_down', 'the war room is stopping; send again shortly')
    if (this.#booker) this.#booker.check(rows)
    else if (this.#elsewhere > 0 && this.#elsewhere + rows > this.#options.mostWaiting) {
      throw new Refusal('busy', `${this.#elsewhere} rows are waiting to be booked; send again shortly`)
    }
  }

  /** Books a batch, here or elsewhere; answers what became of each row once all of it is durable. */
  async book(request: Request): Promise<Outcome[]> {
    this.check(request.rows.length)
    const booker = this.#booker
    if (booker) {
      try {
        return await booker.book(request)
      } catch (thrown) {
        if (!(thrown instanceof OtherBooks) || !this.#options.shared) throw thrown
        await this.#stepBack(booker)
      }
    }
    this.#elsewhere += request.rows.length
    try {
      return await bookElsewhere(this.#options.postgres, request)
    } finally {
      this.#elsewhere -= request.rows.length
    }
  }

  onBooked(listener: (booked: Booked) => void): void {
    this.#listeners.push(listener)
  }

  /** Dealers have arrived: what was held for them is booked, by whoever books. */
  async release(): Promise<void> {
    await this.#booker?.release()
  }

  /** Books what waits, saves the filter and gives the lease back. Repeatable. */
  async stop(): Promise<void> {
    this.#stopping = true
    clearInterval(this.#timer)
    await this.#trying
    await this.#stopServing?.()
    await this.#booker?.stop()
  }

  async #tryToBook(): Promise<void> {
    const { postgres, log, shared } = this.#options
    let booker: Booker
    try {
      booker = await Booker.open(this.#options)
    } catch (thrown) {
      if (thrown instanceof OtherBooks && shared) return
      throw thrown
    }
    booker.onBooked((booked) => {
      this.#seq = booked.seqTo
      for (const listener of this.#listeners) listener(booked)
    })
    this.#booker = booker
    if (shared) this.#stopServing = await serveInbox(postgres, (request) => booker.book(request), log)
  }

  async #stepBack(booker: Booker): Promise<void> {
    if (this.#booker !== booker) return
    this.#booker = undefined
    await this.#stopServing?.()
    await booker.stop()
  }
}
