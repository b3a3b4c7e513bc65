import { SolarDay } from 'tyme4ts'

/** Public holidays by the law of 2025 on the Gregorian calendar: month and day. */
const FIXED: Readonly<Record<string, string>> = {
  '01-01': '元旦',
  '05-01': '劳动节',
  '05-02': '劳动节',
  '10-01': '国庆节',
  '10-02': '国庆节',
  '10-03': '国庆节',
}

/** … and on the lunar one: month and day. New Year's Eve is the day before the first, whatever its number. */
const LUNAR: Readonly<Record<string, string>> = {
  '1-1': '春节',
  '1-2': '春节',
  '1-3': '春节',
  '5-5': '端午节',
  '8-15': '中秋节',
}

/**
 * The public holiday that a day is by the law itself, `null` for none. The yearly notice moves weekends around these
 * days; before it is out, they are all that is certain.
 */
export function lawfulHoliday(day: string): string | null {
  const fixed = FIXED[day.slice(5)]
  if (fixed) return fixed
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const solar = SolarDay.fromYmd(year, month, date)
  const lunar = solar.getLunarDay()
  const here = LUNAR[`${lunar.getLunarMonth().getMonthWithLeap()}-${lunar.getDay()}`]
  if (here) return here
  if (lunar.next(1).getFestival()?.getName() === '春节') return '春节'
  const term = solar.getTermDay()
  return term.getDayIndex() === 0 && term.getSolarTerm().getName() === '清明' ? '清明节' : null
}

/** Every festival that falls on a day, public holiday or not: 元宵节, 七夕节, 除夕, 儿童节 … */
export function festivalsOf(day: string): string[] {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const solar = SolarDay.fromYmd(year, month, date)
  const names = [solar.getFestival()?.getName(), solar.getLunarDay().getFestival()?.getName()]
  return names.filter((name) => name !== undefined)
}
