import { hasShut } from '#domain/diagnosis/shut.ts'
import { LEAST_TARGET } from '#domain/pace.ts'
import type { Row, ViewResult } from '#domain/view.ts'
import type { Question } from '../../live/question.ts'
import { countOf, type Scene } from '../scene.ts'
import type { Metric } from '../state.ts'

/** Every store of the present selection. */
export const askStores = ({ state, where, retail }: Scene): Question => ({
  measures: [...new Set([retail, 'net_order', 'first_visit', 'unique_lead', 'traffic', 'card'])],
  by: ['dealer_id'],
  where,
  period: state.period,
  compare: ['previous', 'last_year', 'target_full'],
  limit: 10_000,
})

export interface RankedStore {
  code: string
  value: number
  /** The store's own entries look too good to be praised unseen. */
  doubtful: boolean
}

/** A store that is listed apart: reference data says that it does not trade, or hardly anything is told of it any more. */
export interface ApartStore {
  code: string
  why: 'shut' | 'silent'
  /** Leads of the range, and of the one before or of a year ago, whichever had more. */
  now: number
  before: number
}

export interface Ranking {
  top: RankedStore[]
  bottom: RankedStore[]
  /** Most leads before first. */
  apart: ApartStore[]
}

const PLACES = 3
/** Fewer leads than this say nothing about a store's visit rate. */
export const LEAST_LEADS = 50
/** A store that writes a card for nearly everybody who enters is asked how, before it is praised. */
const DOUBTFUL_CARDS = 0.95
const LEAST_TRAFFIC = 50

function valueOf(row: Row, metric: Metric, retail: string): number | null {
  if (metric === 'net_order') return countOf(row.current, 'net_order')
  if (metric === 'visit_rate') {
    const leads = countOf(row.current, 'unique_lead')
    return leads >= LEAST_LEADS ? countOf(row.current, 'first_visit') / leads : null
  }
  const target = row.target_full?.[retail] ?? 0
  return target >= LEAST_TARGET ? countOf(row.current, retail) / target : null
}

/** Why a store is neither praised nor blamed; `null` for one that is ranked. */
function apartOf(code: string, row: Row, isOpen: (code: string) => boolean): ApartStore | null {
  const leads = (figures: Row['previous']) => (figures ? countOf(figures, 'unique_lead') : 0)
  const [now, before] = [leads(row.current), Math.max(leads(row.previous), leads(row.last_year))]
  if (!isOpen(code)) return { code, why: 'shut', now, before }
  return hasShut(before, now) ? { code, why: 'silent', now, before } : null
}

/**
 * C3: the first and the last stores; with fewer than six no store stands on both sides. `isOpen` tells what reference
 * data says of a store today.
 */
export function readRanking(
  stores: ViewResult,
  metric: Metric,
  retail: string,
  isOpen: (code: string) => boolean,
): Ranking {
  const ranked: RankedStore[] = []
  const apart: ApartStore[] = []
  for (const row of stores.rows) {
    const code = row.key.dealer_id
    const value = valueOf(row, metric, retail)
    if (!code || value === null) continue
    const why = apartOf(code, row, isOpen)
    if (why) {
      apart.push(why)
      continue
    }
    const traffic = countOf(row.current, 'traffic')
    ranked.push({
      code,
      value,
      doubtful: traffic >= LEAST_TRAFFIC && countOf(row.current, 'card') / traffic > DOUBTFUL_CARDS,
    })
  }
  ranked.sort((a, b) => b.value - a.value || (a.code < b.code ? -1 : 1))
  const top = ranked.slice(0, Math.min(PLACES, Math.ceil(ranked.length / 2)))
  apart.sort((a, b) => b.before - a.before || (a.code < b.code ? -1 : 1))
  return { top, bottom: ranked.slice(top.length).slice(-PLACES).reverse(), apart }
}
