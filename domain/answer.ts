import { ALL, keyText, type Cell, type Cells, type GrowingSums, type Values } from './cells.ts'
import { bucketMap, isBucket } from './bucket.ts'
import { addUp, figure, type Measure } from './measure.ts'
import type { Organisation } from './organisation.ts'
import { rangesOf, type Plan } from './plan.ts'
import type { RangeName } from './range.ts'
import type { Target } from './streams.ts'
import { TARGET_NAMES, targetShares } from './target.ts'
import { moneyText } from './value.ts'
import type { Figures, Key, Row } from './view.ts'

/** The rows of an answer: ordered and limited, with the total over all `count` rows. */
export interface Shaped {
  rows: Row[]
  total: Omit<Row, 'key'>
  count: number
}

/**
 * Makes rows of cells. A pure function of the sums, so that whoever holds the same sums gives the same answer.
 *
 * A row is there when anything that the measures count survives in it in any range (a sum is not zero), or
 * when a target belongs to it. The total adds the sums of all rows, before `limit`, and computes rates anew.
 */
export function shape(plan: Plan, cells: Cells, targets: readonly Target[], organisation: Organisation): Shaped {
  const names = rangesOf(plan)
  const shares = targetShares(plan, targets, organisation)
  const present = presence(plan)
  const found = new Map<string, Ranked>()
  const totals: Record<RangeName, GrowingSums> = { current: {}, previous: {}, last_year: {} }
  const enter = (text: string, cell: Cell): void => {
    found.set(text, { cell, ranks: ranksOf(plan, cell), parts: Object.values(cell.key) })
  }
  for (const [text, cell] of cells) {
    if (text === ALL || names.every((name) => isEmpty(cell.sums[name]))) continue
    for (const name of names) addInto(totals[name], cell.sums[name])
    enter(text, cell)
  }
  // Levels of buckets do not add up: what the whole range comes to stands apart.
  for (const name of names) Object.assign(totals[name], cells.get(ALL)?.sums[name])
  for (const key of shares.keys) {
    const text = keyText(key)
    if (!found.has(text)) enter(text, { key, sums: { current: {}, previous: {}, last_year: {} } })
  }
  const ranked = [...found.values()].sort(byOrder(plan))
  const figuresOf = ({ sums, values }: Pick<Cell, 'sums' | 'values'>, key?: Key): Omit<Row, 'key'> => {
    const made = (name: RangeName) => figures(plan.measures, sums[name], values?.[name])
    const row: Omit<Row, 'key'> = { current: made('current') }
    for (const name of names) {
      if (name !== 'current') row[name] = !key || present(name, key) ? made(name) : null
    }
    for (const name of TARGET_NAMES) if (plan.spec.compare.includes(name)) row[name] = shares.share(name, key)
    return row
  }
  const rows = ranked.slice(0, plan.spec.limit).map(({ cell }) => ({ key: cell.key, ...figuresOf(cell, cell.key) }))
  return { rows, total: figuresOf({ sums: totals, values: cells.get(ALL)?.values }), count: ranked.length }
}

interface Ranked {
  cell: Cell
  ranks: (number | null)[]
  parts: (string | null)[]
}

/** Counts as integers, money as decimal text, rates and durations as numbers or `null`, cohort stages by part. */
export function figures(measures: readonly Measure[], sums: GrowingSums, values: Values = {}): Figures {
  const made: Figures = {}
  for (const measure of measures) {
    const raw = rawFigure(measure, sums, values)
    made[measure.name] = measure.parts
      ? mapParts(measure.parts, (terms) => addUp(terms, sums))
      : measure.unit === 'money'
        ? moneyText(raw!)
        : raw
  }
  return made
}

const mapParts = (parts: NonNullable<Measure['parts']>, of: (terms: NonNullable<Measure['per']>) => number) =>
  Object.fromEntries(Object.entries(parts).map(([name, terms]) => [name, of(terms)]))

const rawFigure = (measure: Measure, sums: GrowingSums, values: Values = {}): number | null =>
  measure.quantile === undefined ? figure(measure, sums) : (values[measure.name] ?? null)

function isEmpty(sums: GrowingSums): boolean {
  for (const kind in sums) {
    const [units, amount] = sums[kind]!
    if (units !== 0 || amount !== 0) return false
  }
  return true
}

function addInto(total: GrowingSums, sums: GrowingSums): void {
  for (const name in sums) {
    const [units, amount] = sums[name]!
    const sum = (total[name] ??= [0, 0])
    sum[0] += units
    sum[1] += amount
  }
}

/** Whether a comparison range has the buckets that a key's time dimensions name. */
function presence(plan: Plan): (range: RangeName, key: Key) => boolean {
  const cuts = plan.spec.by.filter(isBucket).map((bucket) => [bucket, bucketMap(plan, bucket)] as const)
  return (range, key) => cuts.every(([bucket, map]) => map.has(range, key[bucket]!))
}

const orders = ({ spec, measures }: Plan) =>
  spec.order.length > 0 ? spec.order : [{ measure: measures[0]!.name, dir: 'desc' as const }]

function ranksOf(plan: Plan, { sums, values }: Cell): (number | null)[] {
  const named = (measure: string) => plan.measures.find(({ name }) => name === measure)!
  return orders(plan).map(({ measure }) => rawFigure(named(measure), sums.current, values?.current))
}

/** By the asked measures of `current`, then by key; what is `null` stands last, whichever way the order runs. */
function byOrder(plan: Plan): (a: Ranked, b: Ranked) => number {
  const signs = orders(plan).map(({ dir }) => (dir === 'asc' ? 1 : -1))
  return (a, b) => {
    for (let i = 0; i < signs.length; i++) {
      const [x, y] = [a.ranks[i]!, b.ranks[i]!]
      if (x === y) continue
      if (x === null || y === null) return x === null ? 1 : -1
      return (x - y) * signs[i]!
    }
    for (let i = 0; i < a.parts.length; i++) {
      const way = byCodePoint(a.parts[i]!, b.parts[i]!)
      if (way !== 0) return way
    }
    return 0
  }
}

/** Text by code points, `null` last: the same on every machine and in every store. */
export function byCodePoint(a: string | null, b: string | null): number {
  if (a === b) return 0
  if (a === null || b === null) return a === null ? 1 : -1
  for (let i = 0; i < a.length && i < b.length;) {
    const x = a.codePointAt(i)!
    const y = b.codePointAt(i)!
    if (x !== y) return x - y
    i += x > 0xffff ? 2 : 1
  }
  return a.length - b.length
}
