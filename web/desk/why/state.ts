import { DIMENSIONS, type Dimension, type DimensionName } from '#domain/dimensions.ts'
import { STAGES } from './stages.ts'

/** A cell of the matrix: a member of the place and a value of the columns; `null` stands for all of them. */
export interface CellAt {
  row: string | null
  column: string | null
}

/** What the block beside the funnel shows. */
export const SIDES = ['causes', 'evidence', 'carry'] as const
export type Side = (typeof SIDES)[number]

/** What the columns of the matrix may be. */
export const ACROSS = ['channel_1', 'model', 'channel', 'channel_2', 'campaign', 'intent_level'] as const satisfies readonly Dimension[] // prettier-ignore
export type Across = (typeof ACROSS)[number]

/** The part of the desk's address that says how far a question has been followed. */
export interface WhyState {
  /** Measure the gap against the target, where there is one, or against the comparison that the desk speaks of. */
  gap: 'target' | 'range'
  /** The chosen step of the bridge, by its stage. */
  step: string | null
  across: Across
  cell: CellAt | null
  /** `null`: the causes until a step is chosen, then the evidence. */
  side: Side | null
}

export const WHY_START: WhyState = { gap: 'target', step: null, across: 'channel_1', cell: null, side: null }

type Query = Record<string, unknown>
const oneOf = <T extends string>(raw: unknown, values: readonly T[]): T | null =>
  values.includes(raw as T) ? (raw as T) : null
const encode = (code: string | null): string => (code === null ? '*' : encodeURIComponent(code).replace(/[~*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)) // prettier-ignore
function decode(part: string): string | null {
  if (part === '*') return null
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** Reads the address; a cell without a step is none. */
export function readWhy(query: Query): WhyState {
  const step = oneOf(query.step, STAGES)
  const cell = typeof query.cell === 'string' && query.cell.length <= 600 ? query.cell.split('~') : []
  return {
    gap: query.gap === 'range' ? 'range' : 'target',
    step,
    across: oneOf(query.across, ACROSS) ?? WHY_START.across,
    cell: step !== null && cell.length === 2 ? { row: decode(cell[0]!), column: decode(cell[1]!) } : null,
    side: oneOf(query.side, SIDES),
  }
}

/** The address of it; defaults are left out. */
export function writeWhy({ gap, step, across, cell, side }: WhyState): Record<string, string> {
  return {
    ...(gap !== WHY_START.gap && { gap }),
    ...(step !== null && { step }),
    ...(across !== WHY_START.across && { across }),
    ...(step !== null && cell && { cell: `${encode(cell.row)}~${encode(cell.column)}` }),
    ...(side !== null && { side }),
  }
}

/** What a dimension is called. */
export const dimensionName = (dimension: string, lang: 'zh' | 'en'): string =>
  Object.hasOwn(DIMENSIONS, dimension) ? DIMENSIONS[dimension as DimensionName][lang] : dimension
