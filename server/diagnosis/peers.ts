import type { Dimension } from '#domain/dimensions.ts'
import type { Row } from '#domain/view.ts'
import { countOf, type Sitting } from '../pace/sitting.ts'
import type { Supposed } from './supposed.ts'

/** Equals of a segment's place: other regions, other areas, stores of the same city tier and size, colleagues. */
export interface Peers {
  dimension: Dimension
  /** Their rows with the counts of all stages, the place itself left out. */
  rows: Row[]
}

const LEVELS = ['advisor_id', 'dealer_id', 'area', 'region'] as const
/** Stores are of a size when one has at most twice the leads of the other. */
const SIZE = 2

/** The finest place that a question names by a single value. */
export function placeOf({ where }: Supposed): { level: (typeof LEVELS)[number]; code: string } | null {
  for (const level of LEVELS) {
    const named = where[level]
    if (Array.isArray(named) && named.length === 1 && typeof named[0] === 'string') return { level, code: named[0] }
  }
  return null
}

/**
 * Reads the equals of the place that a segment lies in, within the asker's scope and for the same models and channels.
 * `null` for what is cut by no single place: the whole maker has no equal.
 */
export async function peersOf(sitting: Sitting, asked: Supposed): Promise<Peers | null> {
  const place = placeOf(asked)
  if (!place) return null
  const { level, code } = place
  const { dealer_id, region, area, ...elsewhere } = asked.where
  // Colleagues are those of the same store; the other places are compared over all that one may see.
  delete elsewhere['advisor_id']
  const where = level === 'advisor_id' ? { dealer_id, region, area, ...elsewhere } : elsewhere
  const by = level === 'dealer_id' ? [level, 'city_tier'] : [level]
  const named = Object.fromEntries(Object.entries(where).filter(([, values]) => values !== undefined))
  const { rows } = await sitting.ask({ ...asked.spec.question, where: named, by, measures: asked.spec.stages })
  const mine = rows.find(({ key }) => key[level] === code)
  const leads = (row: Row) => countOf(row, asked.spec.stages[0]!)
  const equal = rows.filter((row) => {
    if (row.key[level] === code || row.key[level] === null) return false
    if (level !== 'dealer_id' || !mine) return true
    const ratio = leads(row) / Math.max(1, leads(mine))
    return row.key['city_tier'] === mine.key['city_tier'] && ratio <= SIZE && ratio >= 1 / SIZE
  })
  return { dimension: level, rows: equal }
}
