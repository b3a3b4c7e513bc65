import type { Stretch } from '#domain/alerts/detect.ts'
import { within, type Place } from '#domain/alerts/place.ts'
import type { Duration } from '#domain/alerts/slowness.ts'
import { fullScope } from '#domain/scope.ts'
import type { Row } from '#domain/view.ts'
import { addDays, dayNumber } from '#domain/zone.ts'
import type { Asker } from '../query/ask.ts'
import type { Paced } from './paced.ts'
import { WEEKS } from './sums.ts'

const MEASURE = 'first_response_median'
const LEVELS = [['region', 'area'], ['region']] as const

type Durations = NonNullable<Stretch['durations']>

/**
 * Median first responses of the whole maker, its regions and areas: of the last seven business days, and of the eight
 * whole calendar weeks before. Journeys are dear to count, so that what a calendar week came to is kept.
 */
export function createDurations({
  asker,
  paced,
}: {
  asker: Asker
  paced: Paced
}): (nation: Place, today: string) => Promise<Durations> {
  const kept = new Map<string, ReadonlyMap<string, Duration>>()
  const read = async (from: string, to: string): Promise<ReadonlyMap<string, Duration>> => {
    const found = new Map<string, Duration>()
    const note = (id: string, { current }: Pick<Row, 'current'>): void => {
      const minutes = current[MEASURE]
      if (typeof minutes === 'number') found.set(id, { minutes, of: Number(current['unique_lead'] ?? 0) })
    }
    for (const by of LEVELS) {
      const question = { measures: [MEASURE, 'unique_lead'], by, period: { from, to }, limit: 5_000 }
      const { rows, total } = await paced(() => asker.answer(question, fullScope))
      for (const row of rows) note(textOf(row.key), row)
      note(textOf({}), total)
      if (found.size === 0) return found
    }
    return found
  }

  return async (nation, today) => {
    const from = addDays(today, -7)
    const now = await read(from, today)
    // Nobody records contacts here: nothing to be slow about.
    if (now.size === 0) return new Map()
    const monday = addDays(from, -((((dayNumber(from) + 3) % 7) + 7) % 7))
    const weeks = [now]
    for (let k = 0; k < WEEKS; k++) {
      const start = addDays(monday, -7 * (k + 1))
      const known = kept.get(start) ?? (await read(start, addDays(start, 7)))
      kept.set(start, known)
      weeks.push(known)
    }
    for (const start of kept.keys()) if (start < addDays(monday, -7 * (WEEKS + 1))) kept.delete(start)
    return new Map(within(nation).map(({ id, cell }) => [id, weeks.map((week) => week.get(textOf(cell)) ?? null)]))
  }
}

const textOf = ({ region = '', area = '', dealer_id = '' }: Record<string, string | null>): string =>
  [region, area, dealer_id].join('\u0000')
