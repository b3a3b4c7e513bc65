import { gapTo, statusOf, type Gap, type Status } from '#domain/pace.ts'
import type { Row, ViewResult } from '#domain/view.ts'
import type { Question } from '../../live/question.ts'
import { roundTogether } from '#domain/round.ts'
import { countOf, type Pace, type Scene } from '../scene.ts'
import { childLevel, dimensionOf } from '../state.ts'

/** The members of the present place; `null` below an advisor. */
export function askMembers({ state, where, retail }: Scene): Question | null {
  const level = childLevel(state)
  if (level === null) return null
  return {
    measures: [retail],
    by: [dimensionOf(level)],
    where,
    period: state.period,
    compare: ['previous', 'last_year', 'target', 'target_full'],
  }
}

export interface Member {
  /** `null`: events without a known place. */
  code: string | null
  actual: number
  previous: number
  lastYear: number | null
  target: number | null
  completion: number | null
  lastYearShare: number | null
  gap: Gap | null
  /**
   * Gap in whole units, rounded so that the column adds up; against 环比 where there is no target, `null` where there is
   * one but no pace.
   */
  units: number | null
  status: Status
}

export interface Members {
  rows: Member[]
  /** Some members have a target. */
  rated: boolean
  /** Sums over all members; `targets` may exceed the parent's own target. */
  targets: number
  gaps: number | null
}

/** One row's figures against its own target and the shared pace. */
export function readMember(row: Row, dimension: string, retail: string, pace: Pace | null): Member {
  const actual = countOf(row.current, retail)
  const previous = countOf(row.previous, retail)
  const target = row.target_full?.[retail] ?? 0
  const gap = pace && target > 0 ? gapTo(pace.share, actual, target) : null
  const lastYear = row.last_year ? countOf(row.last_year, retail) : null
  return {
    code: row.key[dimension] ?? null,
    actual,
    previous,
    lastYear,
    target: target > 0 ? target : null,
    completion: target > 0 ? actual / target : null,
    lastYearShare: target > 0 && lastYear !== null ? lastYear / target : null,
    gap,
    units: gap ? gap.units : target > 0 ? null : actual - previous,
    status: statusOf(gap, target, pace?.rule),
  }
}

/** B1: members, worst 进度差 in units first. */
export function readMembers(members: ViewResult, dimension: string, retail: string, pace: Pace | null): Members {
  const rows = members.rows.map((row) => readMember(row, dimension, retail, pace))
  const told = rows.filter((row) => row.units !== null)
  const whole = roundTogether(told.map((row) => row.units!))
  told.forEach((row, i) => (row.units = whole[i]!))
  rows.sort(
    (a, b) =>
      (a.units ?? 0) - (b.units ?? 0) || (a.completion ?? 0) - (b.completion ?? 0) || compareCodes(a.code, b.code),
  )
  return {
    rows,
    rated: rows.some((row) => row.target !== null),
    targets: rows.reduce((sum, row) => sum + (row.target ?? 0), 0),
    gaps: told.length > 0 ? whole.reduce((sum, value) => sum + value, 0) : null,
  }
}

/** By code; what has none comes last. */
const compareCodes = (a: string | null, b: string | null): number =>
  a === b ? 0 : a === null ? 1 : b === null || a < b ? -1 : 1

/** Keeps an order once shown, so that rows change place at most when the caller allows it. */
export function keepOrder<T extends { code: string | null }>(
  rows: readonly T[],
  order: readonly (string | null)[],
): T[] {
  const rank = new Map(order.map((code, i) => [code, i]))
  return [...rows].sort((a, b) => (rank.get(a.code) ?? order.length) - (rank.get(b.code) ?? order.length))
}

export interface Fitted {
  rows: Member[]
  /** How many members the last row stands for; 0: all are shown. */
  rest: number
}

/** The rows that fit: the worst ones, and what remains as one row. */
export function fitRows(rows: readonly Member[], room: number): Fitted {
  if (rows.length <= room) return { rows: [...rows], rest: 0 }
  const rest = rows.slice(room - 1)
  const sum = (of: (row: Member) => number | null) => rest.reduce((total, row) => total + (of(row) ?? 0), 0)
  const target = sum((row) => row.target)
  const actual = sum((row) => row.actual)
  const lastYear = sum((row) => row.lastYear)
  const joined: Member = {
    code: null,
    actual,
    previous: sum((row) => row.previous),
    lastYear,
    target: target > 0 ? target : null,
    completion: target > 0 ? actual / target : null,
    lastYearShare: target > 0 ? lastYear / target : null,
    gap: null,
    units: rest.some((row) => row.units !== null) ? sum((row) => row.units) : null,
    status: 'unrated',
  }
  return { rows: [...rows.slice(0, room - 1), joined], rest: rest.length }
}

const SCALES = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2]

/** The bars' right end: the smallest step that holds pace and every completion, with a little room; never cut. */
export function scaleOf(rows: readonly Member[], pace: number): number {
  const most = Math.max(pace, ...rows.map((row) => Math.max(row.completion ?? 0, row.lastYearShare ?? 0)))
  return SCALES.find((scale) => most * 1.06 <= scale) ?? Math.ceil(most * 1.06)
}
