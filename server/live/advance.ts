import type { Organisation } from '#domain/organisation.ts'
import type { Plan } from '#domain/plan.ts'
import type { Zone } from '#domain/zone.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import type { Batch } from './batch.ts'
import { readEnds, readHorizon } from './ends.ts'
import type { Frames } from './frames.ts'
import { stepOf, type MovedEnd } from './step.ts'
import type { Sums } from './sums.ts'
import { Switchboard } from './switchboard.ts'

/** Where all views go together: every fact up to `seq`, counted at `clock`. */
export interface Destination {
  clock: number
  seq: number
  /** New facts, oldest first; those that a view has already are left out for it. */
  batches: readonly Batch[]
}

/** Sums on their way to the next clock. */
interface Traveller {
  readonly sums: Sums
  plan: Plan
  seq: number
  ends: readonly MovedEnd[]
}

/** Moves sums from their own sequence and clock to common ones. */
export class Advance {
  readonly #engine: Engine
  readonly #zone: Zone
  readonly #frames: Frames
  #travellers = new Map<Sums, Traveller>()
  #switchboard: Switchboard<Traveller> | null = null
  /** The latest `occurred_at` that was booked up to `#seen`; most facts lie before the clock, so few ends need a read. */
  #horizon = Number.NaN
  #seen = 0

  constructor(engine: Engine, zone: Zone, frames: Frames) {
    this.#engine = engine
    this.#zone = zone
    this.#frames = frames
  }

  /**
   * Brings all sums to the destination, or none: it throws before any is touched when the store cannot be read.
   * Answers those that cannot get there by facts alone and have to be read anew; they stay where they were.
   */
  async go(all: readonly Sums[], { clock, seq, batches }: Destination, organisation: Organisation): Promise<Set<Sums>> {
    const left = new Set<Sums>()
    const travellers: Traveller[] = []
    for (const sums of all) {
      const plan = this.#frames.move(sums.plan, clock)
      const ends = sums.organisation === organisation ? stepOf(sums.plan, plan, organisation) : 'reopen'
      if (ends === 'reopen') left.add(sums)
      else travellers.push(this.#traveller(sums, plan, ends))
    }
    const horizon = await this.#horizonOf(travellers, batches)
    const movers = travellers
      .map((traveller) => ({ ...traveller, ends: traveller.ends.filter(({ from }) => from <= horizon) }))
      .filter(({ ends }) => ends.length > 0)
    const due = await readEnds(this.#engine, movers, this.#zone)
    const switchboard = this.#connect(travellers, organisation)
    for (const fact of due) switchboard.each(fact, ({ sums, ends }) => sums.takeDue(fact, ends))
    for (const { sums, plan } of travellers) sums.moveTo(plan)
    for (const { facts } of batches) {
      for (const fact of facts) if (fact.sign !== 0) switchboard.each(fact, ({ sums }) => sums.take(fact))
    }
    for (const { sums } of travellers) sums.seq = Math.max(sums.seq, seq)
    return left
  }

  /** Sums that know more than was seen here leave the horizon unknown: batches before them never came this way. */
  async #horizonOf(travellers: readonly Traveller[], batches: readonly Batch[]): Promise<number> {
    for (const { seqTo, facts } of batches) {
      if (seqTo <= this.#seen) continue
      for (const { occurred_at } of facts) if (occurred_at > this.#horizon) this.#horizon = occurred_at
      this.#seen = seqTo
    }
    const known = travellers.reduce((most, { seq }) => Math.max(most, seq), 0)
    if (known > this.#seen) {
      this.#seen = known
      this.#horizon = Number.NaN
    }
    if (Number.isNaN(this.#horizon) && travellers.some(({ ends }) => ends.length > 0)) {
      this.#horizon = await readHorizon(this.#engine, this.#seen)
    }
    return this.#horizon
  }

  #traveller(sums: Sums, plan: Plan, ends: readonly MovedEnd[]): Traveller {
    const known = this.#travellers.get(sums)
    if (!known) return { sums, plan, seq: sums.seq, ends }
    return Object.assign(known, { plan, seq: sums.seq, ends })
  }

  /** The switchboard stays as long as the same sums travel under the same organisation. */
  #connect(travellers: readonly Traveller[], organisation: Organisation): Switchboard<Traveller> {
    const same =
      travellers.length === this.#travellers.size &&
      travellers.every((traveller) => this.#travellers.get(traveller.sums) === traveller)
    if (!this.#switchboard?.knows(organisation) || !same) {
      this.#travellers = new Map(travellers.map((traveller) => [traveller.sums, traveller]))
      this.#switchboard = new Switchboard(travellers, organisation)
    }
    return this.#switchboard
  }
}
