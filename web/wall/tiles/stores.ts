import type { Status } from '#domain/pace.ts'
import type { ViewResult } from '#domain/view.ts'
import type { Question } from '../../live/question.ts'
import type { Pace, Scene } from '../scene.ts'
import { readMember, type Member } from './regions.ts'
import { project, spreadDots, type Box, type Dot } from './spread.ts'

/** Every store of the present place against its target. */
export const askStoreMembers = ({ state, where, retail }: Scene): Question => ({
  measures: [retail],
  by: ['dealer_id'],
  where,
  period: state.period,
  compare: ['previous', 'last_year', 'target', 'target_full'],
  limit: 10_000,
})

export interface StoreDot extends Dot {
  member: Member
  status: Status
}

export interface StoreMap {
  dots: StoreDot[]
  /** The stores furthest behind, at most six: they are named. */
  named: StoreDot[]
  /** Stores whose coordinates nobody sent. */
  unplaced: number
  counts: Record<Status, number>
}

const SMALLEST = 7
const LARGEST = 17
const NAMED = 6

type Place = { lon?: number | undefined; lat?: number | undefined } | undefined

/** B2 of a region: stores where they are, as large as their target, none hidden by another. */
export function readStores(
  result: ViewResult,
  retail: string,
  pace: Pace | null,
  placeOf: (code: string) => Place,
  box: Box,
): StoreMap {
  const members = result.rows
    .map((row) => readMember(row, 'dealer_id', retail, pace))
    .filter(({ code }) => code !== null)
  const most = Math.max(1, ...members.map(({ target }) => target ?? 0))
  const counts: StoreMap['counts'] = { on_plan: 0, warning: 0, behind: 0, unrated: 0 }
  for (const { status } of members) counts[status]++
  const placed = members.flatMap((member) => {
    const { lon, lat } = placeOf(member.code!) ?? {}
    if (lon === undefined || lat === undefined) return []
    // The area of a dot, not its width, tells the target.
    const r = Math.max(SMALLEST, LARGEST * Math.sqrt((member.target ?? 0) / most))
    return [{ code: member.code!, member, status: member.status, r, longitude: lon, latitude: lat }]
  })
  placed.sort((a, b) => (a.code < b.code ? -1 : 1))
  const dots = spreadDots(project(placed, box, LARGEST), box)
  const named = dots
    .filter(({ status }) => status === 'behind' || status === 'warning')
    .sort((a, b) => (a.member.units ?? 0) - (b.member.units ?? 0) || (a.code < b.code ? -1 : 1))
    .slice(0, NAMED)
  return { dots, named, unplaced: members.length - placed.length, counts }
}
