import { keyText, type Cells, type GrowingSums } from './cells.ts'
import { bucketMap, isBucket } from './bucket.ts'
import { figure, type Measure } from './measures.ts'
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
 * A row is there when an event of a kind that the measures use survives in it in any range (a sum is not zero), or
 * when a target belongs to it. The total adds the sums of all rows, before `limit`, and computes rates anew.
 */
export function shape(plan: Plan, cells: Cells, targets: readonly Target[], organisation: Organisation): Shaped {
  const names = rangesOf(plan)
  const shares = targetShares(plan, targets, organisation)
  const present = presence(plan)
  const found = new Map<string, Ranked>()
  const totals: Record<RangeName, GrowingSums> = { current: {}, previous: {}, last_year: {} }
  const enter = (text: string, key: Key, sums: Record<RangeName, GrowingSums>): void => {
    found.set(text, { key, sums, ranks: ranksOf(plan, sums.current), parts: Object.values(key) })
  }
  for (const [text, { key, sums }] of cells) {
    if (names.every((name) => isEmpty(sums[name]))) continue
    for (const name of names) addInto(totals[name], sums[name])
    enter(text, key, sums)
  }
  for (const key of shares.keys) {
    const text = keyText(key)
    if (!found.has(text)) enter(text, key, { current: {}, previous: {}, last_year: {} })
  }
  const ranked = [...found.values()].sort(byOrder(plan))
  const figuresOf = (sums: Record<RangeName, GrowingSums>, key?: Key): Omit<Row, 'key'> => {
    const row: Omit<Row, 'key'> = { current: figures(plan.measures, sums.current) }
    for (const name of names) {
      if (name !== 'current') row[name] = !key || present(name, key) ? figures(plan.measures, sums[name]) : null
    }
    for (const name of TARGET_NAMES) if (plan.spec.compare.includes(name)) row[name] = shares.share(name, key)
    return row
  }
  const rows = ranked.slice(0, plan.spec.limit).map(({ key, sums }) => ({ key, ...figuresOf(sums, key) }))
  return { rows, total: figuresOf(totals), count: ranked.length }
}

interface Ranked {
  key: Key
  sums: Record<RangeName, GrowingSums>
  ranks: (number | null)[]
  parts: (string | null)[]
}

/** Counts as integers, money as decimal text, rates as numbers or `null`. */
export function figures(measures: readonly Measure[], sums: GrowingSums): Figures {
  const made: Figures = {}
  for (const measure of measures) {
    const raw = figure(measure, sums)
    made[measure.name] = measure.unit === 'money' ? moneyText(raw!) : raw
  }
  return made
}

function isEmpty(sums: GrowingSums): boolean {
  for (const kind in sums) {
    const [units, amount] = sums[kind as keyof GrowingSums]!
    if (units !== 0 || amount !== 0) return false
  }
  return true
}

function addInto(total: GrowingSums, sums: GrowingSums): void {
  for (const name in sums) {
    const kind = name as keyof GrowingSums
    const [units, amount] = sums[kind]!
    const sum = (total[kind] ??= [0, 0])
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

function ranksOf(plan: Plan, sums: GrowingSums): (number | null)[] {
  return orders(plan).map(({ measure }) =>
    figure(
      plan.measures.find(({ name }) => name === measure)!,
      sums,
    ),
  )
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
