import type { Calendar } from '#domain/calendar.ts'
import { forecastEnd, type Forecast } from '#domain/forecast/forecast.ts'
import { monthAfter, monthsOf, type MonthUnits } from '#domain/forecast/history.ts'
import { openYardstick } from '#domain/forecast/yardstick.ts'
import { originOf, type Dimension } from '#domain/dimensions.ts'
import { Refusal } from '#domain/errors.ts'
import type { Plan } from '#domain/plan.ts'
import type { Scope } from '#domain/scope.ts'
import { backwards, stepsTo, type Backwards } from '#domain/targets/backwards.ts'
import { basesOf, paceMonths, pointIn, type Bases } from '#domain/targets/bases.ts'
import { TARGET_KINDS, type TargetKind } from '#domain/targets/book.ts'
import { progressOf, type Progress } from '#domain/targets/progress.ts'
import { dayWeight } from '#domain/targets/spread.ts'
import type { Key, Row } from '#domain/view.ts'
import { dayNumber, addDays, type Zone } from '#domain/zone.ts'
import type { Asker, AskerOptions } from '../query/ask.ts'
import { readDays, readMonths, readUsual } from './history.ts'
import type { Lamp } from './lamp.ts'
import { countOf, sit, textOf, type Sitting } from './sitting.ts'
import { readPaceSpec, type PaceSpec } from './spec.ts'

/** Progress of one place, model or channel, and what is to come of it. */
export interface PaceRow extends Progress {
  /** Units a day that the same rest of the unit before brought; `null` when no time is left. */
  usual_per_day: number | null
  /** Where the unit ends, with an interval that four of five units should end in. */
  forecast: Forecast | null
  /** What would make up for the lamp's gap; `null` without one. */
  backwards: Backwards | null
}

/** What the parts of the question were given beside what the whole was given (加码). */
export interface Added {
  parent: number
  children: number
  share: number
}

export interface PaceAnswer {
  seq: number
  as_of: string
  measure: string
  period: PaceSpec['period']
  against: TargetKind
  unit: { start: string; end: string; elapsed_days: number; days: number; workdays: number }
  bases: Bases
  /** Whether the pace comes from past months or, without them, from the target's own day weights. */
  pace_from: 'history' | 'weights' | null
  /** Months whose course is the running month's pace. */
  pace_months: string[]
  lamp: Lamp
  total: PaceRow
  rows: ({ key: Key } & PaceRow)[]
  added: Partial<Record<TargetKind, Added>>
}

export interface PaceRooms extends AskerOptions {
  asker: Asker
  zone: Zone
  calendar: Calendar
  retail: string
  lamp: Lamp
}

const MONTHS_OF = { month_to_date: 1, quarter_to_date: 3, year_to_date: 12 } as const

