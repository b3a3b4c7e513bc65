import { historyStart, learnSeason, type DayWeight } from '#domain/alerts/season.ts'
import { fullScope } from '#domain/scope.ts'
import { LARGEST_LIMIT } from '#domain/view.ts'
import { addDays, dayNumber } from '#domain/zone.ts'
import type { Asker, AskerOptions } from '../query/ask.ts'

/** A day on which the whole maker brought nothing, while it usually brings this much, was not told. */
const LEAST_A_DAY = 5

/** Learns once a business day what days weigh for each kind that ever came, by the whole maker's last fourteen months. */
export function createSeasons(
  rooms: AskerOptions & { asker: Asker },
): (kinds: readonly string[]) => Promise<ReadonlyMap<string, DayWeight>> {
  const { asker, zone, calendar, now } = rooms
  let known: { key: string; seasons: ReadonlyMap<string, DayWeight> } | undefined
  return async (kinds) => {
    const today = zone.day(now())
    const key = `${today} ${kinds.join()}`
    if (known?.key === key) return known.seasons
    const period = { from: historyStart(today), to: today }
    const { rows } = await asker.answer({ measures: [...kinds], by: ['day'], period, limit: LARGEST_LIMIT }, fullScope)
    const told = kinds.filter((kind) => rows.some(({ current }) => Number(current[kind] ?? 0) > 0))
    const seasons = new Map(
      told.map((kind) => {
        const units = new Array<number>(dayNumber(period.to) - dayNumber(period.from)).fill(0)
        for (const { key: of, current } of rows)
          units[dayNumber(of['day']!) - dayNumber(period.from)] = Number(current[kind] ?? 0)
        const first = units.findIndex((value) => value > 0)
        const history = { from: addDays(period.from, Math.max(0, first)), units: units.slice(Math.max(0, first)) }
        const weigh = learnSeason(history, today, calendar)
        const usual = history.units.reduce((all, value) => all + value, 0) / Math.max(1, history.units.length)
        const isTold = (day: string): boolean => {
          const value = history.units[dayNumber(day) - dayNumber(history.from)]
          return day >= today || (first >= 0 && value !== undefined && (value > 0 || usual < LEAST_A_DAY))
        }
        return [kind, (day: string) => (isTold(day) ? weigh(day) : null)] as const
      }),
    )
    known = { key, seasons }
    return seasons
  }
}
