import { z } from 'zod'
import { isUnverified, stretchOf, takenOn } from '#domain/decision/claims.ts'
import { parse } from '#domain/decision/read.ts'
import { mayRead } from '#domain/decision/sight.ts'
import { dealersIn } from '#domain/dealers.ts'
import { dealerValue } from '#domain/organisation.ts'
import { mergeScope } from '#domain/scope.ts'
import { readSpec } from '#domain/view.ts'
import type { User } from '../access/user.ts'
import type { Decisions } from './decisions.ts'
import type { DecisionRooms } from './rooms.ts'

/** What of a gap is under way in each place, and which places' gaps are not to be trusted now. */
export interface ClaimAnswer {
  period: { from: string; to: string }
  rows: { key: Record<string, string>; claimed: number; unverified: boolean; decisions: string[] }[]
  total: { claimed: number }
}

export type Claims = (raw: unknown, user: User) => Promise<ClaimAnswer>

const asked = z.strictObject({
  by: z.enum(['region', 'area', 'dealer_id']).default('region'),
  where: z.unknown().optional(),
  period: z.strictObject({ from: z.iso.date(), to: z.iso.date() }).optional(),
})

/** Answers `POST /api/decisions/claims`: sums over the asker's dealers of what decisions of a stretch take on. */
export function createClaims({
  decisions,
  organisation,
  zone,
  now,
  silent,
}: DecisionRooms & { decisions: Decisions }): Claims {
  return async (raw, user) => {
    const { by, where: named, period } = parse(asked, raw)
    const { where } = mergeScope(readSpec({ measures: ['delivery'], where: named }), user.scope)
    const today = zone.day(now())
    const from = period?.from ?? `${today.slice(0, 8)}01`
    const to = period?.to ?? nextMonth(from)
    const stretch = stretchOf({ from, to }, zone)
    const all = await decisions.everything()
    const dealers = dealersIn(where, organisation(), today)
    const quiet = new Set(await silent?.())
    const places = new Map<string, Set<string>>()
    for (const code of dealers) {
      const place = by === 'dealer_id' ? code : dealerValue(organisation().dealer(code, today), by)
      if (place !== '') places.set(place, (places.get(place) ?? new Set()).add(code))
    }
    const rows = [...places].map(([place, own]) => {
      const mine = all.filter((one) => takenOn(own, [one], stretch) > 0 && mayRead(one, user, organisation(), today))
      return {
        key: { [by]: place },
        claimed: takenOn(own, all, stretch),
        unverified: isUnverified(own, quiet),
        decisions: mine.map(({ id }) => id),
      }
    })
    return {
      period: { from, to },
      rows: rows.filter(({ claimed, unverified }) => claimed > 0 || unverified).sort((a, b) => b.claimed - a.claimed),
      total: { claimed: takenOn(new Set(dealers), all, stretch) },
    }
  }
}

/** The first day of the month after a day's. */
function nextMonth(day: string): string {
  const at = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7))
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}-01`
}
