import type { Segment } from '#domain/diagnosis/lattice.ts'
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
}

/** The address that opens the sheet for an occasion, which it carries whole. */
export const decideAt = (occasion: Occasion): { path: string; query: Record<string, string> } => ({
  path: '/decide',
  query: { about: JSON.stringify(occasion) },
})
