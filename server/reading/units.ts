import type { Dimension } from '#domain/dimensions.ts'
import type { Peers, Unit } from '#domain/reading/gathered.ts'
import { sumOf, type Pair } from '#domain/reading/moved.ts'
import { CARDLESS_KPI, COUNTERLESS_KPI, KPI_OF, WALK_IN_KPI, type Kpi } from '#domain/reading/table.ts'
import type { Row, ViewResult } from '#domain/view.ts'
import { labelOf } from './labels.ts'
import { countsOf, without, type Look } from './look.ts'

/** Fewer peers than this prove nothing. */
const LEAST_PEERS = 2

/** The key figure of a stage by dealer or advisor, of the segment and of all others in sight. */
export interface Units {
  kpi: Kpi
  units: Unit[]
  pair: Pair
  peers: Peers | null
  answer: ViewResult
}

/** Asks the key figure of every dealer in sight, in one statement, and chooses whom the segment is compared with. */
export async function readUnits(look: Look): Promise<Units> {
  const { spec, rest, place, organisation, day } = look
  const usual = KPI_OF[spec.stage]!
  const candidates = spec.stage === 'unique_lead' ? [usual, WALK_IN_KPI] : spec.stage === 'order' ? [usual, CARDLESS_KPI] : [usual] // prettier-ignore
  const counts = new Set(candidates.flatMap(({ above, below }) => (below === null ? [above] : [above, below])))
  if (spec.stage === 'unique_lead') counts.add('unique_lead.lead')
  const advisors = place.advisor_id !== undefined
  const of: Dimension = advisors ? 'advisor_id' : 'dealer_id'
  // Colleagues are those of the same dealers; dealers are compared over all that one may see.
  const where = advisors ? { ...rest, ...without(place, (name) => name === 'advisor_id') } : rest
  const answer = await look.ask([...counts], advisors ? ['dealer_id', 'advisor_id'] : ['dealer_id'], where)
  const inside = new Set(look.inside)
  const isInside = ({ key }: Row): boolean =>
    advisors
      ? place.advisor_id!.includes(key['advisor_id'] ?? null) && inside.has(key['dealer_id'] ?? '')
      : inside.has(key['dealer_id'] ?? '')
  const total = (name: string, side: 'now' | 'before') =>
    answer.rows.filter(isInside).reduce((sum, row) => sum + countsOf(row, name, spec.compare)[side], 0)
  const kpi = chooseKpi(usual, (name) => total(name, 'now') + total(name, 'before'))
  const units = answer.rows
    .filter(({ key }) => key[of] !== null && key[of] !== undefined)
    .map((row): Unit => {
      const dealer = organisation.dealer(row.key['dealer_id'] ?? '', day)
      const id = row.key[of]!
      return {
        id,
        name: labelOf(of, id, organisation, day),
        city: dealer?.city ?? '',
        region: dealer?.region ?? '',
        tier: dealer?.city_tier ?? '',
        inside: isInside(row),
        pair: pairOf(row, kpi, spec.compare),
      }
    })
  const pair = sumOf(answer.rows.filter(isInside).map((row) => pairOf(row, kpi, spec.compare)))
  return { kpi, units, pair, peers: choosePeers(units, advisors), answer }
}

function chooseKpi(usual: Kpi, units: (name: string) => number): Kpi {
  if (usual.above === 'unique_lead') return units('unique_lead.lead') * 2 < units('unique_lead') ? WALK_IN_KPI : usual
  if (usual.below === null || units(usual.below) > 0) return usual
  return usual.below === 'card' ? CARDLESS_KPI : usual.below === 'traffic' ? COUNTERLESS_KPI : usual
}

/** A key figure's counts of a row. */
export const pairOf = (row: Omit<Row, 'key'>, { above, below }: Pick<Kpi, 'above' | 'below'>, compare: Look['spec']['compare']): Pair => {
  const top = countsOf(row, above, compare)
  const bottom = below === null ? null : countsOf(row, below, compare)
  return {
    now: { above: top.now, below: bottom?.now ?? null },
    before: { above: top.before, below: bottom?.before ?? null },
  }
} // prettier-ignore

const hasCounts = ({ pair: { now, before } }: Unit): boolean => [now, before].some(({ above, below }) => above !== 0 || (below ?? 0) !== 0) // prettier-ignore

/** The nearest others that are enough: colleagues; the same city, region, tier of city; anybody in sight. */
function choosePeers(units: readonly Unit[], advisors: boolean): Peers | null {
  const own = units.filter(({ inside }) => inside)
  const others = units.filter((unit) => !unit.inside && hasCounts(unit))
  const shared = (of: 'city' | 'region' | 'tier') => {
    const names = new Set(own.map((unit) => unit[of]))
    return others.filter((unit) => unit[of] !== '' && names.has(unit[of]))
  }
  const levels: readonly [Peers['level'], () => Unit[]][] = advisors
    ? [['colleagues', () => others]]
    : [['city', () => shared('city')], ['region', () => shared('region')], ['tier', () => shared('tier')], ['others', () => others]] // prettier-ignore
  for (const [level, find] of levels) {
    const found = find()
    if (found.length >= LEAST_PEERS)
      return { level, ids: found.map(({ id }) => id), pair: sumOf(found.map(({ pair }) => pair)) }
  }
  return null
}
