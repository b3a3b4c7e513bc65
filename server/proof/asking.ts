import { isDeepStrictEqual } from 'node:util'
import { fullScope } from '#domain/scope.ts'
import type { Figure, Row, ViewResult } from '#domain/view.ts'
import type { Contradiction, ProofRooms } from './probe.ts'

/** A moment at which several questions are asked: one sequence, one clock, one organisation. */
export interface Moment {
  seq: number
  now: number
  ask(spec: object): Promise<ViewResult>
}

/** Holds on to the present moment. */
export function momentOf({ asker, head, now: clock, organisation: current }: ProofRooms): Moment {
  const [seq, now, organisation] = [head(), clock(), current()]
  return {
    seq,
    now,
    ask: async (spec) => {
      const plan = asker.plan(spec, fullScope, now)
      return asker.result(plan, await asker.cells(plan, seq, organisation), seq, organisation)
    },
  }
}

/** A count, or money in fen: what can be added up exactly. */
export const amountOf = (figure: Figure | undefined): number =>
  typeof figure === 'string' ? Math.round(Number(figure) * 100) : (figure ?? 0)

/** The figure of a row or a total. */
export const figureOf = (row: Pick<Row, 'current'>, measure: string): number =>
  amountOf(row.current[measure] as Figure | undefined)

export const compare = (expected: unknown, found: unknown): Contradiction | null =>
  isDeepStrictEqual(expected, found) ? null : { expected, found }

/** A key as a cell is called: `region=华东 month_to_date net_order`. */
export const nameOf = (key: Record<string, string | null>, ...more: string[]): string =>
  [...Object.entries(key).map(([name, value]) => `${name}=${value ?? '–'}`), ...more].join(' ')
