import { isDeepStrictEqual } from 'node:util'
import { shape, type Shaped } from '#domain/answer.ts'
import { keyText, type Cells } from '#domain/cells.ts'
import type { Plan } from '#domain/plan.ts'
import type { Target } from '#domain/streams.ts'
import type { Key, Row } from '#domain/view.ts'
import type { Sums } from './sums.ts'

/** What viewers have to learn so that they know the present answer. */
export interface Change {
  rows: Row[]
  gone: Key[]
  total: Omit<Row, 'key'>
  /** Whether a row or the total differs from what they know. */
  differs: boolean
}

/** Targets move with the clock and make rows of their own, so every row has to be looked at. */
export const hasTargets = ({ spec }: Plan): boolean =>
  spec.compare.includes('target') || spec.compare.includes('target_full')

/** The rows and the total that a view's viewers were last told. */
export class Told {
  #rows: Map<string, Row>
  #total: Omit<Row, 'key'>
  /** The whole answer in its order; `null` when it has to be made anew. */
  #shaped: Shaped | null

  constructor(sums: Sums, targets: readonly Target[]) {
    const shaped = shape(sums.plan, sums.cells, targets, sums.organisation)
    this.#shaped = shaped
    this.#rows = byKey(shaped.rows)
    this.#total = shaped.total
    rest(sums)
  }

  /** Whether a change can only be told by looking at every row: targets, or an order that `limit` cuts. */
  static looksAtAll({ plan, cells }: Sums): boolean {
    return hasTargets(plan) || cells.size > plan.spec.limit
  }

  /** The whole answer as it was last told, ordered and limited, for one who opens the view. */
  answer(sums: Sums, targets: readonly Target[]): Shaped {
    this.#shaped ??= shape(sums.plan, sums.cells, targets, sums.organisation)
    return this.#shaped
  }

  /**
   * What changed since the last call, which from now on counts as told. `all` looks at every row: after the sums were
   * replaced or targets changed.
   */
  change(sums: Sums, targets: readonly Target[], all = false): Change {
    const cut = this.#rows.size >= sums.plan.spec.limit
    const change = all || cut || Told.looksAtAll(sums) ? this.#whole(sums, targets) : this.#touched(sums, targets)
    rest(sums)
    return change
  }

  #whole(sums: Sums, targets: readonly Target[]): Change {
    const shaped = shape(sums.plan, sums.cells, targets, sums.organisation)
    const rows = byKey(shaped.rows)
    const changed = shaped.rows.filter((row) => !isDeepStrictEqual(row, this.#rows.get(keyText(row.key))))
    const gone = [...this.#rows].filter(([text]) => !rows.has(text)).map(([, { key }]) => key)
    const change = this.#changed(changed, gone, shaped.total)
    this.#rows = rows
    this.#shaped = shaped
    return change
  }

  #touched(sums: Sums, targets: readonly Target[]): Change {
    if (sums.touched.size === 0) return { rows: [], gone: [], total: this.#total, differs: false }
    const some: Cells = new Map([...sums.touched].map((cell) => [keyText(cell.key), cell]))
    const unlimited = { ...sums.plan, spec: { ...sums.plan.spec, limit: some.size } }
    const now = byKey(shape(unlimited, some, targets, sums.organisation).rows)
    const rows: Row[] = []
    const gone: Key[] = []
    for (const [text, { key }] of some) {
      const row = now.get(text)
      const before = this.#rows.get(text)
      if (!row) {
        if (before) gone.push(key)
        this.#rows.delete(text)
      } else if (!isDeepStrictEqual(row, before)) {
        rows.push(row)
        this.#rows.set(text, row)
      }
    }
    const change = this.#changed(rows, gone, totalOf(sums, targets))
    if (change.differs) this.#shaped = null
    return change
  }

  #changed(rows: Row[], gone: Key[], total: Omit<Row, 'key'>): Change {
    const differs = rows.length > 0 || gone.length > 0 || !isDeepStrictEqual(total, this.#total)
    this.#total = total
    return { rows, gone, total, differs }
  }
}

const byKey = (rows: readonly Row[]): Map<string, Row> => new Map(rows.map((row) => [keyText(row.key), row]))

/** The total of all rows is that of one row that holds all sums. */
function totalOf(sums: Sums, targets: readonly Target[]): Omit<Row, 'key'> {
  const all: Cells = new Map([['', { key: {}, sums: sums.totals }]])
  return shape({ ...sums.plan, spec: { ...sums.plan.spec, limit: 0 } }, all, targets, sums.organisation).total
}

/** Lets go of what was told: the marks, and cells in which nothing is left. */
function rest(told: Sums): void {
  for (const { key, sums } of told.touched) {
    const ranges = Object.values(sums).flatMap((range) => Object.values(range))
    if (ranges.every(([units, amount]) => units === 0 && amount === 0)) told.forget(keyText(key))
  }
  told.touched.clear()
}
