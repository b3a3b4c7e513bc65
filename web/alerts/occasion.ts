import type { Alert } from '#domain/alerts/alert.ts'
import type { Segment } from '#domain/diagnosis/lattice.ts'
import { decideAt, type Occasion } from '../desk/why/decide.ts'
import { STAGES } from '../desk/why/stages.ts'

/** What of a cell a decision can be about; a rival is none of one's own places. */
const PARTS = ['region', 'area', 'dealer_id', 'model', 'channel'] as const

/** What a decision about an alert starts from: its cell, days and figure. `null` for faults of data. */
function occasionOf(alert: Alert, retail: string): Occasion | null {
  const { kind, cell, span, view, figure, usual, units, side, seq, id, measure } = alert
  const stage = stepOf(alert)
  if (kind === 'data' || stage === null) return null
  const named = PARTS.flatMap((name) => (cell[name] === undefined ? [] : [[name, cell[name]] as const]))
  const rate = figure < 1 && usual < 1
  return {
    question: {
      measure: retail,
      where: {},
      period: { from: span.from, to: span.to },
      compare: 'previous',
      as_of: view['as_of'] as string,
    },
    segment: Object.fromEntries(named) as Segment,
    stage,
    figures: {
      // What is taken on is counted in cars: fewer leads are not as many cars.
      units: measure !== retail ? 0 : side === 'rise' ? units : -units,
      before: rate ? usual : null,
      now: rate ? figure : null,
      of: null,
    },
    as_of: view['as_of'] as string,
    seq,
    alert: id,
  }
}

/** The sheet of a decision beside the desk at the alert's cell. */
export function decideOf(alert: Alert, retail: string): { path: string; query: Record<string, string> } | null {
  const occasion = occasionOf(alert, retail)
  if (!occasion) return null
  const { path, query } = decideAt(occasion)
  const desk = Object.fromEntries(new URL(placeOf(alert), 'http://wall').searchParams)
  return { path, query: { ...desk, ...query } }
}

/** The desk at the alert's cell, which remembers what led there. */
export const placeOf = ({ link, id, kind }: Alert): string => (kind === 'data' ? link : `${link}&alert=${id}`)

/** The step that the desk and the sheet look at it with. */
function stepOf({ link }: Alert): string | null {
  const step = new URL(link, 'http://wall').searchParams.get('step')
  return (STAGES as readonly string[]).includes(step ?? '') ? step : null
}
