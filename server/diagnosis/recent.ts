/**
 * What was worked out a moment ago, by key. Whoever asks for the same while it is being worked out waits for that;
 * what failed is not kept. Holds few: the values are large.
 */
export class Recent<T> {
  readonly #held = new Map<string, { at: number; value: Promise<T> }>()
  readonly #now: () => number
  readonly #age: number
  readonly #most: number

  /** `age`: ms for which a value is good; `most` of them are held, those asked for last. */
  constructor(now: () => number, age: number, most: number) {
    this.#now = now
    this.#age = age
    this.#most = most
  }

  get(key: string, make: () => Promise<T>): Promise<T> {
    const at = this.#now()
    for (const [other, held] of this.#held) if (!this.#isGood(held.at, at)) this.#held.delete(other)
    const known = this.#held.get(key)
    const value = known?.value ?? make()
    this.#held.delete(key)
    this.#held.set(key, known ?? { at, value })
    value.catch(() => this.drop(key, value))
    for (const oldest of this.#held.keys()) {
      if (this.#held.size <= this.#most) break
      this.#held.delete(oldest)
    }
    return value
  }

  /** Forgets a value, if it is still the one that is held. */
  drop(key: string, value: Promise<T>): void {
    if (this.#held.get(key)?.value === value) this.#held.delete(key)
  }

  /** Whether a value is at hand, or being worked out. */
  has(key: string): boolean {
    const held = this.#held.get(key)
    return held !== undefined && this.#isGood(held.at, this.#now())
  }

  clear(): void {
    this.#held.clear()
  }

  /** A clock that was set back makes everything old. */
  #isGood(at: number, now: number): boolean {
    return now >= at && now - at <= this.#age
  }
}
