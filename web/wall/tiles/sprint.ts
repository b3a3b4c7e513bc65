import { dailyNeed } from '#domain/pace.ts'
import type { Dimension } from '#domain/dimensions.ts'
import type { Reach, Row, ViewResult } from '#domain/view.ts'
import { shiftDay, shiftMonth } from '../../format/time.ts'
import type { Question } from '../../live/question.ts'
import { countOf, type Scene } from '../scene.ts'
import { figureOf, known } from './day.ts'
import { daysOfMonth } from './month.ts'

export const IN_HAND = 'order_in_hand'
export const ON_HAND = 'vehicle_on_hand'
const INTENT = 'ha_card'
const CLOSE = 'card_order_rate'

/** Orders in hand and cars on hand of every store and model: what could be handed over. */
export function askReady({ where }: Scene): Question | null {
  const measures = known([IN_HAND, ON_HAND])
  if (measures.length < 2) return null
  return { measures, by: ['dealer_id', 'model'], where, period: 'today', limit: 10_000 }
}

export interface Ready {
  orders: number
  /** Orders whose model stands at the same store. */
  ready: number
  cars: number
}

const NOBODY: Ready = { orders: 0, ready: 0, cars: 0 }

/**
 * Orders that a car of their model at their own store could serve, summed by what `keyOf` says of a row; `null` leaves
 * a row out. Colour and trim are not known, so this is the most that can be handed over without another car.
 */
export function readReady(result: ViewResult | null, keyOf: (row: Row) => string | null): Map<string, Ready> {
  const sums = new Map<string, Ready>()
  for (const row of result?.rows ?? []) {
    const key = keyOf(row)
    if (key === null) continue
    const sum = sums.get(key) ?? { ...NOBODY }
    const orders = Math.max(0, figureOf(row.current, IN_HAND) ?? 0)
    const cars = Math.max(0, figureOf(row.current, ON_HAND) ?? 0)
    sums.set(key, {
      orders: sum.orders + orders,
      cars: sum.cars + cars,
      // Cars of no known store cannot be matched with its orders.
      ready: sum.ready + (row.key.dealer_id === null ? 0 : Math.min(orders, cars)),
    })
  }
  return sums
}

/** H/A cards and the share of cards that come to an order, of the last 30 days. */
export function askIntent({ where }: Scene, dimension: Dimension): Question | null {
  const measures = known([INTENT, CLOSE])
  return measures.length < 2 ? null : { measures, by: [dimension], where, period: 'last_30_days' }
}

/** Orders that the H/A cards of each place bring at its own rate. */
export function readIntent(result: ViewResult | null, dimension: string): Map<string, number> {
  const found = new Map<string, number>()
  for (const { key, current } of result?.rows ?? []) {
    const code = key[dimension]
    const cards = figureOf(current, INTENT)
    const rate = figureOf(current, CLOSE)
    if (code && cards !== null && rate !== null) found.set(code, Math.max(0, cards) * Math.min(1, Math.max(0, rate)))
  }
  return found
}

export interface GapBar {
  code: string
  target: number
  actual: number
  /** What is missing to the target, whole cars; 0: reached. */
  gap: number
  /** What the gap can be filled from, each at most what the ones before leave. */
  ready: number
  waiting: number
  intent: number
  open: number
  /** How many orders and cards there are, unlimited by the gap. */
  has: Ready & { intent: number }
}

/** B1 of 月末冲刺: who can still make it. Most missing first. */
export function readGapBars(
  members: ViewResult,
  dimension: string,
  retail: string,
  ready: ReadonlyMap<string, Ready>,
  intent: ReadonlyMap<string, number>,
): GapBar[] {
  return members.rows
    .flatMap((row): GapBar[] => {
      const code = row.key[dimension]
      const target = row.target_full?.[retail] ?? 0
      if (!code || target <= 0) return []
      const actual = countOf(row.current, retail)
      const gap = Math.max(0, Math.round(target) - actual)
      const has = { ...(ready.get(code) ?? NOBODY), intent: intent.get(code) ?? 0 }
      let left = gap
      const take = (most: number): number => {
        const taken = Math.min(left, Math.max(0, Math.round(most)))
        left -= taken
        return taken
      }
      const [sure, waiting, hoped] = [take(has.ready), take(has.orders - has.ready), take(has.intent)]
      return [{ code, target, actual, gap, ready: sure, waiting, intent: hoped, open: left, has }]
    })
    .sort((a, b) => b.gap - a.gap || (a.code < b.code ? -1 : 1))
}