/** Answers `POST /api/pace` from questions of the ordinary path, all put at one moment. Throws what a question throws. */
export function createPace(rooms: PaceRooms): (raw: unknown, scope: Scope) => Promise<PaceAnswer> {
  const { asker, zone, calendar, lamp } = rooms
  return async (raw, scope) => {
    const spec = readPaceSpec(raw, rooms.retail)
    const { measure, by, where, period, against } = spec
    const sitting = sit(asker, rooms, scope, { as_of: spec.as_of, known_at: spec.known_at })
    const steps = stepsTo(measure)
    const measures = [...new Set([measure, ...steps])]
    const question = { measures, by: by ? [by] : [], where, period, compare: ['target', 'target_full'] }
    const plan = sitting.plan(question)
    const cut = (Object.keys(plan.spec.where) as Dimension[]).find((name) => originOf(name) === 'time')
    if (cut) throw new Refusal('bad_spec', `progress is not told of single times (${cut})`, { path: `where.${cut}` })
    const now = await sitting.ask(question)
    const { start, end } = plan.unit
    const today = zone.day(plan.as_of)
    const month = today.slice(0, 7)
    const moment = { unit: { start, end }, today, share: dayWeight(plan.as_of, zone) - dayNumber(today) }
    const point = pointIn(moment)

    const days = await readDays(sitting, measure, month)
    const yardstick = openYardstick(days, moment.unit, today, calendar.springFestival)
    const everything = sitting.plan({ measures: [measure], period })
    const whole = !by && JSON.stringify(plan.spec.where) === JSON.stringify(everything.spec.where)
    const known = [...monthsOf(days, `${month}-01`).keys()]
    const own = whole
      ? { all: yardstick.months, keys: new Map<string, MonthUnits>() }
      : await readMonths(sitting, { measure, where, by }, known[0] ?? month, month, now.rows.length)
    const before = { start: `${monthAfter(start.slice(0, 7), -MONTHS_OF[period])}-01`, end: start }
    const usual = await readUsual(sitting, { measure, where, by }, before, point)

    const goals = goalsOf(sitting, plan, measure, by)
    const history = basesOf(moment, days, calendar)
    const weights = goals.weights[against]
    const bases = { ...history, pace: history.pace ?? weights }
    const rowOf = (row: Omit<Row, 'key'>, text: string | null, months: MonthUnits): PaceRow => {
      const progress = progressOf(countOf(row, measure), goals.of(text), bases, point, { ...lamp, against, rule: lamp })
      const gap = progress.gap[lamp.basis]
      const counts = steps.map((stage) => ({ stage, units: countOf(row, stage) }))
      return {
        ...progress,
        usual_per_day: usual(text),
        forecast: forecastEnd(yardstick, months, progress.actual, point.elapsed),
        backwards: gap && gap.units < 0 ? backwards(-gap.units, counts, point) : null,
      }
    }
    const none: MonthUnits = new Map()
    const found = new Map<string, { key: Key; row: Omit<Row, 'key'> }>()
    for (const { key, ...row } of by ? now.rows : []) found.set(textOf(key, by), { key, row })
    for (const key of goals.keys)
      if (!found.has(textOf(key, by))) found.set(textOf(key, by), { key, row: { current: {} } })
    const rows = [...found].map(([text, { key, row }]) => ({ key, ...rowOf(row, text, own.keys.get(text) ?? none) }))
    const behind = (row: PaceRow) => row.gap[lamp.basis]?.units ?? Infinity
    return {
      seq: sitting.seq,
      as_of: now.as_of,
      measure,
      period,
      against,
      unit: {
        start,
        end,
        elapsed_days: point.elapsed,
        days: point.days,
        workdays: calendar.workdays(start, addDays(end, -1)),
      },
      bases,
      pace_from: history.pace !== null ? 'history' : weights !== null ? 'weights' : null,
      pace_months: paceMonths(days, month, calendar),
      lamp,
      total: rowOf(now.total, null, own.all),
      rows: rows.sort((a, b) => behind(a) - behind(b) || 0),
      added: goals.added,
    }
  }
}

interface Goals {
  /** Keys to which anything was set. */
  keys: Key[]
  /** What was set for a key (`textOf`), or with `null` for the whole by its own records. */
  of(text: string | null): Record<TargetKind, number | null>
  /** The share of the whole's target that its own day weights put before now. */
  weights: Record<TargetKind, number | null>
  added: PaceAnswer['added']
}

/** The three kinds side by side, of the parts and of the whole; the parts need not add up to the whole. */
function goalsOf(sitting: Sitting, plan: Plan, measure: string, by: string | null): Goals {
  const keys = new Map<string, Key>()
  const parts = new Map<string, Partial<Record<TargetKind, number>>>()
  const whole: Partial<Record<TargetKind, number>> = {}
  const weights: Goals['weights'] = { target: null, commitment: null, challenge: null }
  const added: PaceAnswer['added'] = {}
  for (const kind of TARGET_KINDS) {
    const asked = (by: Plan['spec']['by']) => ({ ...plan, spec: { ...plan.spec, by, target_kind: kind } })
    const { total } = sitting.targetsOnly(asked([]))
    const parent = total.target_full?.[measure]
    if (parent !== undefined) whole[kind] = parent
    if (parent) weights[kind] = (total.target?.[measure] ?? 0) / parent
    if (!by) continue
    let children = 0
    for (const { key, target_full } of sitting.targetsOnly(asked(plan.spec.by)).rows) {
      const value = target_full?.[measure]
      if (value === undefined) continue
      children += value
      keys.set(textOf(key, by), key)
      parts.set(textOf(key, by), { ...parts.get(textOf(key, by)), [kind]: value })
    }
    if (parent && children > 0) added[kind] = { parent, children, share: children / parent }
  }
  const of: Goals['of'] = (text) => {
    const set = text === null ? whole : parts.get(text)
    return { target: set?.target ?? null, commitment: set?.commitment ?? null, challenge: set?.challenge ?? null }
  }
  return { keys: [...keys.values()], of, weights, added }
}
