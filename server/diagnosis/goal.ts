import { levelOf } from '#domain/diagnosis/gain.ts'
import { median, wilson } from '#domain/interval.ts'
import type { Row } from '#domain/view.ts'
import type { Sitting } from '../pace/sitting.ts'
import { placeOf, type Peers } from './peers.ts'
import { stepOf, type GoalName, type Supposed } from './supposed.ts'

/** Where a step is to be set, and whose figure that is. */
export interface Goal {
  to: number | null
  peers: number | null
  best: string | null
}

/** Entries that a step of an equal needs before it has a say, and before it can be an example to others. */
const LEAST_ENTRIES = 10
const LEAST_TRIES = 30
/** Equals that a median needs. */
const LEAST_PEERS = 3

const UNKNOWN: Goal = { to: null, peers: null, best: null }

/** What a goal is taken from: the segment's own row, and its equals. */
export interface Yardsticks {
  name: GoalName
  total: Omit<Row, 'key'>
  base: 'previous' | 'last_year'
  peers: Peers | null
}

/** Reads where a step is to be set. */
export async function goalOf(sitting: Sitting, asked: Supposed, given: Yardsticks): Promise<Goal> {
  const { name, total, base, peers } = given
  if (name === 'target') return { ...UNKNOWN, to: ofTarget(asked, total) }
  if (name === 'previous' || name === 'last_year') {
    const then = total[base]
    return { ...UNKNOWN, to: then ? levelOf(stepOf(asked, { current: then })) : null }
  }
  if (asked.before === null) return UNKNOWN
  return name === 'peers' ? medianOf(asked, peers) : bestOf(sitting, asked, peers)
}

/** Targets of both stages make a rate; the first stage has its own. */
function ofTarget({ stage, before }: Supposed, { target = {} }: Omit<Row, 'key'>): number | null {
  const set = target[stage]
  if (set === undefined) return null
  if (before === null) return set
  const entries = target[before]
  return entries ? set / entries : null
}

function medianOf(asked: Supposed, peers: Peers | null): Goal {
  const steps = (peers?.rows ?? []).map((row) => stepOf(asked, row)).filter(({ before }) => before! >= LEAST_ENTRIES)
  const rates = steps.flatMap((step) => levelOf(step) ?? [])
  return rates.length < LEAST_PEERS ? UNKNOWN : { ...UNKNOWN, to: median(rates), peers: rates.length }
}

/**
 * The benchmark dealer (标杆店): of the equals of a dealer, else of the dealers of the place, the one whose rate is
 * surely the highest, judged by what its own number of entries leaves certain.
 */
async function bestOf(sitting: Sitting, asked: Supposed, peers: Peers | null): Promise<Goal> {
  const place = placeOf(asked)
  const small = place?.level === 'dealer_id' || place?.level === 'advisor_id'
  const { spec, where } = asked
  const rows = small
    ? (peers?.rows ?? [])
    : (await sitting.ask({ ...spec.question, where, by: ['dealer_id'], measures: spec.stages })).rows
  let best: { name: string; rate: number; sure: number } | null = null
  for (const row of rows) {
    const { before, count } = stepOf(asked, row)
    const name = row.key[small ? place.level : 'dealer_id']
    if (before! < LEAST_TRIES || !name) continue
    const sure = wilson(count, before!)?.low ?? 0
    if (!best || sure > best.sure) best = { name, rate: Math.min(1, count / before!), sure }
  }
  return best ? { to: best.rate, peers: null, best: best.name } : UNKNOWN
}
