import type { NamedCause } from '#domain/decision/decision.ts'
import type { Segment } from '#domain/diagnosis/lattice.ts'
import type { StatedRange } from '#domain/range.ts'
import type { ViewSpec } from '#domain/view.ts'
import { addDays, dayNumber } from '#domain/zone.ts'
import type { Occasion } from '../desk/why/decide.ts'

/** The figure that a decision about a stage is judged by. */
const JUDGED_BY: Readonly<Record<string, string>> = {
  unique_lead: 'unique_lead',
  first_visit: 'unique_lead_first_visit_rate',
  test_drive: 'first_visit_test_drive_rate',
  order: 'first_visit_order_rate',
  deal: 'order_deal_rate',
  delivery: 'deal_delivery_rate',
}
export const judgedBy = (stage: string): string => JUDGED_BY[stage] ?? stage
export const isRate = (measure: string): boolean => measure.endsWith('_rate')

/** What a person enters: four fields, and whether the chair follows it up. */
export interface Draft {
  kinds: string[]
  what: string
  owner: string
  /** The owner's account, where the name is one's. */
  owner_id: string | null
  due_on: string | null
  /** Where the figure should stand; a share or units. */
  to: number | null
  review_on: string | null
  escalated: boolean
}

export const NO_DRAFT: Draft = {
  kinds: [],
  what: '',
  owner: '',
  owner_id: null,
  due_on: null,
  to: null,
  review_on: null,
  escalated: false,
}

/** Where a decision applies: the question's place, narrowed by the segment. */
export function whereOf(question: Occasion['question'], segment: Segment): ViewSpec['where'] {
  const own = Object.fromEntries(Object.entries(segment).map(([name, value]) => [name, [value]]))
  return { ...question.where, ...own } as ViewSpec['where']
}

export interface Gains {
  month: Gain
  next: Gain
}
interface Gain {
  units: number
  low: number
  high: number
}

/**
 * What the step would bring once it stands where it should: the units that the period up to now would have had more,
 * per day, from the due day to the month's end and over the next month. A straight line: no season, no ramp.
 */
export function gainsOf(gain: Gain, range: Pick<StatedRange, 'from' | 'to'>, due_on: string, today: string): Gains {
  const elapsed = Math.max(1, (Date.parse(range.to) - Date.parse(range.from)) / 86_400_000)
  const first = (months: number): string => {
    const [year, month] = today.split('-').map(Number) as [number, number]
    return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10)
  }
  const from = due_on > today ? due_on : today
  const days = (start: string, end: string) => Math.max(0, dayNumber(end) - dayNumber(start))
  const scaled = (share: number): Gain => ({
    units: gain.units * share,
    low: gain.low * share,
    high: gain.high * share,
  })
  return {
    month: scaled(days(from, first(1)) / elapsed),
    next: scaled(days(from > first(1) ? from : first(1), first(2)) / elapsed),
  }
}

/** The next few days that a meeting usually sets: two, three and seven from today, never the same twice. */
export const dueChoices = (today: string): string[] => [2, 3, 7].map((days) => addDays(today, days))

/** The figure as it stands, in the question's period and in what it is compared with. */
export interface Baseline {
  now: number | null
  before: number | null
}

/** What is fixed with a decision, beside what is typed. */
export interface Frozen {
  occasion: Occasion
  baseline: Baseline
  range: unknown
  cause: NamedCause
  rejected: NamedCause[]
  units: number | null
  meeting_id: string | null
  picture: string | null
  client_key: string
}

/** Of what never was the whole is the change; else the house works it out. */
const expectedOf = (measure: string, from: number | null, to: number, units: number | null) =>
  from === null ? { measure, amount: to, to, units } : { measure, from, to, units }

/** The body of `POST /api/decisions`. What is left empty is to be filled in within a day (待补). */
export function bodyOf(draft: Draft, frozen: Frozen): Record<string, unknown> {
  const { occasion, baseline, cause, rejected, picture, client_key, meeting_id } = frozen
  const { question, segment, stage, figures, as_of, seq, alert, parent } = occasion
  const measure = judgedBy(stage)
  const [kind = null, ...also] = draft.kinds
  return {
    what: draft.what,
    measure_kind: kind,
    also,
    owner: draft.owner,
    owner_id: draft.owner_id,
    due_on: draft.due_on,
    ...(draft.review_on !== null && { review_on: draft.review_on }),
    expected: draft.to === null ? null : expectedOf(measure, baseline.now, draft.to, frozen.units),
    escalated: draft.escalated,
    meeting_id,
    where: whereOf(question, segment),
    stage,
    measure,
    claims: Math.max(0, -figures.units),
    evidence: {
      spec: { ...question, segment, stage },
      ranges: frozen.range ?? null,
      align: question.align ?? 'elapsed',
      seq,
      as_of,
      known_at: as_of,
      figures: [
        { name: measure, value: baseline.now, before: baseline.before, unit: isRate(measure) ? 'rate' : 'count' },
        { name: question.measure, value: figures.units, before: null, unit: 'lost' },
      ],
      cause,
      rejected,
    },
    ...(picture !== null && { picture }),
    ...(alert && { alert_id: alert }),
    ...(parent && { parent_id: parent }),
    client_key,
  }
}
