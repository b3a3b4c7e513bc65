import type { StageSide } from '#domain/diagnosis/answer.ts'
import type { Dimension } from '#domain/dimensions.ts'
import { roundTable } from './round.ts'
import type { CellAt } from './state.ts'

/** A step in a part of the whole, in units of the outcome, with the interval of nine tenths. */
interface Part {
  units: number
  low: number
  high: number
  baseline: StageSide
  actual: StageSide
}

/** What `POST /api/diagnose/matrix` answers. `null` is an absent attribute. */
export interface MatrixAnswer {
  of: 'volume' | 'rate'
  rows: ({ value: string | null } & Part)[]
  columns: ({ value: string | null } & Part)[]
  cells: ({ row: string | null; column: string | null } & Part)[]
  /** The step as the diagnosis has it; the cells sum to its units less `mix`. */
  totals: Part & { mix: number }
}

/** A printed cell: a value of both dimensions, or a sum over one of them. What carries no value is `''`. */
export interface Printed extends CellAt {
  units: number
  /** Rates; of the first stage counts. */
  before: number | null
  now: number | null
  /** What the rate is taken of now; of the first stage the count. */
  of: number
  /** A loss beyond its own noise. */
  loss: boolean
}

export interface MatrixView {
  rows: string[]
  columns: string[]
  cells: Printed[][]
  rowSums: Printed[]
  columnSums: Printed[]
  /** A shift of weights between the cells, which is in none of them. */
  mix: number
  total: Printed
  /** Columns whose customers do not pass the step, as natural walk-ins are there already: all of them go on. */
  past: string[]
}

/** A rate above this in both ranges is no step: whoever enters there has taken it. */
const PAST = 0.985
/** The bridge and the matrix may have been read a moment apart: further from each other each prints its own. */
const SAME_MOMENT = 1.5

/**
 * The matrix in whole units. Cells, row sums and column sums add up exactly, with the mix to the whole units that the
 * bridge has printed for the step. Rows of most loss come first, columns by size.
 */
export function readMatrix(answer: MatrixAnswer, bridge: number): MatrixView {
  const { of, totals } = answer
  const [rows, columns] = [answer.rows.map(({ value }) => value ?? ''), answer.columns.map(({ value }) => value ?? '')]
  const parts = new Map(answer.cells.map((cell) => [JSON.stringify([cell.row ?? '', cell.column ?? '']), cell]))
  const at = (row: string, column: string) => parts.get(JSON.stringify([row, column]))
  const total = Math.abs(totals.units - bridge) < SAME_MOMENT ? bridge : Math.round(totals.units) || 0
  const mix = Math.round(totals.mix) || 0
  const whole = roundTable(
    rows.map((row) => columns.map((column) => at(row, column)?.units ?? 0)),
    total - mix,
  )
  const size = ({ baseline, actual }: Part) =>
    Math.max(entries(baseline), entries(actual), baseline.count, actual.count)
  const passes = ({ baseline, actual }: Part) => !((baseline.rate ?? 0) > PAST && (actual.rate ?? 0) > PAST)
  const nobody = ({ baseline, actual }: Part) => baseline.rate === null && actual.rate === null
  const order = answer.columns
    .map((part, j) => {
      const quiet = of === 'rate' && whole.cells.every((line) => line[j] === 0)
      return { part, j, past: quiet && !passes(part), silent: quiet && (!passes(part) || nobody(part)) }
    })
    .sort((a, b) => size(b.part) - size(a.part) || a.j - b.j)
  const shown = order.filter(({ silent }) => !silent).map(({ j }) => j)
  const printed = (place: CellAt, part: Part | undefined, units: number): Printed => ({
    ...place,
    units,
    before: part ? (of === 'rate' ? part.baseline.rate : part.baseline.count) : null,
    now: part ? (of === 'rate' ? part.actual.rate : part.actual.count) : null,
    of: part ? (of === 'rate' ? entries(part.actual) : part.actual.count) : 0,
    loss: part !== undefined && units <= -1 && part.high < 0,
  })
  return {
    rows,
    columns: shown.map((j) => columns[j]!),
    cells: rows.map((row, i) => shown.map((j) => printed({ row, column: columns[j]! }, at(row, columns[j]!), whole.cells[i]![j]!))),
    rowSums: rows.map((row, i) => printed({ row, column: null }, answer.rows[i], whole.rows[i]!)),
    columnSums: shown.map((j) => printed({ row: null, column: columns[j]! }, answer.columns[j], whole.columns[j]!)),
    mix,
    total: printed({ row: null, column: null }, totals, total),
    past: order.filter(({ past, j }) => past && columns[j] !== '').map(({ j }) => columns[j]!),
  } // prettier-ignore
}

/** What a rate is taken of. */
const entries = ({ count, rate }: StageSide): number => (rate === null || rate === 0 ? 0 : Math.round(count / rate))

/** The printed cell at a place of the matrix; `null` where there is none. */
export function cellAt(view: MatrixView, { row, column }: CellAt): Printed | null {
  const [i, j] = [row === null ? -1 : view.rows.indexOf(row), column === null ? -1 : view.columns.indexOf(column)]
  if ((row !== null && i < 0) || (column !== null && j < 0)) return null
  if (i < 0) return j < 0 ? view.total : view.columnSums[j]!
  return j < 0 ? view.rowSums[i]! : view.cells[i]![j]!
}

/** The segment of a cell: what its place and its column say. */
export const segmentOf = ({ row, column }: CellAt, rows: Dimension, columns: Dimension): Record<string, string> => ({
  ...(row !== null && { [rows]: row }),
  ...(column !== null && { [columns]: column }),
})
