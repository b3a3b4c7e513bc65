import { isFullScope, type Scope } from '../scope.ts'
import type { Side, Tone } from './measures.ts'

/** 1 提示: a mark on its tile · 2 预警: a band, then a counter · 3 红色: a panel. */
export type AlertLevel = 1 | 2 | 3

/** `sales`: figures moved beyond their own noise. `data`: a source is late; grey, never a sales collapse. */
export type AlertKind = 'sales' | 'data'
export type AlertState = 'open' | 'acknowledged' | 'snoozed' | 'closed'

/** A cell with what was found there. */
export interface Face {
  /** Where: dimension → value, a place and perhaps one model, channel or rival; `{}` is the whole maker. For data faults `{source}`. */
  cell: Record<string, string>
  measure: string
  /** The step of the funnel that `measure` belongs to. */
  stage: string
  /** Less than usual or more, and how that is taken. */
  side: Side
  tone: Tone
  zh: string
  en: string
  /** What came and what usually comes: units or a share. For data faults how late, in hours. */
  figure: number
  usual: number
  /** Deviations of the cell's own noise, below zero: the further the surer. */
  z: number
  /** Units missing of the measure's upper count, or more than usual; 0 or more. */
  units: number
  /** The days that were looked at, half-open; with `until_hour` the last day only up to that full hour. */
  span: { from: string; to: string; until_hour: number | null }
  /** The question behind `figure`, for `POST /api/query`, and the last entry that counted. */
  view: Record<string, unknown>
  seq: number
  /** The address that restores the view. */
  link: string
}

/** A decision that was logged about an alert; its title is no secret. */
interface AlertDecision {
  id: string
  title: string
}

/** One root cause, as long as it lasts. Instants are ISO text with the business zone's offset. */
export interface Alert extends Face {
  id: string
  level: AlertLevel
  kind: AlertKind
  /** What is folded into it: places and measures that would have been alerts of their own. */
  parts: Face[]
  raised_at: string
  state: AlertState
  owner: string | null
  /** What was decided about it, where that was asked for: not in what is pushed. */
  decisions?: readonly AlertDecision[]
  /** Snoozed until. */
  until: string | null
  closed_at: string | null
}

/** What the organisation says of a cell: its own dimensions and those above it. */
export type Lineage = (cell: Record<string, string>) => Readonly<Record<string, string>>

/** Whether a cell lies in a scope. A cell above the scope does not: its figure is made of others' figures, too. */
export function isCellIn(cell: Record<string, string>, { where }: Scope, lineage: Lineage): boolean {
  const own = lineage(cell)
  return Object.entries(where).every(([name, allowed = []]) => allowed.includes(own[name] ?? ''))
}

/**
 * An alert as somebody may see it: whole where its cell lies in the scope, its parts as far as they do; else as the part
 * of it that lies there, at level 1 or 2 since it is louder for those above; `null` where nothing does.
 */
export function alertFor(alert: Alert, scope: Scope, lineage: Lineage): Alert | null {
  if (isFullScope(scope)) return alert
  const inside = alert.parts.filter(({ cell }) => isCellIn(cell, scope, lineage))
  if (isCellIn(alert.cell, scope, lineage)) return { ...alert, parts: inside }
  const [face, ...parts] = inside
  return face ? { ...alert, ...face, parts, level: alert.level === 1 ? 1 : 2 } : null
}
