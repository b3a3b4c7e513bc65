import type { ViewResult } from '#domain/view.ts'
import { shiftDay } from '../format/time.ts'
import { figureOf } from './columns.ts'

/** A measure's last `days` days up to `last` in the rows that a filter keeps; a day without rows is 0 for counts, a gap for rates. */
export function daysOfMeasure(
  result: ViewResult,
  measure: string,
  last: string,
  days: number,
  keep: (key: ViewResult['rows'][number]['key']) => boolean,
  rate: boolean,
): (number | null)[] {
  const found = new Map<string, number | null>()
  for (const { key, current } of result.rows) if (key.day && keep(key)) found.set(key.day, figureOf(current, measure))
  return Array.from({ length: days }, (_none, i) => {
    const value = found.get(shiftDay(last, i + 1 - days))
    return value === undefined ? (rate ? null : 0) : value
  })
}

/** A line through the days in a box, gaps bridged; `null` with fewer than two days. */
export function sparkPath(
  values: readonly (number | null)[],
  width: number,
  height: number,
): { path: string; end: { x: number; y: number } } | null {
  const points = values.flatMap((value, i) => (value === null ? [] : [[i, value] as const]))
  if (points.length < 2) return null
  const low = Math.min(...points.map(([, value]) => value))
  const span = Math.max(...points.map(([, value]) => value)) - low
  const at = points.map(([i, value]) => ({
    x: (width * i) / Math.max(1, values.length - 1),
    y: span > 0 ? height - (height * (value - low)) / span : height / 2,
  }))
  return { path: at.map(({ x, y }, i) => `${i ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join(''), end: at.at(-1)! }
}
