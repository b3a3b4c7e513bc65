import type { Fact } from '#domain/fact.ts'
import { fullScope } from '#domain/scope.ts'
import { createDiagnoser, type Diagnoser } from '#server/diagnosis/diagnoser.ts'
import type { SilentDealer } from '#server/diagnosis/silent.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { insertFacts } from '#store/clickhouse/facts.ts'
import { StoreError } from '#store/error.ts'
import { at, fact, openHouse, type House } from '#tests/query/house.ts'

/** The question rooms with a room of diagnoses, and what it asked of the store. */
export interface WhyHouse extends House {
  asked: string[]
  /** A room that remembers nothing yet. */
  diagnoser: (how?: { patience: number }) => Diagnoser
  silent: SilentDealer[]
  whole: typeof fullScope
  /** Statements that are not answered yet. */
  pending(): number
  /** Lets the store refuse some statements. */
  fail(which: (statement: string) => boolean): void
  /** Lets the store take its time over some statements. */
  hold(which: (statement: string) => Promise<void> | null): void
}

export async function openWhyHouse(): Promise<WhyHouse> {
  const house = await openHouse()
  const asked: string[] = []
  const silent: SilentDealer[] = []
  let pending = 0
  let fails: (statement: string) => boolean = () => false
  let held: (statement: string) => Promise<void> | null = () => null
  const engine: Engine = {
    ...house.engine,
    query: async (question, options) => {
      const text = question.texts.join('?')
      asked.push(text)
      pending++
      try {
        await held(text)
        if (fails(text)) throw new StoreError('unavailable', '210', 'the store is away')
        return await house.engine.query<never>(question, options)
      } finally {
        pending--
      }
    },
  }
  const lamp = { basis: 'pace', warning_from: -0.03, least_target: 10 } as const
  const diagnoser: WhyHouse['diagnoser'] = (how) =>
    createDiagnoser({
      ...house.options,
      engine,
      asker: house.asker,
      retail: 'delivery',
      lamp,
      silent: () => Promise.resolve(silent),
      ...how,
    })
  return {
    ...house,
    asked,
    diagnoser,
    silent,
    whole: fullScope,
    pending: () => pending,
    fail: (which) => void (fails = which),
    hold: (which) => void (held = which),
  }
}

/** Events per month-to-date by dealer and channel: `[before, now]` of each stage. */
export type Story = Record<string, Record<string, Partial<Record<string, readonly [before: number, now: number]>>>>

/** Entries that a figure of a story is booked in. */
const ENTRIES = 10

/** Books a story: as many units of each stage as it says, spread over October and November up to the 20th. */
export async function tell(house: House, story: Story, token: string): Promise<Fact[]> {
  const facts: Fact[] = []
  const enter = (kind: string, dealer_id: string, channel: string, month: '10' | '11', all: number, n: number) => {
    const occurred_at = at(`${month}-${String(2 * n + 1).padStart(2, '0')} 12:00`)
    const own = { units: all / ENTRIES, dealer_id, channel, model: 'X5', advisor_id: `A${dealer_id.slice(1)}` }
    facts.push(fact({ seq: facts.length + 1, kind: kind as Fact['kind'], occurred_at, ...own }))
  }
  for (const [dealer_id, channels] of Object.entries(story)) {
    for (const [channel, stages] of Object.entries(channels)) {
      for (const [kind, [before, now] = [0, 0]] of Object.entries(stages)) {
        for (let n = 0; n < ENTRIES; n++) {
          enter(kind, dealer_id, channel, '10', before, n)
          enter(kind, dealer_id, channel, '11', now, n)
        }
      }
    }
  }
  await insertFacts(house.engine, facts, token)
  house.set({ head: facts.length })
  return facts
}
