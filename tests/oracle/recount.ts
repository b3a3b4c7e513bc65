import type { Calendar } from '#domain/calendar.ts'
import type { Fact } from '#domain/fact.ts'
import type { ReferenceRows } from '#domain/organisation.ts'
import type { Figure, Row } from '#domain/view.ts'
import { FLOW_KPIS, sumOf, type Definition, type Part } from './kpi.ts'
import { modelSince, openStores, ownCode } from './base.ts'
import { declared } from './calendar.ts'
import { buckets, isCut, lookUp, type Cut } from './lookup.ts'
import { Spans, type AskedPeriod, type Span } from './spans.ts'

/** A question in full, as the oracle reads it. */
export interface OracleSpec {
  measures: string[]
  by: string[]
  where: Record<string, (string | null)[]>
  period: AskedPeriod
  compare: string[]
  align: string
  org: string
  base?: string
  successors?: boolean
  as_of: number
  known_at: number | null
  order: { measure: string; dir: string }[]
  limit: number
}

export interface Recount {
  rows: Row[]
  total: Omit<Row, 'key'>
  spans: Partial<Record<string, Span>>
}

interface Group {
  key: Record<string, string | null>
  facts: Record<string, Fact[]>
}

/**
 * Answers a question by going over the facts one by one, without anything of the planner, the keys, the cells or the
 * store: slow, plain, and the judge of all of them. Targets are judged elsewhere.
 */
export function recount(
  facts: readonly Fact[],
  spec: OracleSpec,
  rows: ReferenceRows,
  tz: string,
  calendar: Calendar,
  seq: number,
): Recount {
  const spans = new Spans(tz, calendar, declared)
  const resolved = spans.resolve(spec, spec.as_of)
  const names = ['current', 'previous', 'last_year'].filter((name) => name in resolved) as (
    'current' | 'previous' | 'last_year'
  )[]
  const parts = spec.measures.flatMap((name) => partsOf(definition(name)))
  const dayOf = (at: number) => spans.local(at).toPlainDate()
  const today = dayOf(spec.as_of).toString()
  const lastCounted = dayOf(Math.max(resolved.current.from, resolved.current.until - 1)).toString()

  const bucketCount = (name: 'current' | 'previous' | 'last_year', cut: Cut): number => {
    const { from, to } = resolved[name]!
    return to > from ? buckets[cut].distance(dayOf(from), dayOf(to - 1)) + 1 : 0
  }
  const valueOf = (fact: Fact, name: 'current' | 'previous' | 'last_year', dimension: string): string | null => {
    if (dimension === 'due_day') return fact.due_at === null ? null : dayOf(fact.due_at).toString()
    if (dimension === 'hour') return String(spans.local(fact.occurred_at).hour).padStart(2, '0')
    if (isCut(dimension)) {
      const n = buckets[dimension].distance(dayOf(resolved[name]!.from), dayOf(fact.occurred_at))
      return n < bucketCount('current', dimension) ? buckets[dimension].key(dayOf(resolved.current.from), n) : null
    }
    const day = dayOf(fact.occurred_at).toString()
    const model = ownCode(rows, fact.model)
    const read = spec.successors && name !== 'current' ? modelSince(rows, model, day, lastCounted) : model
    return lookUp(rows, { ...fact, model: read }, dimension, spec.org === 'current' ? today : day)
  }
  const allowed = (dimension: string) =>
    spec.where[dimension]!.map((value) => {
      if (value === null || (dimension !== 'model' && dimension !== 'channel')) return value
      return lookUp(rows, { [dimension]: value } as unknown as Fact, dimension, today)
    })

  const open = spec.base === 'same_store' ? openStores(rows, spans, Object.values(resolved)) : () => true

  const groups = new Map<string, Group>()
  for (const fact of facts) {
    if (
      fact.seq > seq ||
      !parts.some(({ test }) => test(fact)) ||
      (spec.known_at !== null && fact.received_at > spec.known_at)
    )
      continue
    for (const name of names) {
      const { from, until } = resolved[name]!
      if (fact.occurred_at < from || fact.occurred_at >= until || !open(fact.dealer_id)) continue
      if (!Object.keys(spec.where).every((dimension) => allowed(dimension).includes(valueOf(fact, name, dimension))))
        continue
      const key = Object.fromEntries(spec.by.map((dimension) => [dimension, valueOf(fact, name, dimension)]))
      const text = JSON.stringify(key)
      const group = groups.get(text) ?? { key, facts: { current: [], previous: [], last_year: [] } }
      group.facts[name]!.push(fact)
      groups.set(text, group)
    }
  }

  const raw = (list: readonly Fact[], measure: string): number | null => {
    const { above, below: under, money } = definition(measure)
    const below = under ? sumOf(list, under) : 1
    return below === 0 ? null : sumOf(list, above, money) / below
  }
  const figure = (list: readonly Fact[], measure: string): Figure => {
    const found = raw(list, measure)
    return definition(measure).money ? (found! / 100).toFixed(2) : found === 0 ? 0 : found
  }
  const figures = (list: readonly Fact[]) => Object.fromEntries(spec.measures.map((name) => [name, figure(list, name)]))
  const standing = (list: readonly Fact[]) => parts.some((part) => sumOf(list, [part]) !== 0)
  const hasBuckets = (name: 'previous' | 'last_year', key: Group['key']): boolean =>
    spec.by.filter(isCut).every((cut) => {
      const [there, here] = [bucketCount(name, cut), bucketCount('current', cut)]
      if (key[cut] === null) return there > here
      const ordinal = Array.from({ length: here }, (_, n) => buckets[cut].key(dayOf(resolved.current.from), n)).indexOf(
        key[cut]!,
      )
      return ordinal < there
    })

  const present = [...groups.values()].filter((group) => names.some((name) => standing(group.facts[name]!)))
  const orders = spec.order.length > 0 ? spec.order : [{ measure: spec.measures[0]!, dir: 'desc' }]
  present.sort((a, b) => {
    for (const { measure, dir } of orders) {
      const [x, y] = [raw(a.facts.current!, measure), raw(b.facts.current!, measure)]
      if (x === y) continue
      if (x === null) return 1
      if (y === null) return -1
      return dir === 'asc' ? x - y : y - x
    }
    for (const dimension of spec.by) {
      const [x, y] = [a.key[dimension]!, b.key[dimension]!]
      if (x === y) continue
      if (x === null) return 1
      if (y === null) return -1
      return Buffer.compare(Buffer.from(x), Buffer.from(y))
    }
    return 0
  })
  const made = present.slice(0, spec.limit).map(({ key, facts: own }) => {
    const row: Row = { key, current: figures(own.current!) }
    for (const name of names) if (name !== 'current') row[name] = hasBuckets(name, key) ? figures(own[name]!) : null
    return row
  })
  const total: Omit<Row, 'key'> = { current: {} }
  for (const name of names) total[name] = figures(present.flatMap((group) => group.facts[name]!))
  return { rows: made, total, spans: resolved }
}

function definition(measure: string): Definition {
  const found = FLOW_KPIS[measure]
  if (!found) throw new TypeError(`the oracle has no definition of ${measure}`)
  return found
}

const partsOf = ({ above, below = [] }: Definition): Part[] => [...above, ...below]
