import { randomUUID } from 'node:crypto'
import type { Shaped } from '#domain/answer.ts'
import { isFolded, type Plan } from '#domain/plan.ts'
import type { Target } from '#domain/streams.ts'
import type { Sums } from './sums.ts'
import { hasTargets, Told, type Change } from './told.ts'

/** How long a view lives without anybody watching, so that a screen that reloads finds it warm. */
export const LINGER_MS = 60_000
/** Clock, ranges and freshness alone are told this often. */
const HEARTBEAT_MS = 5_000
/** A view that is asked anew waits at least this long between two readings, whatever came meanwhile … */
const ANEW_MS = 2_000
/** … and this long where only the clock moved. */
const ANEW_CLOCK_MS = 5_000
/**
 * All views that are asked anew, one reading each, may take at most one part in so many of the store's time; less where
 * only the clock moved. So what they cost does not grow with their number: they only become rarer.
 */
const ANEW_SHARE = 3
const ANEW_CLOCK_SHARE = 8

/** Views that look at every row to find what changed do so at most this often. */
const HEAVY_MS = 1_000

/**
 * `loading`: the store is asked for the first time; `following`: takes facts; `reloading`: shows what it has while the
 * store is asked anew; `failed`: shows what it has until the store can be asked again.
 */
export type Phase = 'loading' | 'following' | 'reloading' | 'failed'

/** What makes two questions the same view: everything that was asked, the scope merged into it. */
export function canonical({ spec }: Plan): string {
  const where = Object.entries(spec.where).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify({ ...spec, where })
}

/** One distinct question that is open, however many watch it. */
export class LiveView {
  readonly id = randomUUID()
  readonly key: string
  /** The question at the clock that it was opened at. */
  readonly asked: Plan
  phase: Phase = 'loading'
  /** Settles when the present load ends; fails when the first one does. */
  loaded: Promise<void> = Promise.resolve()
  /** Sequence that a running load reads up to: facts above it are kept for the view. */
  loadingSeq = 0
  rev = 0
  viewers = 0
  /** Clock at which the last viewer left. */
  leftAt: number
  sums: Sums | null = null
  /** Single facts cannot be followed: the store is asked anew. */
  readonly anew: boolean
  /** Clock at which the last reading began, and how long it took. */
  #readAt = 0
  #readMs = 0
  #outdated = false
  #told: Told | null = null
  #sentAt = 0
  #sentAsOf = 0
  #sentSeq = 0
  #sentTargets: readonly Target[] = []

  constructor(key: string, asked: Plan) {
    this.key = key
    this.asked = asked
    this.anew = !isFolded(asked)
    this.leftAt = asked.clock.as_of
  }

  /** Facts above this sequence must be kept for the view. */
  get needs(): number {
    if (this.anew) return Number.POSITIVE_INFINITY
    return this.phase === 'following' ? this.sums!.seq : this.loadingSeq
  }

  get groups(): number {
    return this.sums?.cells.size ?? 0
  }

  /** The store is being asked for the state at a clock. */
  beginReading(clock: number): void {
    this.#readAt = clock
    this.#outdated = false
  }

  /** The store has answered; the clock tells how long it took. */
  endReading(clock: number): void {
    this.#readMs = Math.max(0, clock - this.#readAt)
  }

  /** How long the last reading of a watched view took that is asked anew, ms. */
  get cost(): number {
    return this.anew && this.viewers > 0 ? this.#readMs : 0
  }

  /** What is neither a fact nor the clock changed what the store would answer. */
  outdate(): void {
    this.#outdated = this.anew
  }

  /**
   * Whether a view that is asked anew should be: after facts within seconds, with the clock alone less often, and the
   * longer the store takes for a `round` of all such views (ms) the rarer. `patience` stretches the wait.
   */
  isBehind(seq: number, clock: number, round: number, patience = 1): boolean {
    if (!this.anew || !this.sums) return false
    const age = (clock - this.#readAt) / patience
    const news = this.#outdated || seq > this.sums.seq
    if (news && age >= Math.max(ANEW_MS, ANEW_SHARE * round)) return true
    const moved = this.asked.spec.as_of === null && clock > this.sums.plan.as_of
    return moved && age >= Math.max(ANEW_CLOCK_MS, ANEW_CLOCK_SHARE * round)
  }

  /** Takes what the store answered. `null` when nobody has been told anything yet. */
  load(sums: Sums, targets: readonly Target[], clock: number): Change | null {
    this.sums = sums
    this.phase = 'following'
    // Told even where nothing differs: what viewers know was counted under another organisation or an earlier day. What
    // is asked anew all the time waits for a difference or the next heartbeat.
    if (this.#told) return this.#change(targets, clock, true, !this.anew)
    this.#told = new Told(sums, targets)
    this.#sentTargets = targets
    this.#sent(clock)
    this.rev = 1
    return null
  }

  /** What viewers have to be told now, or `null` when it can wait or there is nothing. */
  due(targets: readonly Target[], clock: number): Change | null {
    const { touched, seq, plan } = this.sums!
    const age = clock - this.#sentAt
    const beat = age >= HEARTBEAT_MS
    const news = touched.size > 0 && (age >= HEAVY_MS || !Told.looksAtAll(this.sums!))
    if (!beat && !news && !this.#retargeted(targets)) return null
    const moved = plan.as_of !== this.#sentAsOf || seq !== this.#sentSeq
    return this.#change(targets, clock, false, beat && moved)
  }

  /** What viewers have to be told before somebody new is shown the present state. */
  catchUp(targets: readonly Target[], clock: number, all = false): Change | null {
    return this.#change(targets, clock, all)
  }

  /** The whole answer as viewers know it. */
  answer(targets: readonly Target[]): Shaped {
    return this.#told!.answer(this.sums!, targets)
  }

  #change(targets: readonly Target[], clock: number, all: boolean, beat = false): Change | null {
    this.#sentTargets = targets
    const change = this.#told!.change(this.sums!, targets, all)
    if (!change.differs && !beat) return null
    this.rev++
    this.#sent(clock)
    return change
  }

  #retargeted(targets: readonly Target[]): boolean {
    return targets !== this.#sentTargets && hasTargets(this.sums!.plan)
  }

  #sent(clock: number): void {
    this.#sentAt = clock
    this.#sentAsOf = this.sums!.plan.as_of
    this.#sentSeq = this.sums!.seq
  }
}
