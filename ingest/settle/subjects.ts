import type { Engine } from '#store/clickhouse/engine.ts'
import { survivingBySubject, type Surviving } from '#store/clickhouse/facts.ts'

const MOST_SUBJECTS = 200_000

/**
 * The surviving events of persons and leads, as the ledger has them. The most recently touched are kept in memory;
 * of the others only those that the filter knows are read.
 */
export class Subjects {
  readonly #engine: Engine
  readonly #mayBeKnown: (subject: string) => boolean
  readonly #cache = new Map<string, readonly Surviving[]>()

  constructor(engine: Engine, mayBeKnown: (subject: string) => boolean) {
    this.#engine = engine
    this.#mayBeKnown = mayBeKnown
  }

  async load(subjects: Iterable<string>): Promise<Map<string, readonly Surviving[]>> {
    const loaded = new Map<string, readonly Surviving[]>()
    const asked: string[] = []
    for (const subject of subjects) {
      const cached = this.#cache.get(subject)
      if (cached) loaded.set(subject, cached)
      else {
        loaded.set(subject, [])
        if (this.#mayBeKnown(subject)) asked.push(subject)
      }
    }
    const found = new Map<string, Surviving[]>()
    for (const event of await survivingBySubject(this.#engine, asked)) {
      const own = found.get(event.subject)
      if (own) own.push(event)
      else found.set(event.subject, [event])
    }
    for (const [subject, events] of found) loaded.set(subject, events)
    return loaded
  }

  /** Remembers sets that are durable now. */
  remember(sets: ReadonlyMap<string, readonly Surviving[]>): void {
    for (const [subject, events] of sets) {
      this.#cache.delete(subject)
      this.#cache.set(subject, events)
    }
    for (const oldest of this.#cache.keys()) {
      if (this.#cache.size <= MOST_SUBJECTS) break
      this.#cache.delete(oldest)
    }
  }
}
