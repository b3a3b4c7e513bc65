/** Work under way, a few pieces at a time; results are applied in the order in which the work was given. */
export interface Window<T> {
  /** Adds work; waits while too much is under way. Throws what earlier work or its applying threw. */
  add(work: Promise<T>, apply: (result: T) => Promise<void>): Promise<void>
  /** Waits for everything. */
  drain(): Promise<void>
}

/** Keeps at most `most` pieces of work under way. */
export function openWindow<T>(most: number): Window<T> {
  let tail: Promise<void> = Promise.resolve()
  let under: Promise<void>[] = []
  return {
    add: async (work, apply) => {
      const before = tail
      tail = Promise.all([work, before]).then(([result]) => apply(result))
      // Whoever waits next learns of a failure; until then it must not count as unheard.
      tail.catch(() => undefined)
      under.push(tail)
      if (under.length >= most) await under[0]
      under = under.length >= most ? under.slice(1) : under
    },
    drain: () => tail,
  }
}
