import { lostTo } from '#domain/diagnosis/signs.ts'
import type { RangeName } from '#domain/range.ts'
import { ledger } from '#store/clickhouse/ledger.ts'
import { sql } from '#store/clickhouse/sql.ts'
import type { Counts, Shelf } from './columns.ts'
import { numbersOf, type Tallied } from './tally.ts'

/** The rival that a lost customer went to, as the last key of its leaves: the model, else the brand, else nothing. */
export const RIVAL = sql`if(${ledger.competitor_model} != '', ${ledger.competitor_model}, ${ledger.competitor_brand})`
export const LOST = { kind: 'lost' } as const

/** Rivals that are looked at one by one, the commonest; each costs time and makes the others' words count less. */
const MOST_RIVALS = 12
/** Of both ranges together; fewer tell nothing. */
const LEAST_LOST = 12

/** What was lost to each of the commonest rivals, of all that was lost. */
export function rivalSigns(lost: Counts, shelf: Shelf, base: RangeName): Tallied[] {
  const leaves = numbersOf(lost, shelf, lost.keys.length - 1)
  const rivals = lost.keys.at(-1)!
  const units = (range: RangeName, at: number): number => lost.of(range, 0, at)
  const sums = new Map<string, number>()
  rivals.forEach((rival, at) => {
    if (rival !== '') sums.set(rival, (sums.get(rival) ?? 0) + units('current', at) + units(base, at))
  })
  const common = [...sums].filter(([, sum]) => sum >= LEAST_LOST).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  return common.slice(0, MOST_RIVALS).map(([rival]) => ({
    kind: lostTo(rival),
    leaves,
    hits: (range, at) => (rivals[at] === rival ? units(range, at) : 0),
    tries: units,
  }))
}