/** Orders of the last quarter, and which of them were paid: what an order still owes is told by its own journey. */
const ORDER_DAYS = 90

export const askUnpaid = ({ where, today }: Scene) => ({
  measures: ['net_order', 'deal'],
  mode: 'cohort' as const,
  entry: 'order' as const,
  window_days: ORDER_DAYS,
  where,
  period: { from: shiftDay(today, 1 - ORDER_DAYS), to: shiftDay(today, 1) },
})

/** Orders neither cancelled nor paid; `null` where the cohort was not told. */
export function readUnpaid(result: ViewResult | null): number | null {
  const stage = (name: string) => {
    const told = result?.total.current[name]
    return typeof told === 'object' && told !== null ? (told as Reach).reached : undefined
  }
  const [stayed, paid] = [stage('net_order'), stage('deal')]
  return stayed === undefined || paid === undefined ? null : Math.max(0, stayed - paid)
}

export interface Sprint {
  target: number
  actual: number
  left: number
  /** Cars a day from now to the month's end; 0: reached. */
  need: number | null
}

/** A1: what is missing, and what each remaining day must bring, today by its remaining shop hours. */
export function readSprint(totals: ViewResult, retail: string, elapsed: number, days: number): Sprint | null {
  const target = totals.total.target_full?.[retail] ?? 0
  if (target <= 0) return null
  const actual = countOf(totals.total.current, retail)
  return {
    target,
    actual,
    left: Math.max(0, Math.round(target) - actual),
    need: dailyNeed(target, actual, { elapsed, days }),
  }
}

/** How many days before a month's end the run-in begins. */
export const RUN_IN = 10

export interface RunIn {
  /** First day of the month. */
  month: string
  /** Units of D−10 … D0; of the running month as far as it has come, empty before D−10. */
  days: number[]
}

/** C1: the last days of this month and of the three before, aligned to the month's end. */
export function readRunIn(
  result: ViewResult,
  retail: string,
  today: string,
  complete: (month: string) => boolean,
): RunIn[] {
  return [0, -1, -2, -3].flatMap((back) => {
    const month = shiftMonth(today, back)
    if (back < 0 && !complete(month.slice(0, 7))) return []
    const end = shiftDay(shiftMonth(month, 1), -1)
    const days = daysOfMonth(result, retail, month, back === 0 ? today : end)
    return [{ month, days: days.slice(Number(end.slice(8)) - 1 - RUN_IN) }]
  })
}

/** Sales of the last 30 days by model: how long the cars on hand last. */
export const askModels = ({ where, retail }: Scene): Question => ({
  measures: [retail],
  by: ['model'],
  where,
  period: 'last_30_days',
})

export interface ModelStock extends Ready {
  model: string
  /** Days that the cars on hand last at the pace of the last 30 days; `null` without sales. */
  days: number | null
  /** More orders wait than cars stand, or hardly any car is left. */
  short: boolean
}

const DAYS = 30
/** So few days of cars left are short. */
const SHORT_DAYS = 10

/** B3: models with waiting orders, most waiting first. */
export function readModels(sold: ViewResult | null, ready: ReadonlyMap<string, Ready>, retail: string): ModelStock[] {
  const daily = new Map((sold?.rows ?? []).map((row) => [row.key.model, countOf(row.current, retail) / DAYS]))
  return [...ready]
    .map(([model, stock]) => {
      const rate = daily.get(model) ?? 0
      const days = rate > 0 ? stock.cars / rate : null
      return { model, ...stock, days, short: stock.orders > stock.cars || (days !== null && days < SHORT_DAYS) }
    })
    .sort((a, b) => b.orders - a.orders || (a.model < b.model ? -1 : 1))
}

/** Last month's end, for the days on which this month has hardly begun. */
export const askClosed = ({ where, retail }: Scene, target_kind: 'target' | 'commitment'): Question => ({
  measures: [retail],
  where,
  period: 'previous_month',
  compare: ['previous', 'last_year', 'target_full'],
  target_kind,
})
