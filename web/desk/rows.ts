import type { ErrorBody } from '#domain/errors.ts'
import type { Dimension } from '#domain/dimensions.ts'
import type { Measure } from '#domain/measure.ts'
import { countersOf } from '#domain/measures.ts'
import { stockCounter } from '#domain/stock/counters.ts'
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
  occurred_at: string
  received_at: string
  [field: string]: unknown
}

export interface RowsPage {
  rows: Entry[]
  total: number
  figure: number | string | null
  next: string | null
}

/** What can be listed behind a measure: itself, or what a quotient divides. Empty for what is no sum of entries. */
export function partsOf(name: string): { part: 'whole' | 'numerator' | 'denominator'; measure: string }[] {
  const measure = measureOf(name)
  if (!measure || measure.quantile !== undefined || measure.parts) return []
  if (!measure.per) return ofEvents(measure) ? [{ part: 'whole', measure: name }] : []
  const above = additive(measure.terms)
  const below = additive(measure.per)
  return [
    ...(above && ofEvents(above) ? [{ part: 'numerator' as const, measure: above.name }] : []),
    ...(below && ofEvents(below) ? [{ part: 'denominator' as const, measure: below.name }] : []),
  ]
}

/** Whether single events stand behind a measure: cars are reported by dealers, advisors are read off the organisation. */
const ofEvents = (measure: Measure): boolean =>
  countersOf([measure]).every(({ from, name }) => from === 'flow' || (from === 'stock' && stockCounter(name).of !== 'vehicles')) // prettier-ignore

/** What a crossed figure's column names: of the matrix its own dimension, of the table models or channels. */
export const crossedBy = ({ step, across, cross }: DeskScene['state']): Dimension =>
  step !== null ? across : cross === 'model' ? 'model' : 'channel_1'

/** The question whose single cell is the figure. */
export function askRows(
  scene: DeskScene,
  { path, cross, range, part }: RowsOf,
  measure: string,
): Question & { range: string; part?: string } {
  const where = whereOfNode(scene, path)
  if (cross !== null) where[crossedBy(scene.state)] = [cross === '' ? null : cross]
  return {
    ...moment(scene),
    measures: [measure],
    where,
    range,
    ...(range !== 'current' && { compare: [range] }),
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
