import { openCalendar } from '#domain/calendar.ts'
import { readWindows } from '#domain/windows/window.ts'
import type { Declared } from './spans.ts'

const years = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i)

/** An auto show every other year, a campaign that changes its length, a window that crosses the year's end. */
export const declared: Declared = {
  cutoff: 26,
  windows: {
    auto_show: [2016, 2018, 2020, 2022, 2024, 2026].map((year) => [year, `${year}-04-2${year % 10}`, `${year}-05-04`]),
    double_eleven: years(2015, 2027).map((year, i) => [year, `${year}-10-${31 - i}`, `${year}-11-12`]),
    turn: years(2015, 2026).map((year, i) => [year, `${year}-12-24`, `${year + 1}-01-0${2 + (i % 5)}`]),
  },
}

/** The statutory calendar with those windows, and fiscal months from the 26th. */
export const calendar = openCalendar(
  {},
  {
    fiscalCutoff: declared.cutoff,
    windows: readWindows(
      Object.entries(declared.windows).map(([window, list]) => ({
        window,
        zh: window,
        en: window,
        occurrences: list.map(([year, from, to]) => ({ year, from, to })),
      })),
    ),
  },
)
