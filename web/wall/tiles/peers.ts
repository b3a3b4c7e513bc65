import type { Dimension } from '#domain/dimensions.ts'
import { lossesOf, weakest, type StageCounts } from '#domain/weakest.ts'
import type { Row, ViewResult, ViewSpec } from '#domain/view.ts'
import type { Question } from '../../live/question.ts'
import { countOf, stagesOf, type Scene } from '../scene.ts'
import { LEVELS, whereOf, type Level } from '../state.ts'

const BY: Record<Exclude<Level, 'advisor'>, Dimension[]> = {
  region: ['region'],
  area: ['area'],
  dealer: ['dealer_id', 'city_tier'],
}

/** The level of the present place whose equals are its peers; an advisor is compared as the store. */
const ownLevel = ({ state }: Pick<Scene, 'state'>): keyof typeof BY | null => {
  const level = LEVELS[Math.min(state.path.length, 3) - 1]
  return level === undefined || level === 'advisor' ? null : level
}

/** The funnel of the whole maker and of all places of the present one's level; `null` for the whole maker itself. */
export function askPeers(scene: Scene, channelLevel: (channel: string) => number): Question | null {
  const level = ownLevel(scene)
  if (level === null) return null
  const where: ViewSpec['where'] = whereOf({ ...scene.state, path: [] }, channelLevel)
  return { measures: stagesOf(scene.retail), by: BY[level], where, period: scene.state.period, limit: 10_000 }
}

export interface PeerRates {
  /** Step rates by stage; the first stage has none. */
  nation: Record<string, number | null>
  /** The median of peers; `null` with fewer than three that have the step. */
  median: Record<string, number | null>
  peers: number
}

const LEAST_PEERS = 3
/** Stores are of a size when one has at most twice the leads of the other. */
const SIZE = 2

const middle = (values: readonly number[]): number | null => {
  if (values.length < LEAST_PEERS) return null
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

/** Step rates of the whole maker and the median of the peers: other regions, other areas, or stores of the same city tier and size. */
export function readPeers(result: ViewResult, { state, retail }: Pick<Scene, 'state' | 'retail'>): PeerRates {
  const stages = stagesOf(retail)
  const level = ownLevel({ state })
  const own = state.path[Math.min(state.path.length, 3) - 1]
  const dimension = level === null ? '' : BY[level][0]!
  const mine = result.rows.find(({ key }) => key[dimension] === own)
  const leads = (row: Row) => countOf(row.current, stages[0]!)
  const peers = result.rows.filter((row) => {
    if (row.key[dimension] === own || row.key[dimension] === null) return false
    if (level !== 'dealer' || !mine) return true
    const ratio = leads(row) / Math.max(1, leads(mine))
    return row.key.city_tier === mine.key.city_tier && ratio <= SIZE && ratio >= 1 / SIZE
  })
  const rate = (figures: Row['current'], i: number): number | null => {
    const entries = countOf(figures, stages[i - 1]!)
    return entries > 0 ? countOf(figures, stages[i]!) / entries : null
  }
  const nation: PeerRates['nation'] = {}
  const median: PeerRates['median'] = {}
  stages.forEach((stage, i) => {
    if (i === 0) return
    nation[stage] = rate(result.total.current, i)
    median[stage] = middle(peers.map(({ current }) => rate(current, i)).filter((value) => value !== null))
  })
  return { nation, median, peers: peers.length }
}

/** The step that loses most retail units against the peers' median, with what it loses. */
export function weakestAgainst(stages: readonly string[], counts: StageCounts, median: PeerRates['median']) {
  const like: Record<string, number> = { [stages[0]!]: counts[stages[0]!] ?? 0 }
  for (let i = 1; i < stages.length; i++) {
    const entries = counts[stages[i - 1]!] ?? 0
    const own = entries > 0 ? (counts[stages[i]!] ?? 0) / entries : 0
    like[stages[i]!] = like[stages[i - 1]!]! * (median[stages[i]!] ?? own)
  }
  return weakest(lossesOf(stages, counts, like).filter(({ of }) => of === 'rate'))
}
