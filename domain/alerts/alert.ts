import type { Scope } from '../scope.ts'

/** 1 提示: a mark on its tile · 2 预警: a band, then a counter · 3 红色: a panel. */
export type AlertLevel = 1 | 2 | 3
export const ALERT_LEVELS: readonly AlertLevel[] = [1, 2, 3]

/** `sales`: figures fell beyond their own noise. `data`: a source stopped; grey, never a sales collapse. */
export const ALERT_KINDS = ['sales', 'data'] as const
export type AlertKind = (typeof ALERT_KINDS)[number]

export const ALERT_STATES = ['open', 'acknowledged', 'snoozed', 'closed'] as const
export type AlertState = (typeof ALERT_STATES)[number]

/** A place or measure that the alert explains: it would have been one of its own otherwise. */
export interface AlertPart {
  /** Dimension → value; `{}` is the whole maker. */
  cell: Record<string, string>
  measure: string
  figure: number
  usual: number
}

/** One root cause, as long as it lasts. Instants are ISO text with the business zone's offset. */
export interface Alert {
  id: string
  level: AlertLevel
  kind: AlertKind
  /** Where: dimension → value; `{}` is the whole maker. For data faults `{source}`. */
  cell: Record<string, string>
  measure: string
  /** The step of the funnel that `measure` belongs to. */
  stage: string
  zh: string
  en: string
  /** What came and what usually comes: units, a share, or minutes. For data faults hours of silence. */
  figure: number
  usual: number
  /** Deviations of the cell's own noise; below zero is the bad side. */
  z: number
  /** Units missing of the measure's upper count, 0 or more. */
  units: number
  /** What is folded into it. */
  parts: AlertPart[]
  /** The days that were looked at, half-open; with `until_hour` the last day only up to that full hour. */
  span: { from: string; to: string; until_hour: number | null }
  /** The question behind `figure`, for `POST /api/query`. */
  view: Record<string, unknown>
  /** The address that restores the view. */
  link: string
  raised_at: string
  state: AlertState
  owner: string | null
  /** Snoozed until. */
  until: string | null
  closed_at: string | null
}

/** Whether an asker may see an alert: its place lies in the scope. Data faults belong to everybody's figures. */
export function isInScope({ cell, kind }: Pick<Alert, 'cell' | 'kind'>, scope: Scope, lineage: Lineage): boolean {
  if (kind === 'data') return true
  const names = Object.entries(scope.where)
  if (names.length === 0) return true
  const own = lineage(cell)
  return own !== null && names.every(([name, allowed = []]) => allowed.includes(own[name] ?? null))
}

/** What the organisation says of a cell: its own dimensions and those above it; `null` for one that is unknown. */
export type Lineage = (cell: Record<string, string>) => Readonly<Record<string, string>> | null
