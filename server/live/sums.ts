import { grow, type Cell, type Cells, type GrowingSums } from '#domain/cells.ts'
import type { Fact } from '#domain/fact.ts'
import { asksMoney, foldOf, type Fold } from '#domain/fold.ts'
import type { Organisation } from '#domain/organisation.ts'
import { rangesOf, type Plan } from '#domain/plan.ts'
import type { RangeName } from '#domain/range.ts'
import { rawReader } from './raw.ts'
import type { MovedEnd } from './step.ts'

/** Places that are remembered for a range: attributes may have any number of values. */
const MOST_PLACES = 20_000

/** A stretch of instants in which facts count for a range. */
type Bound = readonly [range: RangeName, from: number, until: number]

/**
 * The sums of one distinct question, complete at a sequence and a clock. Each fact that passes is added once; what it
 * costs depends neither on history nor on how many watch.
 */
export class Sums {
  readonly organisation: Organisation
  readonly cells: Cells
  readonly totals: Record<RangeName, GrowingSums> = { current: {}, previous: {}, last_year: {} }
  /** Cells that changed since the viewers were last told. */
  readonly touched = new Set<Cell>()
  seq: number
  readonly #fold: Fold
  readonly #raw: (fact: Fact) => string
  readonly #money: boolean
  /** Raw text of a fact → its cell, `null` where the question's `where` keeps it out. */
  readonly #places: Record<RangeName, Map<string, Cell | null>> = {
    current: new Map(),
    previous: new Map(),
    last_year: new Map(),
  }
  #plan: Plan
  #bounds: readonly Bound[] = []

  constructor(plan: Plan, cells: Cells, seq: number, organisation: Organisation) {
    this.#plan = plan
    this.cells = cells
    this.seq = seq
    this.organisation = organisation
    this.#fold = foldOf(plan, organisation)
    this.#raw = rawReader(plan)
    this.#money = asksMoney(plan)
    this.#bounds = boundsOf(plan)
    for (const { sums } of cells.values()) {
      for (const range of rangesOf(plan)) {
        for (const [counter, [units, amount]] of Object.entries(sums[range])) this.#count(range, counter, units, amount)
      }
    }
  }

  get plan(): Plan {
    return this.#plan
  }

  /** Adds a fact that is in the store already and whose time has come with the moved ends. */
  takeDue(fact: Fact, ends: readonly MovedEnd[]): void {
    if (fact.seq > this.seq) return
    for (const { range, from, until } of ends) {
      if (from <= fact.occurred_at && fact.occurred_at < until) this.#add(fact, range)
    }
  }

  /** Lets the clock be that of a plan with the same range starts; the facts in between are taken before. */
  moveTo(plan: Plan): void {
    this.#plan = plan
    this.#bounds = boundsOf(plan)
  }

  /** Adds a new fact to the ranges that it lies in. Facts up to `seq` are in already. */
  take(fact: Fact): void {
    if (fact.seq <= this.seq) return
    for (const [range, from, until] of this.#bounds) {
      if (from <= fact.occurred_at && fact.occurred_at < until) this.#add(fact, range)
    }
  }

  /** Lets go of a cell in which nothing is left. */
  forget(text: string): void {
    this.cells.delete(text)
    for (const places of Object.values(this.#places)) places.clear()
  }

  #add(fact: Fact, range: RangeName): void {
    const { known_at } = this.#plan
    if (fact.sign === 0 || (known_at !== null && fact.received_at > known_at)) return
    const counters = this.#fold.counters(fact)
    if (counters.length === 0) return
    const places = this.#places[range]
    const raw = this.#raw(fact)
    let cell = places.get(raw)
    const units = fact.sign * fact.units
    const amount = this.#money ? fact.sign * (fact.amount ?? 0) : 0
    if (cell === undefined) {
      cell = this.#fold.into(this.cells, fact, range)
      if (places.size >= MOST_PLACES) places.clear()
      places.set(raw, cell)
    } else if (cell) {
      for (const counter of counters) grow(cell.sums[range], counter, units, amount)
    }
    if (!cell) return
    this.touched.add(cell)
    for (const counter of counters) this.#count(range, counter, units, amount)
  }

  #count(range: RangeName, counter: string, units: number, amount: number): void {
    grow(this.totals[range], counter, units, amount)
  }
}

function boundsOf(plan: Plan): Bound[] {
  return rangesOf(plan).map((name) => [name, plan.ranges[name]!.from, plan.ranges[name]!.until] as const)
}
