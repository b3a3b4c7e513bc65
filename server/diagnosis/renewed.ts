/** A value, and when it was worked out (epoch ms). */
interface Dated<T> {
  value: T
  at: number
}

interface Limits {
  /** Ms for which a value is good, and for which it is at least better than waiting. */
  good: number
  bearable: number
  /** So many are held, those asked for last. */
  most: number
}

/**
 * What takes long to work out, by key. Whoever asks is given what is kept and told how old it is; what is no longer good
 * is worked out anew afterwards, by `renew`. Only who asks first, or for what is no longer bearable, waits for it.
 */
export class Renewed<T> {
  readonly #held = new Map<string, Promise<Dated<T>>>()
  readonly #renewing = new Set<string>()
  readonly #now: () => number
  readonly #limits: Limits

  constructor(now: () => number, limits: Limits) {
    this.#now = now
    this.#limits = limits
  }

  async get(key: string, make: () => Promise<T>): Promise<Dated<T>> {
    const known = this.#held.get(key)
    if (known) {
      const dated = await known
      if (this.#isWithin(dated, this.#limits.bearable)) {
        this.#hold(key, this.#held.get(key) ?? known)
        return dated
      }
    }
    const made = this.#make(make)
    this.#hold(key, made)
    made.catch(() => {
      if (this.#held.get(key) === made) this.#held.delete(key)
    })
    return made
  }

  /** Works a value out anew if it is no longer good, once at a time. What fails leaves the one that is kept. */
  async renew(key: string, make: () => Promise<T>): Promise<void> {
    const known = this.#held.get(key)
    if (!known || this.#renewing.has(key)) return
    this.#renewing.add(key)
    try {
      if (this.#isWithin(await known, this.#limits.good)) return
      const made = await this.#make(make)
      if (this.#held.get(key) === known) this.#held.set(key, Promise.resolve(made))
    } catch {
      // Nobody waits for this one: whoever asks next tries again.
    } finally {
      this.#renewing.delete(key)
    }
  }

  clear(): void {
    this.#held.clear()
  }

  async #make(make: () => Promise<T>): Promise<Dated<T>> {
    const at = this.#now()
    return { value: await make(), at }
  }

  #hold(key: string, value: Promise<Dated<T>>): void {
    this.#held.delete(key)
    this.#held.set(key, value)
    for (const oldest of this.#held.keys()) {
      if (this.#held.size <= this.#limits.most) break
      this.#held.delete(oldest)
    }
  }

  /** A clock that was set back makes everything old. */
  #isWithin({ at }: Dated<T>, age: number): boolean {
    const now = this.#now()
    return now >= at && now - at <= age
  }
}
