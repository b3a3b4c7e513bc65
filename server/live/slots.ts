import { Refusal } from '#domain/errors.ts'

type Job = () => void

/**
 * A few places for work on the store. Work that a person waits for goes before work that nobody sees; when too many
 * people wait, the next is refused at once with `store_unavailable` instead of queueing for ever.
 */
export class Slots {
  #free: number
  readonly #waiting: number
  readonly #people: Job[] = []
  readonly #house: Job[] = []

  constructor(places: number, waiting: number) {
    this.#free = places
    this.#waiting = waiting
  }

  async run<T>(work: () => Promise<T>, forWhom: 'person' | 'house'): Promise<T> {
    await this.#enter(forWhom === 'person' ? this.#people : this.#house)
    try {
      return await work()
    } finally {
      const next = this.#people.shift() ?? this.#house.shift()
      if (next) next()
      else this.#free++
    }
  }

  #enter(line: Job[]): Promise<void> | undefined {
    if (this.#free > 0) {
      this.#free--
      return undefined
    }
    if (line === this.#people && line.length >= this.#waiting) {
      throw new Refusal('store_unavailable', 'too many new views are being opened; try again in a moment')
    }
    return new Promise((resolve) => line.push(resolve))
  }
}
