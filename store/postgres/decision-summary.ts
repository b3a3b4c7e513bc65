import type { Asks } from './engine.ts'
import { pg } from './sql.ts'

/** How many decisions run, and what of them presses. */
export interface DecisionSummary {
  /** In plan, do or check. */
  open: number
  /** Due before today and not carried out. */
  overdue: number
  due_today: number
  /** Its review day has come. */
  review_due: number
}

/** Counts what runs on a business day, whoever may see it. */
export async function summariseDecisions(postgres: Asks, today: string): Promise<DecisionSummary> {
  const [row] = await postgres.query<DecisionSummary>(pg`SELECT count(*) AS open,
      count(*) FILTER (WHERE state <> 'check' AND due_on < ${today}) AS overdue,
      count(*) FILTER (WHERE state <> 'check' AND due_on = ${today}) AS due_today,
      count(*) FILTER (WHERE review_on <= ${today}) AS review_due
    FROM decision WHERE state = ANY(${['plan', 'do', 'check']}::text[])`)
  const { open, overdue, due_today, review_due } = row!
  return { open: Number(open), overdue: Number(overdue), due_today: Number(due_today), review_due: Number(review_due) }
}
