import type { DaySort } from './day.ts'
import { addDays } from '../zone.ts'
import type { NamedWindow, Occurrence } from './window.ts'

interface Holiday {
  window: string
  zh: string
  en: string
  /** A day that the holiday always holds. */
  core(year: number, springFestival: (year: number) => string): string
}

/** The three long holidays that car sales are read by. */
const HOLIDAYS: readonly Holiday[] = [
  { window: 'spring_festival', zh: '春节', en: 'Spring Festival', core: (year, spring) => spring(year) },
  { window: 'labour_day', zh: '五一', en: 'Labour Day', core: (year) => `${year}-05-01` },
  { window: 'guoqing', zh: '国庆', en: 'National Day', core: (year) => `${year}-10-01` },
]

/** The long holidays as windows: in each year the days off in one piece, named as a holiday, around the core day. */
export function statutoryWindows(
  years: readonly number[],
  sort: (day: string) => DaySort,
  springFestival: (year: number) => string,
): NamedWindow[] {
  const off = (day: string): boolean => {
    const { work, name } = sort(day)
    return !work && name !== null
  }
  const held = (year: number, core: string): Occurrence[] => {
    if (!off(core)) return []
    let [from, to] = [core, addDays(core, 1)]
    while (off(addDays(from, -1))) from = addDays(from, -1)
    while (off(to)) to = addDays(to, 1)
    return [{ year, from, to }]
  }
  return HOLIDAYS.map(({ window, zh, en, core }) => ({
    window,
    zh,
    en,
    occurrences: years.flatMap((year) => held(year, core(year, springFestival))),
  }))
}
