/** One statement that two persons are the same, or its end (`delta` −1). `at`: when the maker knew, epoch ms. */
export interface Join {
  at: number
  a: string
  b: string
  delta: 1 | -1
}

/** Which persons are the same, as far as surviving `identify` events say; several may say the same. */
export class Joins {
  readonly #neighbours = new Map<string, Map<string, number>>()

  apply({ a, b, delta }: Join): void {
    if (a === b) return
    this.#count(a, b, delta)
    this.#count(b, a, delta)
  }

  neighbours(person: string): Iterable<string> {
    return this.#neighbours.get(person)?.keys() ?? []
  }

  /** How many surviving events join the two directly. */
  between(a: string, b: string): number {
    return this.#neighbours.get(a)?.get(b) ?? 0
  }

  #count(from: string, to: string, delta: number): void {
    const own = this.#neighbours.get(from) ?? new Map<string, number>()
    const count = (own.get(to) ?? 0) + delta
    if (count > 0) own.set(to, count)
    else own.delete(to)
    if (own.size > 0) this.#neighbours.set(from, own)
    else this.#neighbours.delete(from)
  }
}

/** Everyone who can be reached from `start`. */
export function reach(start: string, neighbours: (person: string) => Iterable<string>): string[] {
  const members = [start]
  const seen = new Set(members)
  for (const member of members) {
    for (const next of neighbours(member)) {
      if (seen.has(next)) continue
      seen.add(next)
      members.push(next)
    }
  }
  return members
}
