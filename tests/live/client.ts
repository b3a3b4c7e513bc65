import type { Figure, Key, Row, ViewOpened, ViewPatch, ViewResult } from '#domain/view.ts'

export interface Asked {
  measures: string[]
  order?: { measure: string; dir: string }[]
}

const text = (key: Key): string => JSON.stringify(Object.entries(key))

/** What a screen holds of a view: it knows the protocol and nothing else of the house. */
export class Screen {
  readonly view: string
  readonly asked: Asked
  rev: number
  seq: number
  as_of: string
  ranges: ViewResult['ranges']
  total: ViewResult['total']
  readonly #rows: Map<string, Row>

  constructor(asked: Asked, { view, rev, seq, as_of, result }: ViewOpened) {
    this.asked = asked
    this.view = view
    this.rev = rev
    this.seq = seq
    this.as_of = as_of
    this.ranges = result.ranges
    this.total = result.total
    this.#rows = new Map(result.rows.map((row) => [text(row.key), row]))
  }

  /** `false`: this message does not follow what is known, so the view has to be opened again. */
  apply(patch: ViewPatch): boolean {
    if (patch.prev !== this.rev) return false
    for (const row of patch.rows) this.#rows.set(text(row.key), row)
    for (const key of patch.gone) this.#rows.delete(text(key))
    const { rev, seq, as_of, ranges, total } = patch
    Object.assign(this, { rev, seq, as_of, ranges, total })
    return true
  }

  get rows(): Row[] {
    const asked = this.asked.order?.length ? this.asked.order : [{ measure: this.asked.measures[0]!, dir: 'desc' }]
    return [...this.#rows.values()].sort((a, b) => {
      for (const { measure, dir } of asked) {
        const way = byFigure(a.current[measure] as Figure, b.current[measure] as Figure, dir === 'asc' ? 1 : -1)
        if (way !== 0) return way
      }
      for (const name of Object.keys(a.key)) {
        const way = byText(a.key[name]!, b.key[name]!)
        if (way !== 0) return way
      }
      return 0
    })
  }
}

function byFigure(a: Figure, b: Figure, sign: 1 | -1): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return (Number(a) - Number(b)) * sign
}

function byText(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
