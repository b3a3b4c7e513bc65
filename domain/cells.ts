import type { Kind } from './kinds.ts'
import type { RangeName } from './range.ts'
import type { Key } from './view.ts'

/** Signed sums by kind, growing: `[units, amount in fen]`. */
export type GrowingSums = Partial<Record<Kind, [units: number, amount: number]>>

/** One group of an answer, before figures are made of it. */
export interface Cell {
  key: Key
  sums: Record<RangeName, GrowingSums>
}

/** The groups of an answer by `keyText`. Only sums: whatever order facts come in, equal facts make equal cells. */
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

/** Adds signed units and a signed amount (fen) of one kind to a key's range. Answers the cell. */
export function add(cells: Cells, key: Key, range: RangeName, kind: Kind, units: number, amount: number): Cell {
  const cell = cellOf(cells, key)
  const sums = cell.sums[range]
  const sum = sums[kind]
  if (sum) {
    sum[0] += units
    sum[1] += amount
  } else sums[kind] = [units, amount]
  return cell
}
