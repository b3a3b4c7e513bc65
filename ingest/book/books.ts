import type { Logger } from 'pino'
import type { Fact } from '#domain/fact.ts'
import type { UniqueLeadRule } from '#domain/uniqueness.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { readFacts } from '#store/clickhouse/facts.ts'
import { survivingJoins } from '#store/clickhouse/names.ts'
import type { Asks, Postgres } from '#store/postgres/engine.ts'
import { readHead } from '#store/postgres/head.ts'
import type { Dealers } from '../dealers.ts'
import { Joins } from '../settle/joins.ts'
import { Known } from '../settle/known.ts'
import { createSettler, type Settle } from '../settle/settle.ts'
import type { Outcome } from '../settle/walk.ts'
import { save, warm } from '../settle/warm.ts'
import { commit, insert } from './commit.ts'
import { heldNames } from './held.ts'
import type { Request } from './queue.ts'
import { beginReign, type Reign } from './reign.ts'

/** What was booked and counts from now on: facts in order of their numbers. */
export interface Booked {
  seqFrom: number
  seqTo: number
  facts: readonly Fact[]
  receivedAt: number
}

/** The steps of booking a batch, in their order. */
export type BookingStep = 'settle' | 'insert' | 'commit' | 'publish'

export interface BooksOptions {
  engine: Engine
  postgres: Postgres
  dealers: Dealers
  rule: UniqueLeadRule
  /** This process among those that may book. */
  holder: string
  /** Tells this ledger from any other. */
  ledger: string
  /** Where the filter's copy is kept between two runs. */
  filterFile?: string
  /** Whether other processes book into the same stores. */
  shared: boolean
  now: () => number
  log: Logger
  /** Told of every step: how long it took, ms. */
  observe?: (step: BookingStep, ms: number) => void
  /** Called after every step and awaited. */
  after?: (step: BookingStep) => void | Promise<void>
}

const MOST_MISSED = 100_000

/**
 * The books: what was booked up to the head, and the writing of one batch after it. One at a time; whatever fails, in
 * memory or in a store, is begun anew from what the stores hold, under a new epoch.
 */
export class Books {
  readonly #options: BooksOptions
  readonly #known = new Known()
  readonly #listeners: ((booked: Booked) => void)[] = []
  readonly #stopWarming = new AbortController()
  #warmed: Promise<void> = Promise.resolve()
  #reign: Reign | undefined
  #settle: Settle | undefined
  #seq = 0
  #stamp = 0

  private constructor(options: BooksOptions) {
    this.#options = options
  }

  /** Takes the lease; throws `store_unavailable` while another process has it. */
  static async open(options: BooksOptions): Promise<Books> {
    const books = new Books(options)
    const { engine, postgres, filterFile: file, ledger } = options
    books.#seq = (await readHead(postgres)).seq
    await books.#recover()
    const { done } = await warm(books.#known, { engine, file, ledger, head: books.#seq }, books.#stopWarming.signal)
    books.#warmed = done.catch((err: unknown) =>
      options.log.warn({ err }, 'the filter of known events could not be read; every event is looked up'),
    )
    return books
  }

  get head(): { seq: number; receivedAt: number } {
    return { seq: this.#seq, receivedAt: this.#stamp }
  }

  /** Calls `listener` with every batch, in order, right after it counts. */
  onBooked(listener: (booked: Booked) => void): void {
    this.#listeners.push(listener)
  }

  /** Saves the filter and gives the lease back. Repeatable. */
  async close(): Promise<void> {
    this.#stopWarming.abort()
    await this.#warmed
    if (!this.#reign) return
    const { filterFile: file, ledger } = this.#options
    await save(this.#known, { file, ledger, head: this.#seq })
    await this.#reign.end()
    this.#reign = undefined
  }

  /** Books batches as one; answers what became of each row once all of it is durable. Throws when nothing of it counts. */
  async write(batches: readonly Request[]): Promise<Outcome[]> {
    const { engine, postgres, dealers, now, shared } = this.#options
    const settle = this.#reign?.lost() ? undefined : this.#settle
    if (!settle) await this.#recover()
    try {
      const stamp = Math.max(this.#stamp, now())
      const from = this.#seq
      const rules = { firstSeq: from + 1, stamp, dealerCode: dealers.code }
      const settled = await this.#timed('settle', () =>
        this.#settle!(
          batches.flatMap(({ rows }) => rows),
          rules,
        ),
      )
      const { facts } = settled
      const { epoch } = this.#reign!
      if (shared) await this.#reign!.confirm()
      await this.#timed('insert', () => insert(engine, facts, epoch))
      const rejects = batches.flatMap((batch) => batch.rejects)
      const own = shares(batches, settled.outcomes)
      const also = batches.some((batch) => batch.also)
        ? async (inside: Asks) => {
            for (const [i, batch] of batches.entries()) await batch.also?.(inside, own[i]!)
          }
        : undefined
      const move = { epoch, from, to: from + facts.length, received_at: stamp }
      await this.#timed('commit', () => commit(postgres, { settled, rejects, also, ...move }))
      settled.remember()
      this.#stamp = stamp
      await this.#timed('publish', async () => this.#publish(facts))
      return settled.outcomes
    } catch (thrown) {
      // What is in memory may be ahead of or behind the stores: begin anew, under a new epoch.
      this.#settle = undefined
      throw thrown
    }
  }

  async #recover(): Promise<void> {
    const { engine, postgres, holder, rule } = this.#options
    const earlier = this.#reign
    const reign = await beginReign(engine, postgres, holder)
    await earlier?.end()
    const joins = new Joins()
    for (const { person: a, same_as: b, events } of await survivingJoins(engine)) {
      for (let i = 0; i < events; i++) joins.apply({ at: 0, a, b, delta: 1 })
    }
    for (const { source, event_id } of await heldNames(postgres)) this.#known.add({ source, event_id, subject: '' })
    this.#reign = reign
    this.#stamp = Math.max(this.#stamp, reign.head.received_at)
    // What another booker did meanwhile, or a batch whose answer was lost: whoever listens has not heard of it.
    while (this.#seq < reign.head.seq) {
      const facts = await readFacts(engine, {
        afterSeq: this.#seq,
        uptoSeq: Math.min(this.#seq + MOST_MISSED, reign.head.seq),
      })
      for (const fact of facts) this.#known.add(fact)
      this.#publish(facts)
    }
    this.#settle = createSettler({ engine, postgres, rule, known: this.#known, joins })
  }

  #publish(facts: readonly Fact[]): void {
    if (facts.length === 0) return
    const booked: Booked = { seqFrom: this.#seq + 1, seqTo: this.#seq + facts.length, facts, receivedAt: this.#stamp }
    this.#seq = booked.seqTo
    for (const listener of this.#listeners) {
      try {
        listener(booked)
      } catch (err) {
        this.#options.log.error({ err }, 'a listener failed on a booked batch')
      }
    }
  }

  async #timed<T>(step: BookingStep, work: () => Promise<T>): Promise<T> {
    const start = performance.now()
    const done = await work()
    this.#options.observe?.(step, performance.now() - start)
    await this.#options.after?.(step)
    return done
  }
}

/** The outcomes of each batch of several that were booked together. */
export function shares(batches: readonly Request[], outcomes: readonly Outcome[]): Outcome[][] {
  let from = 0
  return batches.map(({ rows }) => outcomes.slice(from, (from += rows.length)))
}
