import { DAY_MS, dayNumber, type Zone } from '../zone.ts'

/** A stretch of the weight line: whole days since 1970-01-01, a running day by its shop hours. Half-open. */
export type Stretch = readonly [from: number, to: number]

/** A stretch over which a part of a value falls that is spread evenly over `days`. */
export interface Piece {
  from: number
  to: number
  value: number
  days: number
}

const OPENS = 9
const CLOSES = 21

/**
 * An instant on the weight line: every day weighs 1, and within the day the weight runs linearly over the shop hours
 * 9–21 local: nobody sells by night, and a target that ran then would show every store behind at breakfast.
 */
export function dayWeight(instant: number, zone: Zone): number {
  const { day, time } = zone.local(instant)
  const hour = (time / DAY_MS) * 24
  return dayNumber(day) + Math.min(1, Math.max(0, (hour - OPENS) / (CLOSES - OPENS)))
}

/** A value from a day up to another, half-open. */
export interface Spread {
  from: string
  to: string
  value: number
}

/** Spreads values evenly over their days; where they overlap the shorter one stands (a month's over a year's). */
export function pieces(spreads: readonly Spread[]): Piece[] {
  const cut: Piece[] = []
  const days = ({ from, to }: Spread) => dayNumber(to) - dayNumber(from)
  for (const spread of [...spreads].sort((a, b) => days(a) - days(b) || (a.from < b.from ? -1 : 1))) {
    let free: Stretch[] = [[dayNumber(spread.from), dayNumber(spread.to)]]
    for (const { from, to } of cut) free = free.flatMap((stretch) => without(stretch, from, to))
    cut.push(...free.map(([from, to]) => ({ from, to, value: spread.value, days: days(spread) })))
  }
  return cut
}

function without([from, to]: Stretch, start: number, end: number): Stretch[] {
  const left: Stretch[] = []
  if (from < Math.min(to, start)) left.push([from, Math.min(to, start)])
  if (Math.max(from, end) < to) left.push([Math.max(from, end), to])
  return left
}

/** How much of the pieces' values falls into the stretches. */
export function reach(cut: readonly Piece[], stretches: readonly Stretch[]): number {
  let sum = 0
  for (const { from, to, value, days } of cut) {
    for (const [start, end] of stretches) {
      const width = Math.min(to, end) - Math.max(from, start)
      if (width > 0) sum += (value * width) / days
    }
  }
  return sum
}

/** The level that pieces set over the stretches, each day weighing the same; `null` where they set none. */
export function levelOn(cut: readonly Piece[], stretches: readonly Stretch[]): number | null {
  let [above, width] = [0, 0]
  for (const { from, to, value } of cut) {
    for (const [start, end] of stretches) {
      const shared = Math.max(0, Math.min(to, end) - Math.max(from, start))
      above += value * shared
      width += shared
    }
  }
  return width > 0 ? above / width : null
}
