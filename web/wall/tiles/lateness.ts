import type { Dimension } from '#domain/dimensions.ts'
import type { ViewResult } from '#domain/view.ts'
import type { Question } from '../../live/question.ts'
import { countOf, type Scene } from '../scene.ts'

/** Which source tells which place's retail units; asked only while a source is late. */
export const askSources = ({ where, retail }: Scene, dimension: Dimension): Question => ({
  measures: [retail],
  by: [dimension, 'source'],
  where,
  period: 'last_30_days',
})

/** From this share of a place's units on, a late source makes its figure incomplete. */
const WEIGHTY = 0.2

/** Whether the selection as a whole is incomplete. */
export function isLate(result: ViewResult | null, late: readonly { source: string }[]): boolean {
  const silent = new Set(late.map(({ source }) => source))
  let all = 0
  let missing = 0
  for (const { key, current } of result?.rows ?? []) {
    const units = Number(Object.values(current)[0] ?? 0)
    all += units
    if (silent.has(key.source ?? '')) missing += units
  }
  return missing > 0 && missing >= WEIGHTY * all
}

/** Places whose figure is incomplete, with the instant up to which it holds. */
export function latePlaces(
  result: ViewResult | null,
  dimension: string,
  late: readonly { source: string; heard: number }[],
): Map<string, number> {
  const heard = new Map(late.map((source) => [source.source, source.heard]))
  const sums = new Map<string, { all: number; missing: number; since: number }>()
  for (const row of result?.rows ?? []) {
    const place = row.key[dimension]
    if (!place) continue
    const units = countOf(row.current, Object.keys(row.current)[0]!)
    const sum = sums.get(place) ?? { all: 0, missing: 0, since: Number.POSITIVE_INFINITY }
    const since = heard.get(row.key.source ?? '')
    sum.all += units
    if (since !== undefined) {
      sum.missing += units
      sum.since = Math.min(sum.since, since)
    }
    sums.set(place, sum)
  }
  return new Map(
    [...sums]
      .filter(([, { all, missing }]) => missing > 0 && missing >= WEIGHTY * all)
      .map(([place, { since }]) => [place, since]),
  )
}
