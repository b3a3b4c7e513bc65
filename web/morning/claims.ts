import { claimOf, sumClaims, type Claim } from '#domain/decision/claims.ts'
import { gapTo } from '#domain/pace.ts'
import { roundTogether } from '#domain/round.ts'
import type { Row } from '#domain/view.ts'

/** What `POST /api/decisions/claims` answers, as far as a gap needs it. */
export interface ToldClaims {
  rows: { key: Record<string, string>; claimed: number; unverified: boolean }[]
}

/**
 * How much of the gap of a place is taken on, each of its parts for itself, as a meeting would tell it: `rows` hold
 * each part's units of `measure` and its target, `share` is how far every part should be by now.
 */
export function claimsOver(
  rows: readonly Pick<Row, 'key' | 'current' | 'target_full'>[],
  { by, measure, share }: { by: string; measure: string; share: number },
  told: ToldClaims,
): Claim {
  const known = new Map(told.rows.map((row) => [row.key[by], row]))
  const behind = rows.flatMap(({ key, current, target_full }) => {
    const place = key[by]
    if (typeof place !== 'string') return []
    const gap = gapTo(share, Number(current[measure] ?? 0), Number(target_full?.[measure] ?? 0))
    return gap ? [{ place, units: gap.units }] : []
  })
  const whole = roundTogether(behind.map(({ units }) => units))
  return sumClaims(
    behind.map(({ place }, at) => {
      const { claimed = 0, unverified = false } = known.get(place) ?? {}
      return claimOf({ units: whole[at]!, unverified }, claimed)
    }),
  )
}
