import { levelOf } from '#domain/diagnosis/gain.ts'
import { daysOf, firstDay, monthAfter } from '#domain/forecast/history.ts'
import { LARGEST_LIMIT } from '#domain/view.ts'
import { DAY_MS } from '#domain/zone.ts'
import type { Sitting } from '../pace/sitting.ts'
import type { Peers } from './peers.ts'
import { stepOf, type Supposed } from './supposed.ts'

/** What history has seen of a step. */
export interface Seen {
  least: number | null
  most: number | null
}

const MONTHS = 12
/** A month with fewer entries shows chance, not what is possible. */
const LEAST_TRIES = 30

/**
 * The least and the most that a segment and its equals had in the past twelve whole months: rates of months with at
 * least 30 entries; of the first stage the segment's own volume, a month's units taken at the length of the range.
 */
export async function seenOf(sitting: Sitting, asked: Supposed, peers: Peers | null): Promise<Seen> {
  const { spec, where } = asked
  const plan = sitting.plan({ ...spec.question, measures: spec.stages })
  const month = plan.clock.zone.day(plan.as_of).slice(0, 7)
  const period = { from: firstDay(monthAfter(month, -MONTHS)), to: firstDay(month) }
  const { from, until } = plan.ranges.current
  const days = (until - from) / DAY_MS
  const measures = spec.stages
  const own = await sitting.ask({ ...spec.question, where, period, by: ['month'], measures })
  const rows = [...own.rows]
  if (peers) {
    const codes = peers.rows
      .flatMap(({ key }) => key[peers.dimension] ?? [])
      .slice(0, Math.floor(LARGEST_LIMIT / MONTHS))
    const others = { ...where, [peers.dimension]: codes }
    for (const name of ['region', 'area', 'dealer_id']) if (name !== peers.dimension && peers.dimension !== 'advisor_id') delete others[name] // prettier-ignore
    if (codes.length > 0)
      rows.push(...(await sitting.ask({ ...spec.question, where: others, period, by: [peers.dimension, 'month'], measures })).rows) // prettier-ignore
  }
  const levels = rows.flatMap((row) => {
    const step = stepOf(asked, row)
    if (step.before === null) return (step.count / daysOf(row.key['month']!)) * days
    return step.before >= LEAST_TRIES ? (levelOf(step) ?? []) : []
  })
  return levels.length === 0 ? { least: null, most: null } : { least: Math.min(...levels), most: Math.max(...levels) }
}
