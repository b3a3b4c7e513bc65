import { median, wilson } from '#domain/interval.ts'
import { lossesOf, weakest } from '#domain/weakest.ts'
import type { Row, ViewResult } from '#domain/view.ts'
import { figureOf } from './columns.ts'
import type { Yardstick } from './state.ts'

export interface FlowRow {
  stage: string
  volume: number
  /** Step rate from the row above; `null` for the first row or an empty row above. */
  rate: number | null
  /** Entries that the rate is made of. */
  tries: number
  interval: { low: number; high: number } | null
  /** Differences of the step rate; of the first row the relative change of the volume. */
  previous: number | null
  lastYear: number | null
  target: number | null
  peers: number | null
  /** Bar and tick against the longest of their scale, 0–1. */
  length: number
  tick: number | null
  /** The step that loses most retail units against the comparison. */
  worst: boolean
}

type Counts = Record<string, number>
const countsOf = (
  figures: Row['current'] | Record<string, number> | null | undefined,
  stages: readonly string[],
): Counts => Object.fromEntries(stages.map((stage) => [stage, figureOf(figures, stage) ?? 0]))

const rateOf = (counts: Counts, stages: readonly string[], i: number): number | null => {
  const tries = i > 0 ? counts[stages[i - 1]!]! : 0
  return tries > 0 ? counts[stages[i]!]! / tries : null
}

/** Entries that a peer's step needs before it has a say. */
const PEER_LEAST = 10
/** Peers that a median needs. */
const PEERS_LEAST = 3

/** The median step rates of peers; `null` where too few of them have enough entries. */
export function peerRates(rows: readonly Row[], stages: readonly string[]): (number | null)[] {
  const counts = rows.map(({ current }) => countsOf(current, stages))
  return stages.map((_stage, i) => {
    const rates = counts.flatMap((own) => {
      const rate = rateOf(own, stages, i)
      return rate !== null && own[stages[i - 1]!]! >= PEER_LEAST ? [rate] : []
    })
    return rates.length >= PEERS_LEAST ? median(rates) : null
  })
}

/** Stores whose target lies between half and twice the own one; without a target all of them; never the node itself. */
export function peersOf(rows: readonly Row[], dimension: string, code: string, retail: string, bySize: boolean): Row[] {
  const others = rows.filter(({ key }) => key[dimension] !== code && key[dimension] !== null)
  const own = rows.find(({ key }) => key[dimension] === code)?.target_full?.[retail]
  if (!bySize || own === undefined || own <= 0) return others
  return others.filter(({ target_full }) => {
    const size = target_full?.[retail] ?? 0
    return size >= own / 2 && size <= own * 2
  })
}

/** The flow funnel of a node in one table: volumes, step rates and their differences against four yardsticks. */
export function readFlow(
  { total }: ViewResult,
  stages: readonly string[],
  vs: Yardstick,
  peers: readonly (number | null)[],
): FlowRow[] {
  const current = countsOf(total.current, stages)
  const previous = countsOf(total.previous, stages)
  const lastYear = countsOf(total.last_year, stages)
  const target = countsOf(total.target_full, stages)
  const compared = vs === 'previous' ? previous : lastYear
  const worst = weakest(lossesOf(stages, current, compared))
  // The first stage is many times the others: it has a scale of its own.
  const first = Math.max(1, current[stages[0]!]!, compared[stages[0]!]!)
  const rest = Math.max(1, ...stages.slice(1).flatMap((stage) => [current[stage]!, compared[stage]!]))
  const minus = (a: number | null, b: number | null) => (a === null || b === null ? null : a - b)
  const relative = (now: number, then: number) => (then > 0 ? now / then - 1 : null)
  return stages.map((stage, i) => {
    const rate = rateOf(current, stages, i)
    const tries = i > 0 ? current[stages[i - 1]!]! : 0
    const scale = i === 0 ? first : rest
    const against = (counts: Counts) =>
      i === 0 ? relative(current[stage]!, counts[stage]!) : minus(rate, rateOf(counts, stages, i))
    return {
      stage,
      volume: current[stage]!,
      rate,
      tries,
      interval: i > 0 ? wilson(current[stage]!, tries) : null,
      previous: total.previous ? against(previous) : null,
      lastYear: total.last_year ? against(lastYear) : null,
      target: target[stage]! > 0 ? against(target) : null,
      peers: i === 0 ? null : minus(rate, peers[i] ?? null),
      length: Math.max(0, current[stage]! / scale),
      tick: total[vs] ? Math.max(0, compared[stage]! / scale) : null,
      worst: worst?.stage === stage,
    }
  })
}

export interface CohortRow {
  stage: string
  reached: number
  lost: number
  undecided: number
  expired: number
  entrants: number
  /** Reached ÷ entrants. */
  share: number | null
  interval: { low: number; high: number } | null
  previous: number | null
  lastYear: number | null
  target: number | null
  peers: number | null
  /** The compared cohort's share, 0–1. */
  tick: number | null
}

/** The median shares of peers by stage; `null` where too few of them have enough entrants. */
export function peerShares(rows: readonly Row[], stages: readonly string[]): (number | null)[] {
  return stages.map((stage) => {
    const shares = rows.flatMap(({ current }) => {
      const parts = partsOf(current, stage)
      return parts && entrantsOf(parts) >= PEER_LEAST ? [parts.reached / entrantsOf(parts)] : []
    })
    return shares.length >= PEERS_LEAST ? median(shares) : null
  })
}

/** Planned shares of an entry that come to each stage; `null` without a target for both. */
export function targetShares({ total }: ViewResult, entry: string, stages: readonly string[]): (number | null)[] {
  const planned = (measure: string) => figureOf(total.target_full, measure) ?? 0
  return stages.map((stage) => (planned(entry) > 0 && planned(stage) > 0 ? planned(stage) / planned(entry) : null))
}

type Parts = { reached: number; lost: number; undecided: number; expired: number }

function partsOf(figures: Row['current'] | null | undefined, stage: string): Parts | null {
  const figure = figures?.[stage]
  if (typeof figure !== 'object' || figure === null) return null
  const of = (name: keyof Parts) => figure[name] ?? 0
  return { reached: of('reached'), lost: of('lost'), undecided: of('undecided'), expired: of('expired') }
}

const entrantsOf = (parts: Parts): number => parts.reached + parts.lost + parts.undecided
const shareOf = (parts: Parts | null): number | null =>
  parts && entrantsOf(parts) > 0 ? parts.reached / entrantsOf(parts) : null

/** What became of those who entered: reached, lost and undecided of every stage, and the share against four others. */
export function readCohort(
  { total }: ViewResult,
  stages: readonly string[],
  vs: Yardstick,
  targets: readonly (number | null)[],
  peers: readonly (number | null)[],
): CohortRow[] {
  return stages.flatMap((stage, i) => {
    const parts = partsOf(total.current, stage)
    if (!parts) return []
    const share = shareOf(parts)
    const against = (range: 'previous' | 'last_year') => {
      const then = shareOf(partsOf(total[range], stage))
      return share === null || then === null ? null : share - then
    }
    const minus = (other: number | null | undefined) =>
      share === null || other === null || other === undefined ? null : share - other
    const entrants = entrantsOf(parts)
    return [
      {
        stage,
        ...parts,
        entrants,
        share,
        interval: wilson(parts.reached, entrants),
        previous: against('previous'),
        lastYear: against('last_year'),
        target: minus(targets[i]),
        peers: minus(peers[i]),
        tick: shareOf(partsOf(total[vs], stage)),
      },
    ]
  })
}
