import type { Alignment } from '../range.ts'
import type { Window } from '../outcome/schedule.ts'
import type { Ranges, ViewSpec } from '../view.ts'

export type Where = ViewSpec['where']

/** Plan, do, check, act, and what was taken back. Nothing is ever deleted. */
export const STATES = ['plan', 'do', 'check', 'act', 'withdrawn'] as const
export type DecisionState = (typeof STATES)[number]

/** 达成 / 部分达成 / 未达成 / 尚早 / 无法判断. */
export const VERDICTS = ['met', 'partly', 'missed', 'early', 'unclear'] as const
export type Verdict = (typeof VERDICTS)[number]

/** Which way the figure that a decision acts on had gone. */
export type Direction = 'down' | 'up'

/** What the decision should bring. Rates are shares (0.037), counts are units. `amount` is `to` − `from`. */
export interface Expected {
  measure: string
  amount: number | null
  /** A range instead of one amount. */
  low: number | null
  high: number | null
  from: number | null
  to: number | null
  /** Units of the last stage that it should bring in the running period. */
  units: number | null
}

/** One figure as it stood when the decision was made. */
export interface FrozenFigure {
  name: string
  value: number | string | null
  before: number | string | null
  unit: string
}

/** A cause as the diagnosis told it, or as a person words it. */
export interface NamedCause {
  text: string
  segment: Record<string, string>
  stage: string | null
  units: number | null
  side: 'outside' | 'inside' | 'data' | 'unknown'
  /** Why it was rejected, where it was. */
  why: string
}

/** What was known when the decision was made; never changed afterwards. */
export interface Evidence {
  /** The question behind the figures, as it was put. */
  spec: Record<string, unknown> | null
  ranges: Ranges | null
  align: Alignment
  seq: number | null
  as_of: string
  known_at: string
  figures: FrozenFigure[]
  cause: NamedCause | null
  rejected: NamedCause[]
  /** Whether a picture is kept beside it. */
  picture: boolean
}

/** The measured effect, as the outcome was last told; in the expectation's own measure. */
export interface MeasuredEffect {
  effect: number
  low: number
  high: number
  /** Treated dealers that the effect is of. */
  cases: number
  method: string
  reason: string
  /** Instant at which it was measured. */
  at: string
}

/** The parts that people may write again while a decision runs. */
export interface Written {
  title: string
  what: string
  /** Library measure; `null` for one that the library does not know. */
  measure_kind: string | null
  /** Further library measures done with it: its effect is then not one measure's alone. */
  also: string[]
  owner: string
  owner_id: string | null
  due_on: string | null
  review_on: string | null
  expected: Expected | null
  /** 督办: the chair follows it up. */
  escalated: boolean
  meeting_id: string | null
  asserted_by: string
  /** First day of those treated dealers that begin later than the decision is made, by dealer. */
  starts: Record<string, string>
}

/** A decision (举措) as the war room remembers it. Instants are ISO text, days `YYYY-MM-DD`. */
export interface Decision extends Written {
  id: string
  /** Running number, as people speak of it. */
  no: number
  revision: number
  state: DecisionState
  /** Where it applies: place × model × channel. */
  where: Where
  /** Stage of the funnel that it acts on, and the figure that it is judged by. */
  stage: string
  measure: string
  direction: Direction
  /** Units of the gap that are taken on with it (认领). */
  claims: number
  evidence: Evidence
  /** Dealers that it applies to, and those that it is compared with; fixed when it is made. `null`: not yet chosen. */
  treated: string[]
  control: string[] | null
  /**
   * When it is judged: fixed by the first days that it names, within a day of its making. `null`: not yet. A review day
   * that is moved later leaves it as it is.
   */
  window: Window | null
  parent_id: string | null
  alert_id: string | null
  written_by: string
  written_by_id: string
  created_at: string
  updated_at: string
  verdict: Verdict | null
  effect: MeasuredEffect | null
  withdrawn: { reason: string; by: string; at: string } | null
}

/** What one who may not see a decision sees of it. */
export interface DecisionCard {
  id: string
  no: number
  revision: number
  title: string
  owner: string
  restricted: true
  /** Whom to ask for more. */
  ask: string
}

/** A decision as it is told to somebody: whole, with what is still missing, or as a card. */
export type ToldDecision =
  (Decision & { missing: Missing[]; complete_by: string | null; restricted: false }) | DecisionCard

/** Parts that may be filled in within a day (待补). */
export const MISSING = ['owner', 'due_on', 'expected'] as const
export type Missing = (typeof MISSING)[number]

const DAY_MS = 86_400_000

/** What is still to be filled in. */
export function missingOf(decision: Pick<Written, 'owner' | 'due_on' | 'expected'>): Missing[] {
  return MISSING.filter((name) => (name === 'owner' ? decision.owner === '' : decision[name] === null))
}

/** Until when what is missing may be missing; `null` when nothing is. */
export function completeBy(decision: Decision): string | null {
  if (missingOf(decision).length === 0 || decision.state === 'withdrawn') return null
  return new Date(Date.parse(decision.created_at) + DAY_MS).toISOString()
}
