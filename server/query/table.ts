import type { Plan } from '#domain/plan.ts'

/** Which table answers a plan. The answer names it, so that nobody has to guess what was read. */
export type TableName = 'ledger'

/** The ledger answers every question exactly, at any sequence and `known_at`. */
export const chooseTable = (_plan: Plan): TableName => 'ledger'
