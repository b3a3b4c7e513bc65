import type { Segment } from '#domain/diagnosis/lattice.ts'
import { nodeId } from '../state.ts'
import { STAGES } from './stages.ts'
import type { WhyQuestion } from './question.ts'

/** What a decision is logged about: the question that showed it, the cell, the step, and the figures that were seen. */
export interface Occasion {
  question: WhyQuestion
  segment: Segment
  stage: string
  /** Units that are lost there, and the rate before and now where the step has one. */
  figures: { units: number; before: number | null; now: number | null; of: number | null }
  /** The moment and the place in the ledger that the figures are from. */
  as_of: string
  seq: number
  alert?: string
  /** The decision that it follows. */
  parent?: string
}

/** What an address says beside the sheet that it opens. */
export const withoutSheet = <Query extends Record<string, unknown>>(query: Query): Query =>
  Object.fromEntries(
    Object.entries(query).filter(([name]) => !['about', 'log', 'stage', 'meeting'].includes(name)),
  ) as Query

/** The address that opens the sheet for an occasion, which it carries whole. */
export const decideAt = (occasion: Occasion): { path: string; query: Record<string, string> } => ({
  path: '/decide',
  query: { about: JSON.stringify(occasion) },
})

/** The address that opens the sheet for a place: about a step, or about the one that loses most there. */
export const decideOn = (path: readonly string[], stage?: string | null): { path: string; query: Record<string, string> } => ({
  path: '/decide',
  query: { log: nodeId(path), ...(stage && { stage }) },
}) // prettier-ignore

const ALSO: Readonly<Record<string, string>> = { lead: 'unique_lead', visit: 'first_visit', net_order: 'order' }

/** The step that a figure of the table belongs to; `null` for one that no step makes. */
export const stageOf = (measure: string): string | null =>
  ALSO[measure] ??
  [...STAGES].reverse().find((stage) => measure === stage || measure.endsWith(`_${stage}_rate`)) ??
  null
