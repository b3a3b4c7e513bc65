import { alertFor, isCellIn, type Alert } from '#domain/alerts/alert.ts'
import { lateDealersOf } from '#domain/alerts/words.ts'
import type { Organisation } from '#domain/organisation.ts'
import { isFullScope, type Scope } from '#domain/scope.ts'
import type { Zone } from '#domain/zone.ts'
import type { Board, Row } from './board.ts'
import { lineageOn, namesOn } from './places.ts'

interface SightRooms {
  board: Pick<Board, 'tell'>
  organisation: () => Organisation
  zone: Zone
  now: () => number
}

/** What of an alert lies in a scope, `null` where nothing does: the one door to every screen, answer and channel. */
export type Sight = (row: Row, scope: Scope) => Alert | null

export function createSight({ board, organisation, zone, now }: SightRooms): Sight {
  return (row, scope) => {
    const [alert, day] = [board.tell(row), zone.day(now())]
    const lineage = lineageOn(organisation(), day)
    if (alert.kind !== 'data') return alertFor(alert, scope, lineage)
    // A source that is late concerns those whose dealers it writes of, and is told with theirs only.
    const dealers = (row.body.dealers ?? []).filter((dealer_id) => isCellIn({ dealer_id }, scope, lineage))
    if (dealers.length === 0) return isFullScope(scope) ? alert : null
    const regions = [...new Set(dealers.map((dealer_id) => lineage({ dealer_id })['region']))]
    const names = namesOn(organisation(), day)
    const told = (lang: 'zh' | 'en') => regions.flatMap((region) => (region === undefined ? [] : [names[lang]({ region })])) // prettier-ignore
    const more = lateDealersOf(dealers.length, { zh: told('zh'), en: told('en') })
    return { ...alert, zh: `${alert.zh}${more.zh}`, en: `${alert.en}${more.en}` }
  }
}
