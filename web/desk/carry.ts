import { MEASURES } from '#domain/measures.ts'
import type { Row, ViewResult } from '#domain/view.ts'
import { figureOf } from './columns.ts'

export const STOCKS = ['card', 'order'] as const
export type Stock = (typeof STOCKS)[number]
export const FLOWS = ['carried_in', 'new', 'converted', 'lost', 'carried_out'] as const
export type Flow = (typeof FLOWS)[number]
export const BANDS = ['0_7', '8_15', '16_30', '31_60', '61_90', 'over_90'] as const
export type Band = (typeof BANDS)[number]

export const flowMeasure = (stock: Stock, flow: Flow): string => `${stock}_${flow}`

const known = (names: readonly string[]): string[] => names.filter((name) => MEASURES.has(name))

/** What the house counts of 进销存, and of what stands in stock at the instant. */
export const carryMeasures = (): string[] =>
  known(STOCKS.flatMap((stock) => FLOWS.map((flow) => flowMeasure(stock, flow))))
export const standingMeasures = (): string[] =>
  known(['active_card', 'ha_card', 'overdue_card', 'uncontacted_lead', 'order_in_hand'])

export interface CarryRow {
  stock: Stock
  figures: Record<Flow, number | null>
  /** How far the identity is off; 0 when it holds, `null` when a part is missing. */
  off: number | null
}

/** 期初 + 新增 − 转化 − 战败 = 期末, for prospects and for orders. */
export function readCarry(figures: Row['current']): CarryRow[] {
  return STOCKS.map((stock) => {
    const own = Object.fromEntries(
      FLOWS.map((flow) => [flow, figureOf(figures, flowMeasure(stock, flow))]),
    ) as CarryRow['figures']
    const { carried_in, new: fresh, converted, lost, carried_out } = own
    const whole = [carried_in, fresh, converted, lost, carried_out].every((value) => value !== null)
    return { stock, figures: own, off: whole ? carried_in! + fresh! - converted! - lost! - carried_out! : null }
  })
}

/** Cards by the age of the card, youngest first. */
export function readBands(result: ViewResult, measure: string): { band: Band; units: number; share: number }[] {
  const units = new Map(result.rows.map(({ key, current }) => [key.card_age, figureOf(current, measure) ?? 0]))
  const most = Math.max(1, ...units.values())
  return BANDS.map((band) => ({ band, units: units.get(band) ?? 0, share: (units.get(band) ?? 0) / most }))
}
