import { claimOf, isUnverified, stretchOf, takenOn } from '#domain/decision/claims.ts'
import type { Decision, Where } from '#domain/decision/decision.ts'
import type { Gap } from '#domain/decision/meeting.ts'
import { dealersIn } from '#domain/dealers.ts'
import type { Organisation } from '#domain/organisation.ts'
import { roundTogether } from '#domain/round.ts'
import type { Scope } from '#domain/scope.ts'
import type { Zone } from '#domain/zone.ts'
import type { PaceAnswer } from '../pace/pace.ts'

/** How the places of a meeting stand, and the unit that it is of. */
export interface Standing {
  gaps: Gap[]
  as_of: string
  unit: { from: string; to: string }
  total: { actual: number; target: number | null; gap: number | null }
}

export interface GapRooms {
  pace: (raw: unknown, scope: Scope) => Promise<PaceAnswer>
  organisation: () => Organisation
  zone: Zone
  /** Dealers whose data is not complete now. */
  silent?: () => Promise<readonly string[]>
}

/** Asks how every place of a meeting stands against its pace, and how much of each gap is taken on. */
export async function gapsOf(
  { pace, organisation, silent, zone }: GapRooms,
  { where, measure, by }: { where: Where; measure: string; by: string },
  decisions: readonly Decision[],
  scope: Scope,
): Promise<Standing> {
  const answer = await pace({ measure, by, where }, scope)
  const unit = { from: answer.unit.start, to: answer.unit.end }
  const quiet = new Set(await silent?.())
  const { basis } = answer.lamp
  const exact = answer.rows.map((row) => row.gap[basis]?.units ?? null)
  // As every screen rounds them: the places' whole units add up to the whole's.
  const whole = roundTogether(exact.filter((units) => units !== null))
  const rounded = exact.map((units) => (units === null ? null : whole.shift()!))
  const gaps = answer.rows.flatMap((row, at): Gap[] => {
    const value = row.key[by]
    if (typeof value !== 'string') return []
    const dealers = dealersOf({ ...where, [by]: [value] }, organisation(), answer.as_of)
    const units = rounded[at]!
    const unverified = isUnverified(dealers, quiet)
    const claim = claimOf({ units, unverified }, takenOn(dealers, decisions, stretchOf(unit, zone)))
    return [
      {
        key: { [by]: value },
        zh: value,
        en: englishOf(by, value, dealers, organisation(), answer.as_of),
        gap: units,
        lamp: row.lamp,
        claim,
      },
    ]
  })
  const { actual, target, gap } = answer.total
  return { gaps, as_of: answer.as_of, unit, total: { actual, target, gap: gap[basis]?.units ?? null } }
}

/** The dealers of a place on the business day of an instant. */
export const dealersOf = (where: Where, organisation: Organisation, as_of: string): ReadonlySet<string> =>
  new Set(dealersIn(where, organisation, as_of.slice(0, 10)))

/** A place's English name, where its dealers tell one. */
function englishOf(
  by: string,
  value: string,
  dealers: ReadonlySet<string>,
  organisation: Organisation,
  as_of: string,
): string {
  const [code] = dealers
  const attrs = code === undefined ? undefined : organisation.dealer(code, as_of.slice(0, 10))?.attrs
  const name = attrs?.[by === 'dealer_id' ? 'short_en' : `${by}_en`]
  return typeof name === 'string' ? name : value
}
