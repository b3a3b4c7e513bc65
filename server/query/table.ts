import type { Plan } from '#domain/plan.ts'
import type { ViewSpec } from '#domain/view.ts'

/** Which table answers. The answer names it, so that nobody has to guess what was read. */
export type TableName = 'ledger'

/** The ledger answers every question exactly, at any sequence and `known_at`. */
const TABLES: Readonly<Record<ViewSpec['mode'], TableName>> = {
  flow: 'ledger',
  cohort: 'ledger',
  stock: 'ledger',
}

export const chooseTable = ({ spec }: Plan): TableName => TABLES[spec.mode]
