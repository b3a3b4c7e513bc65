import type { ErrorBody } from '#domain/errors.ts'
import type { Dimension } from '#domain/dimensions.ts'
import type { Term } from '#domain/measure.ts'
import type { Lang } from '../i18n/lang.ts'
import { measureOf } from '../i18n/measure.ts'
import type { Question } from '../live/question.ts'
import { moment, whereOfNode, type DeskScene } from './asks.ts'
import { additive } from './columns.ts'
import { refusalOf, send } from '../live/send.ts'
import type { RowsOf } from './state.ts'

/** One ledger entry behind a figure, as the house lists it. */
export interface Entry {
  seq: number
  sign: number
  units: number
  amount: string | null
  kind: string
  /** Advisors and cars are no events: when they came is not said. */
  occurred_at: string | null
  received_at: string | null
  /** Durations: how long it took, in the measure's unit. */
  took?: number
  [field: string]: unknown
}

export interface RowsPage {
  rows: Entry[]
  total: number
  figure: number | string | null
  /** A duration's own figure. */
  value?: number | null
  next: string | null
}

/** A list behind a figure: of the whole, or of one side of a quotient; `named` is the measure that counts just that. */
export interface Part {
  part: 'whole' | 'numerator' | 'denominator'
  named: string | null
  /** Whether its rows add up in money. */
  money: boolean
}

/** What can be listed behind a measure. Empty for what no measure is called. */
export function partsOf(name: string): Part[] {
  const measure = measureOf(name)
  if (!measure) return []
  const listed = (part: Part['part'], terms: readonly Term[]): Part => ({
    part,
    named: part === 'whole' ? name : (additive(terms)?.name ?? null),
    money: terms.some(({ of }) => of === 'amount'),
  })
  if (!measure.per) return [listed('whole', measure.terms)]
  return [listed('numerator', measure.terms), listed('denominator', measure.per)]
}

/** What one side of a quotient counts, in the words of its meaning. */
export function sideMeaning(name: string, part: Part['part'], lang: Lang): string {
  const [above = '', below = ''] = (measureOf(name)?.meaning?.[lang] ?? '').split('÷')
  return (part === 'numerator' ? above : below).trim()
}

/** What a crossed figure's column names: of the matrix its own dimension, of the table models or channels. */
export const crossedBy = ({ step, across, cross }: DeskScene['state']): Dimension =>
  step !== null ? across : cross === 'model' ? 'model' : 'channel_1'

/** The question whose single cell is the figure. */
export function askRows(
  scene: DeskScene,
  { measure, path, cross, range, part, intake }: RowsOf,
  side: Part['part'],
): Question & { range: string; part?: string } {
  const where = whereOfNode(scene, path)
  if (intake) where.intake = [intake]
  if (cross !== null) where[crossedBy(scene.state)] = [cross === '' ? null : cross]
  return {
    ...moment(scene),
    measures: [measure],
    where,
    range,
    ...(range !== 'current' && { compare: [range] }),
    ...(side !== 'whole' && { part: side }),
    ...(part && { mode: 'cohort' as const, entry: scene.state.entry, window_days: scene.state.window, part }),
  }
}

export const PAGE = 100

export const readRows = (question: object, cursor: string | null): Promise<RowsPage | ErrorBody> =>
  send<RowsPage>('/api/rows', JSON.stringify({ ...question, limit: PAGE, ...(cursor && { cursor }) }))

/** All rows as a CSV file; an error body where the house cannot. */
export async function exportRows(question: object): Promise<Blob | ErrorBody> {
  try {
    const reply = await fetch('/api/rows', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/csv' },
      body: JSON.stringify({ ...question, format: 'csv' }),
    })
    return reply.ok ? await reply.blob() : await refusalOf(reply)
  } catch {
    return { error: { code: 'store_unavailable', message: '' } }
  }
}

/** Signed units, or amounts, of listed entries added up. */
export const signedSum = (rows: readonly Entry[], amount: boolean): number =>
  rows.reduce((sum, row) => sum + row.sign * (amount ? Number(row.amount ?? 0) : row.units), 0)
