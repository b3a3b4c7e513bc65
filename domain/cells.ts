import type { RangeName } from './range.ts'
import type { Key } from './view.ts'

/** Signed sums by counter, growing: `[units, amount in fen]`. */
export type GrowingSums = Record<string, [units: number, amount: number]>

/** Figures of one range that cannot be added up, by measure: medians and other quantiles. */
export type Values = Record<string, number | null>

/** One group of an answer, before figures are made of it. */
export interface Cell {
  key: Key
  sums: Record<RangeName, GrowingSums>
  values?: Partial<Record<RangeName, Values>>
}

/**
 * Under this text stands the cell of all rows together: `values`, and the sums of what does not add up over the rows.
 * No key has it.
 */
export const ALL = 'all'

/** The groups of an answer by `keyText`. Whatever order facts come in, equal facts make equal cells. */
export type Cells = Map<string, Cell>

/** A key as text. Keys of one question name their dimensions in one order, so equal keys have equal texts. */
export const keyText = (key: Key): string => JSON.stringify(Object.values(key))

/** The cell of a key, made when it is not there. */
export function cellOf(cells: Cells, key: Key): Cell {
  const text = keyText(key)
  let cell = cells.get(text)
  if (!cell) {
    cell = { key, sums: { current: {}, previous: {}, last_year: {} } }
    cells.set(text, cell)
  }
  return cell
}

/** Adds signed units and a signed amount (fen) of one counter to a key's range. Answers the cell. */
export function add(cells: Cells, key: Key, range: RangeName, counter: string, units: number, amount: number): Cell {
  const cell = cellOf(cells, key)
  grow(cell.sums[range], counter, units, amount)
  return cell
}

/** Adds signed units and a signed amount (fen) to the sum of a counter. */
export function grow(sums: GrowingSums, counter: string, units: number, amount: number): void {
  const sum = sums[counter]
  if (sum) {
    sum[0] += units
    sum[1] += amount
  } else sums[counter] = [units, amount]
}

/** Notes a figure that cannot be added up, of a key or (`null`) of all rows together. */
export function note(cells: Cells, key: Key | null, range: RangeName, measure: string, figure: number | null): void {
  let cell = key ? cellOf(cells, key) : cells.get(ALL)
  if (!cell) {
    cell = { key: {}, sums: { current: {}, previous: {}, last_year: {} } }
    cells.set(ALL, cell)
  }
  const values = (cell.values ??= {})
  ;(values[range] ??= {})[measure] = figure
}
