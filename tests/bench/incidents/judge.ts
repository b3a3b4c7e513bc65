import type { BareCause } from '#domain/diagnosis/diagnose.ts'
import type { Leaves } from '#domain/diagnosis/leaves.ts'
import type { Planted } from './plant.ts'
import type { Base } from './quiet.ts'

/** More than half of a named segment lies in the cell, and it is no small corner of it. */
const LEAST_INSIDE = 0.5
const LEAST_OF_CELL = 0.25
/** An incident worth less drowns in the noise of this size of maker. */
const LEAST_CARS = 8

/** What an incident is worth, in cars of the present range. */
export function worth(base: Base, { ledger, no }: Planted): number {
  const stage = no === 4 ? 'delivery' : 'order'
  return Math.abs(ledger.sum(stage) - base.ledger.sum(stage))
}

/** Whether an incident is large enough to be asked for; what brings no cars by itself always is. */
export const isLarge = (base: Base, planted: Planted): boolean =>
  planted.stage === null || planted.mix || worth(base, planted) >= LEAST_CARS

/** Whether the first cause of a question is the planted one: its step, and a segment that lies in its cell. */
export function isNamed(planted: Planted, leaves: Leaves, [first]: readonly BareCause[]): boolean {
  if (planted.stage === null) return first === undefined
  if (!first || first.stage !== planted.stage || (first.units > 0 !== planted.gain && !planted.mix)) return false
  if (planted.mix) return first.of === 'mix' || first.segment['campaign'] !== undefined
  const { dims, rows, stages, actual, baseline } = leaves
  const step = stages.indexOf(planted.stage)
  const weights = step === 0 ? baseline[0]! : actual[step - 1]!
  let [named, cell, both] = [0, 0, 0]
  rows.forEach((row, leaf) => {
    const isIn = planted.inCell(row)
    const isSaid = Object.entries(first.segment).every(([dim, value]) => row[dims.indexOf(dim)] === value)
    if (isIn) cell += weights[leaf]!
    if (isSaid) named += weights[leaf]!
    if (isIn && isSaid) both += weights[leaf]!
  })
  return both >= LEAST_INSIDE * named && both >= LEAST_OF_CELL * cell
}
