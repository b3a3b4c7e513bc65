import { roundTogether } from '#domain/round.ts'

/** Whole numbers of a table; what stands at its edges is the sum of what stands inside. */
export interface WholeTable {
  cells: number[][]
  rows: number[]
  columns: number[]
  total: number
}

const NEAR = 1e-9
const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) < NEAR

/**
 * Rounds a table so that rows, columns and the whole add up exactly, to `total` where it is given (within one unit of
 * the sum, as a neighbouring figure has been rounded). Rows get their share of the total by largest remainder, whatever
 * the columns are; then every cell and column goes to the whole number above or below.
 */
export function roundTable(values: readonly (readonly number[])[], total?: number): WholeTable {
  const width = values[0]?.length ?? 0
  const sums = values.map((row) => row.reduce((sum, value) => sum + value, 0))
  const rows = spread(sums, total ?? roundTogether(sums).reduce((sum, value) => sum + value, 0))
  // Each row is moved onto its whole sum, then an extra row makes the columns whole as well.
  const grid = values.map((row, i) => shifted(row, rows[i]! - sums[i]!))
  const columns = Array.from({ length: width }, (_, j) => grid.reduce((sum, row) => sum + row[j]!, 0))
  const slack = columns.map((sum) => (isWhole(sum) ? 0 : Math.ceil(sum) - sum))
  settle([...grid, slack])
  const cells = grid.map((row) => row.map((value) => Math.round(value) || 0))
  return {
    cells,
    rows,
    columns: Array.from({ length: width }, (_, j) => cells.reduce((sum, row) => sum + row[j]!, 0)),
    total: rows.reduce((sum, value) => sum + value, 0),
  }
}

/** Whole parts of a whole by largest remainder. */
function spread(values: readonly number[], total: number): number[] {
  const sum = values.reduce((all, value) => all + value, 0)
  return roundTogether(shifted(values, total - sum))
}

/** Moves a row's sum by a little, most where most is. */
function shifted(row: readonly number[], by: number): number[] {
  const size = row.reduce((sum, value) => sum + Math.abs(value), 0)
  return row.map((value) => value + (size > 0 ? (by * Math.abs(value)) / size : by / Math.max(1, row.length)))
}

/**
 * Rounds in place by turning along closed paths of broken cells: every row and column keeps its whole sum, and each
 * turn makes one cell more whole.
 */
function settle(grid: number[][]): void {
  for (let path = closedPath(grid); path; path = closedPath(grid)) {
    const room = (up: boolean) =>
      Math.min(...path!.map(([i, j], k) => {
        const value = grid[i]![j]!
        return (k % 2 === 0) === up ? Math.ceil(value - NEAR) - value : value - Math.floor(value + NEAR)
      })) // prettier-ignore
    const [rise, fall] = [room(true), room(false)]
    const by = rise <= fall ? rise : -fall
    path.forEach(([i, j], k) => {
      const value = grid[i]![j]! + (k % 2 === 0 ? by : -by)
      grid[i]![j] = isWhole(value) ? Math.round(value) : value
    })
  }
}

type Place = readonly [row: number, column: number]

/** Broken cells that lead back to the first one, in turn along a row and along a column; `null` where all are whole. */
function closedPath(grid: readonly (readonly number[])[]): Place[] | null {
  const start = firstBroken(grid)
  if (!start) return null
  const walked: Place[] = [start]
  // Lines that the walk has touched, with the cell before which it did.
  const seen = new Map<string, number>([[`r${start[0]}`, 0]])
  for (let along: 'column' | 'row' = 'column'; ; along = along === 'row' ? 'column' : 'row') {
    const [i, j] = walked.at(-1)!
    const line = along === 'row' ? `r${i}` : `c${j}`
    const before = seen.get(line)
    if (before !== undefined) return walked.slice(before)
    const next: Place | undefined =
      along === 'row'
        ? broken(grid[i]!, j).map((column): Place => [i, column])[0]
        : broken(grid.map((row) => row[j]!), i).map((row): Place => [row, j])[0] // prettier-ignore
    // Only rounding noise can leave a cell alone in its row or column: it is whole.
    if (!next) return null
    seen.set(line, walked.length)
    walked.push(next)
  }
}

const broken = (line: readonly number[], except: number): number[] =>
  line.flatMap((value, at) => (at !== except && !isWhole(value) ? [at] : []))

function firstBroken(grid: readonly (readonly number[])[]): Place | null {
  for (let i = 0; i < grid.length; i++)
    for (let j = 0; j < grid[i]!.length; j++) if (!isWhole(grid[i]![j]!)) return [i, j]
  return null
}
