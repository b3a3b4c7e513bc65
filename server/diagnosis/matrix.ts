import { matrixOf, type MatrixPart } from '#domain/diagnosis/matrix.ts'
import { quote } from '#domain/errors.ts'
import type { Scope } from '#domain/scope.ts'
import type { Ranges } from '#domain/view.ts'
import { UNTOLD } from './cars.ts'
import { beyondFunnel } from './due.ts'
import { bad, readCut, readDiagnosisSpec } from './spec.ts'
import type { Studies, StudyRooms } from './study.ts'

/** One step of a gap by two dimensions. `null` is an absent attribute. */
export interface Matrix {
  seq: number
  as_of: string
  ranges: Ranges
  measure: string
  stage: string
  of: 'volume' | 'rate'
  /** Most units lost first; each sums over its cells. */
  rows: ({ value: string | null } & MatrixPart)[]
  columns: ({ value: string | null } & MatrixPart)[]
  cells: ({ row: string | null; column: string | null } & MatrixPart)[]
  /** The step as the diagnosis has it. The cells sum to its units less `mix`, a shift of weights between them. */
  totals: MatrixPart & { mix: number }
}

export function createMatrix(rooms: StudyRooms, study: Studies): (raw: unknown, scope: Scope) => Promise<Matrix> {
  return async (raw, scope) => {
    const spec = readDiagnosisSpec(raw, rooms.retail, ['step', 'rows', 'columns'])
    const { step, rows, columns } = raw as Record<string, unknown>
    const stage = spec.stages.find((name) => name === step)
    if (!stage) throw bad(`step ${quote(step)} is none of ${spec.stages.join(', ')}`, 'step')
    const cut = [readCut(rows, 'rows'), readCut(columns, 'columns')] as const
    if (cut[0] === cut[1]) throw bad('rows and columns are the same dimension', 'columns')
    const { leaves, due, seq, as_of, ranges } = await study(spec, scope, cut)
    const made = matrixOf(leaves, stage, cut, due?.units ?? null)
    const { total } = made
    const wanted = made.of === 'volume' ? beyondFunnel(leaves, due) : 0
    const named = <T extends { value: string }>(parts: T[]) =>
      parts.filter(({ value }) => value !== UNTOLD).map((part) => ({ ...part, value: part.value || null }))
    return {
      seq,
      as_of,
      ranges,
      measure: spec.measure,
      stage,
      of: made.of,
      rows: named(made.rows),
      columns: named(made.columns),
      cells: made.cells
        .filter(({ row, column }) => row !== UNTOLD && column !== UNTOLD)
        .map((cell) => ({ ...cell, row: cell.row || null, column: cell.column || null })),
      totals: { ...total, units: total.units - wanted, low: total.low - wanted, high: total.high - wanted, mix: made.mix - wanted }, // prettier-ignore
    }
  }
}
