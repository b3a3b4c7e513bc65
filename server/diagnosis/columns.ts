import type { RangeName } from '#domain/range.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { ask, tooManyRows } from '../query/run.ts'
import type { LeafColumns, LeafStatement } from './statement.ts'

/** Leaves above which a question is refused: its answer would fill the memory of the house. */
export const MOST_READ = 250_000

/** What a statement about leaves answered: `n` of them, their keys column by column, and their counts. */
export interface Counts {
  n: number
  keys: string[][]
  /** One count of a leaf in a range; 0 where the range holds no instant. */
  of(range: RangeName, index: number, leaf: number): number
}

/** Asks a statement that tells leaves by `keys` keys. Throws `too_many_rows` or `store_unavailable`. */
export async function readCounts(engine: Engine, statement: LeafStatement | null, keys: number): Promise<Counts> {
  const [columns] = statement ? await ask<LeafColumns>(engine, statement.sql, 'sums', 2) : []
  if (!statement || !columns) return { n: 0, keys: Array.from({ length: keys }, () => []), of: () => 0 }
  const { width, places } = statement
  const n = columns.flat.length / width
  if (n > MOST_READ) throw tooManyRows()
  return {
    n,
    keys: Array.from({ length: keys }, (_, i) => columns[`keys${i}`]!),
    of: (range, index, leaf) => {
      const place = places[range]?.[index]
      return place === undefined ? 0 : columns.flat[leaf * width + place]!
    },
  }
}

/** Leaves by number. Begins with those that a statement counted; process figures may add leaves of their own. */
export class Shelf {
  readonly keys: string[][]
  #numbers: Map<string, number> | null = null

  constructor(keys: string[][]) {
    this.keys = keys
  }

  get n(): number {
    return this.keys[0]?.length ?? 0
  }

  /** The number of the leaf with these keys. */
  find(keys: readonly string[]): number {
    this.#numbers ??= new Map(this.keys[0]!.map((_, leaf) => [nameOf(this.keys.map((column) => column[leaf]!)), leaf]))
    const name = nameOf(keys)
    let leaf = this.#numbers.get(name)
    if (leaf === undefined) {
      this.#numbers.set(name, (leaf = this.n))
      keys.forEach((key, i) => this.keys[i]!.push(key))
    }
    return leaf
  }
}

const nameOf = (keys: readonly string[]): string => keys.join('\u0000')
