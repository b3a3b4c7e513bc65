import { LegalHoliday, LunarDay } from 'tyme4ts'
import { addDays, dayNumber } from './zone.ts'

/** Days that differ from what the calendar library says: the State Council publishes late, and brands deviate. */
export type CalendarOverride = Record<string, 'work' | 'rest'>

/** The statutory calendar: which days are worked, and where the Spring Festival lies. */
export interface Calendar {
  isWorkday(day: string): boolean
  /** Working days from `from` up to and with `to`, make-up workdays (调休) counted. */
  workdays(from: string, to: string): number
  /** Spring Festival (春节, first day of the first lunar month) of a Gregorian year. */
  springFestival(year: number): string
}

/** Opens the mainland statutory calendar, corrected by an override file's days. */
export function openCalendar(override: CalendarOverride = {}): Calendar {
  const known = new Map<string, boolean>()
  const isWorkday = (day: string): boolean => {
    let work = known.get(day)
    if (work === undefined) {
      const own = override[day]
      const [year, month, date] = day.split('-').map(Number) as [number, number, number]
      const weekday = (((dayNumber(day) + 4) % 7) + 7) % 7
      work = own ? own === 'work' : (LegalHoliday.fromYmd(year, month, date)?.isWork() ?? (weekday > 0 && weekday < 6))
      known.set(day, work)
    }
    return work
  }
  const workdays = (from: string, to: string): number => {
    let count = 0
    for (let day = from; day <= to; day = addDays(day, 1)) if (isWorkday(day)) count++
    return count
  }
  const springFestival = (year: number): string => {
    const solar = LunarDay.fromYmd(year, 1, 1).getSolarDay()
    const pad = (n: number) => String(n).padStart(2, '0')
    return `${solar.getYear()}-${pad(solar.getMonth())}-${pad(solar.getDay())}`
  }
  return { isWorkday, workdays, springFestival }
}
