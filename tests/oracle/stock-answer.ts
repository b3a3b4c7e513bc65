import { Temporal } from 'temporal-polyfill'
import { calendar, declared } from './calendar.ts'
import { buckets, lookUp } from './lookup.ts'
import { Spans, type AskedPeriod } from './spans.ts'
import { attribute, bandOf, stockFigures, type Item, type Made, type StockWorld } from './stock.ts'

export interface StockSpec {
  measures: string[]
  by: string[]
  where: Record<string, (string | null)[]>
  period: AskedPeriod
  compare: string[]
  org: string
  as_of: number
}

type RangeName = 'current' | 'previous' | 'last_year'
type Key = Record<string, string | null>
interface Stretch {
  key: Key
  from: number
  until: number
}

const CUTS = ['day', 'week', 'month'] as const

/** The whole answer of a stock question: every row and the total, each figure counted from its definition. */
export function answerStock(world: StockWorld, spec: StockSpec) {
  const { rows } = world
  const figures = stockFigures(world)
  const spans = new Spans(world.tz, calendar, declared)
  const resolved = spans.resolve({ period: spec.period, compare: spec.compare, align: 'elapsed' }, spec.as_of)
  const names = (['current', 'previous', 'last_year'] as const).filter((name) => resolved[name])
  const dayOf = (at: number) => spans.local(at).toPlainDate()
  const midnight = (day: Temporal.PlainDate) => day.toPlainDateTime().toZonedDateTime(world.tz).epochMilliseconds
  const cuts = CUTS.filter((cut) => spec.by.includes(cut))
  const size = (name: RangeName, cut: (typeof CUTS)[number]): number => {
    const { from, to } = resolved[name]!
    return to > from ? buckets[cut].distance(dayOf(from), dayOf(to - 1)) + 1 : 0
  }
  const whole = (name: RangeName): Stretch => {
    const { from, until } = resolved[name]!
    return { key: {}, from: Math.min(from, spec.as_of), until: Math.min(until, spec.as_of) }
  }
  const stretches = (name: RangeName): Stretch[] => {
    const { from, until } = whole(name)
    if (cuts.length === 0) return [{ key: {}, from, until }]
    const found = new Map<string, Stretch>()
    for (let day = dayOf(from); midnight(day) < until; day = day.add({ days: 1 })) {
      const key = Object.fromEntries(
        cuts.map((cut) => {
          const n = buckets[cut].distance(dayOf(resolved[name]!.from), day)
          return [cut, n < size('current', cut) ? buckets[cut].key(dayOf(resolved.current.from), n) : null]
        }),
      )
      const [start, end] = [Math.max(from, midnight(day)), Math.min(until, midnight(day.add({ days: 1 })))]
      const known = found.get(JSON.stringify(key))
      if (known) known.until = end
      else found.set(JSON.stringify(key), { key, from: start, until: end })
    }
    return [...found.values()]
  }

  const valueOf = (item: Item, dimension: string, until: number): string | null => {
    if (dimension === 'card_age') return bandOf(item.day, until, world.tz)
    const stood = item.day || dayOf(until - 1).toString()
    return attribute(item, dimension, rows, spec.org === 'current' ? dayOf(spec.as_of).toString() : stood)
  }
  const passes = (item: Item, until: number): boolean =>
    Object.entries(spec.where).every(([name, values]) => {
      const allowed = values.map((value) => value !== null && name === 'model' ? lookUp(rows, { model: value } as never, name, '') : value) // prettier-ignore
      return allowed.includes(valueOf(item, name, until))
    })

  const keys = new Map<string, Key>()
  const sums = new Map<string, { above: number; below: number | null; seen: boolean }>()
  const enter = (place: string, measure: string, range: RangeName, made: Made, until: number, of: (item: Item) => boolean) => {
    const add = (list: Made['above']) =>
      list.reduce((sum, [factor, items]) => sum + factor * items.filter((item) => passes(item, until) && of(item)).reduce((all, { units }) => all + units, 0), 0)
    const above = add(made.above)
    const below = made.below ? add(made.below) : null
    sums.set(`${place} ${range} ${measure}`, { above, below, seen: above !== 0 || (below ?? 0) !== 0 })
  } // prettier-ignore
  for (const range of names) {
    for (const { key: cut, from, until } of stretches(range)) {
      for (const measure of spec.measures) {
        const made = figures(measure, from, until)
        const items = [...made.above, ...(made.below ?? [])].flatMap(([, list]) => list)
        const keyOf = (item: Item): Key =>
          Object.fromEntries(spec.by.map((name) => [name, name in cut ? cut[name]! : valueOf(item, name, until)]))
        for (const key of items.map(keyOf)) {
          const text = JSON.stringify(key)
          if (sums.has(`${text} ${range} ${measure}`)) continue
          keys.set(text, key)
          enter(text, measure, range, made, until, (item) => JSON.stringify(keyOf(item)) === text)
        }
      }
    }
    const { from, until } = whole(range)
    for (const measure of spec.measures)
      enter('total', measure, range, figures(measure, from, until), until, () => true)
  }

  const figure = (place: string, range: RangeName, measure: string): number | null => {
    const rate = measure.endsWith('_rate')
    const sum = sums.get(`${place} ${range} ${measure}`)
    if (!sum) return rate ? null : 0
    if (!rate) return sum.above
    return sum.below ? sum.above / sum.below : null
  }
  const made = (place: string, key: Key | null) =>
    Object.fromEntries(
      names.map((range) => {
        const missing = key && range !== 'current' && !cuts.every((cut) => hasBucket(range, cut, key[cut]!))
        return [range, missing ? null : Object.fromEntries(spec.measures.map((name) => [name, figure(place, range, name)]))] // prettier-ignore
      }),
    )
  const hasBucket = (range: RangeName, cut: (typeof CUTS)[number], held: string | null): boolean => {
    const [there, here] = [size(range, cut), size('current', cut)]
    if (held === null) return there > here
    return Array.from({ length: here }, (_, n) => buckets[cut].key(dayOf(resolved.current.from), n)).indexOf(held) < there // prettier-ignore
  }
  const present = [...keys].filter(([text]) =>
    names.some((range) => spec.measures.some((name) => sums.get(`${text} ${range} ${name}`)?.seen)),
  )
  return { rows: present.map(([text, key]) => ({ key, ...made(text, key) })), total: made('total', null) }
}
