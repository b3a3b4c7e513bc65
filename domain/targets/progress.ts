import { dailyNeed, gapTo, statusOf, type Gap, type LampRule, type Point, type Status } from '../pace.ts'
import { BASES, type Bases, type Basis } from './bases.ts'
import type { TargetKind } from './book.ts'

/** How one place stands against what was set for it. Shares are 0 … 1, units are cars (or whatever is counted). */
export interface Progress {
  actual: number
  /** Of the whole unit of time; `null` where none was set. */
  target: number | null
  commitment: number | null
  challenge: number | null
  /** Actual ÷ what it is held against. */
  completion: number | null
  /** 进度差 on each base; `null` where nothing was set or the base is not known. */
  gap: Record<Basis, Gap | null>
  lamp: Status
  /** Units a day that the remaining days must bring; 0 when it is reached, `null` when no time is left. */
  need_per_day: number | null
}

/** Which base turns the lamp, and what the progress is held against. */
export interface Standard {
  basis: Basis
  against: TargetKind
  rule: LampRule
}

export function progressOf(
  actual: number,
  set: Readonly<Record<TargetKind, number | null>>,
  bases: Bases,
  point: Point,
  { basis, against, rule }: Standard,
): Progress {
  const goal = set[against]
  const gaps = BASES.map((name) => {
    const share = bases[name]
    return [name, goal === null || share === null ? null : gapTo(share, actual, goal)] as const
  })
  const gap = Object.fromEntries(gaps) as Record<Basis, Gap | null>
  return {
    actual,
    ...set,
    completion: goal === null || goal <= 0 ? null : actual / goal,
    gap,
    lamp: statusOf(gap[basis], goal ?? 0, rule),
    need_per_day: goal === null ? null : dailyNeed(goal, actual, point),
  }
}
