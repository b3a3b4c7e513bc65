import type { Logger } from 'pino'
import { Refusal } from '#domain/errors.ts'
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
import { heldNames, waitingFor } from './held.ts'
import { Queue, type Request, type Waiting } from './queue.ts'
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

export interface BookerOptions {
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
  mostWaiting: number
  /** Whether other processes book into the same stores. */
  shared: boolean
  now: () => number
  log: Logger
  /** Told of every step: how long it took, ms. */
  observe?: (step: BookingStep, ms: number) => void
  /** Called after every step and awaited. */
  after?: (step: BookingStep) => void | Promise<void>
}

const MOST_ROWS = 20_000
const MOST_MISSED = 100_000

/**
 * The one booker: batches wait in line, are settled and booked strictly one after another, and count from the moment
 * the head has moved. Opens by taking the lease; throws `store_unavailable` while another process has it.
 */
export class Booker {
  readonly #options: BookerOptions
  readonly #queue: Queue
  readonly #known = new Known()
  readonly #listeners: ((booked: Booked) => void)[] = []
  readonly #stopWarming = new AbortController()
  #warmed: Promise<void> = Promise.resolve()
  #reign: Reign | undefined
  #settle: Settle | undefined
  #seq = 0
  #stamp = 0
  #releaseDue = true
  #released: (() => void)[] = []
  #stopping = false
  #running: Promise<void>

  private constructor(options: BookerOptions) {
    this.#options = options
    this.#queue = new Queue(options.mostWaiting)
    this.#running = Promise.resolve()
  }

  static async open(options: BookerOptions): Promise<Booker> {
    const booker = new Booker(options)
    const { engine, postgres, filterFile: file, ledger } = options
    booker.#seq = (await readHead(postgres)).seq
    await booker.#recover()
    const { done } = await warm(booker.#known, { engine, file, ledger, head: booker.#seq }, booker.#stopWarming.signal)
    booker.#warmed = done.catch((err: unknown) =>
      options.log.warn({ err }, 'the filter of known events could not be read; every event is looked up'),
    )
    booker.#running = booker.#run()
    return booker
  }

  get head(): { seq: number; receivedAt: number } {
    return { seq: this.#seq, receivedAt: this.#stamp }
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
    this.#listeners.push(listener)
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
    this.#stopWarming.abort()
    await this.#warmed
    if (!this.#reign) return
    const { filterFile: file, ledger } = this.#options
    await save(this.#known, { file, ledger, head: this.#seq })
    await this.#reign.end()
    this.#reign = undefined
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
      const outcomes = await this.#bookAll(batches)
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
        await this.#bookAll([{ rows, rejects: [], priority: 'bulk' }])
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

  async #bookAll(batches: readonly Request[]): Promise<Outcome[]> {
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
function shares(batches: readonly Request[], outcomes: readonly Outcome[]): Outcome[][] {
  let from = 0
  return batches.map(({ rows }) => outcomes.slice(from, (from += rows.length)))
}
