import type { Place } from '#domain/alerts/place.ts'
import { within } from '#domain/alerts/place.ts'
import type { Stretch } from '#domain/alerts/detect.ts'
import type { Duration } from '#domain/alerts/slowness.ts'
import { fullScope } from '#domain/scope.ts'
import type { ViewResult } from '#domain/view.ts'
import { addDays, type Zone } from '#domain/zone.ts'
import type { Asker } from '../query/ask.ts'
import type { Paced } from './evaluate.ts'
import { WEEKS } from './sums.ts'

const MEASURE = 'first_response_median'
const LEVELS = [[], ['region'], ['region', 'area']] as const

/**
 * Median first responses of the whole maker, its regions and areas in the week before a day and in the weeks before,
 * each as it was known so long after its end as this week's is now.
 */
export async function readDurations(
  { asker, zone, now, paced }: { asker: Asker; zone: Zone; now: number; paced: Paced },
  nation: Place,
  today: string,
): Promise<NonNullable<Stretch['durations']>> {
  const lag = Math.max(0, now - zone.instant(today))
  const found = new Map<string, (Duration | null)[]>(
    within(nation).map(({ id }) => [id, new Array<Duration | null>(WEEKS + 1).fill(null)]),
  )
  const places = new Map(within(nation).map((place) => [textOf(place.cell), place.id]))
  for (let k = 0; k <= WEEKS; k++) {
    const to = addDays(today, -7 * k)
    const as_of = zone.iso(Math.min(now, zone.instant(to) + lag))
    for (const by of LEVELS) {
      const question = {
        measures: [MEASURE, 'unique_lead'],
        by,
        period: { from: addDays(to, -7), to },
        as_of,
        limit: 5_000,
      }
      const answer = await paced(() => asker.answer(question, fullScope))
      // Nobody records contacts here: nothing to be slow about.
      if (k === 0 && by.length === 0 && rowsOf(answer)[0]!.current[MEASURE] == null) return found
      for (const { key, current } of rowsOf(answer)) {
        const id = places.get(textOf(key as Record<string, string>))
        const minutes = current[MEASURE]
        if (id !== undefined && typeof minutes === 'number')
          found.get(id)![k] = { minutes, of: Number(current['unique_lead'] ?? 0) }
      }
    }
  }
  return found
}

const rowsOf = ({ rows, total }: ViewResult) => (rows.length > 0 ? rows : [{ key: {}, ...total }])

const textOf = ({ region = '', area = '', dealer_id = '' }: Record<string, string | null>): string =>
  [region, area, dealer_id].join('\u0000')
