import type { ViewResult } from '#domain/view.ts'
import { daysOf, monthText, rangeText } from '../format/time.ts'
import { say } from '../i18n/i18n.ts'
import type { MessageKey } from '../i18n/messages.ts'
import type { Lang } from '../i18n/lang.ts'
import type { Period } from './state.ts'

/** What 环比 means in a period, in words: `上月同期`, `same days Oct`. */
export function previousWords(period: Period, result: ViewResult): string {
  switch (period) {
    case 'month_to_date':
      return say('same_days_last_month', {
        month: result.ranges.previous ? monthText(result.ranges.previous.from) : '',
      })
    case 'today':
      return say('same_time_yesterday')
    case 'week_to_date':
      return say('same_days_last_week')
    case 'quarter_to_date':
      return say('same_days_last_quarter')
    case 'previous_month':
      return say('month_before')
    case 'last_7_days':
      return say('days_before', { days: 7 })
    case 'last_30_days':
      return say('days_before', { days: 30 })
    case 'year_to_date':
      return ''
  }
}

/** What 同比 means: `去年同期`; in English the year's range: `Nov 2025`. */
function lastYearWords(result: ViewResult, lang: Lang): string {
  const range = result.ranges.last_year
  if (!range) return ''
  const { first, last } = daysOf(range)
  const year = first.slice(0, 4)
  const text = first.slice(0, 7) === last.slice(0, 7) ? monthText(first) : rangeText(range, lang)
  return say('same_days_last_year', { range: lang === 'en' ? `${text} ${year}` : text })
}

/** The sentences of the header that say what is compared with what. */
export function comparisonWords(period: Period, result: ViewResult, lang: Lang): string[] {
  const previous = previousWords(period, result)
  const words = previous ? [say('mom_is', { term: say(`previous_${period}` as MessageKey), what: previous })] : []
  return [...words, say('yoy_is', { what: lastYearWords(result, lang) })]
}
