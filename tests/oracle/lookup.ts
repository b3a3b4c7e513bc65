import type { Fact } from '#domain/fact.ts'
import type { ReferenceRows } from '#domain/organisation.ts'
import { Temporal } from 'temporal-polyfill'

/** A fact's value of a dimension, found by searching the plain reference rows. Time is left to the recount. */
export function lookUp(rows: ReferenceRows, fact: Fact, dimension: string, orgDay: string): string | null {
  const model =
    rows.models.find((row) => row.model === fact.model) ?? rows.models.find((row) => row.aliases?.includes(fact.model))
  const channel =
    rows.channels.find((row) => row.channel === fact.channel) ??
    rows.channels.find((row) => row.aliases?.includes(fact.channel))
  switch (dimension) {
    case 'region':
    case 'area':
    case 'province':
    case 'city':
    case 'group':
    case 'channel_type':
    case 'city_tier': {
      const own = rows.dealers.filter(({ dealer_id }) => dealer_id === fact.dealer_id)
      const valid = own.filter(({ valid_from }) => valid_from === undefined || valid_from <= orgDay)
      const newest = (list: typeof own) =>
        [...list].sort((a, b) => ((a.valid_from ?? '') < (b.valid_from ?? '') ? -1 : 1))
      return (newest(valid).at(-1) ?? newest(own)[0])?.[dimension] ?? null
    }
    case 'model':
      return model?.model ?? (fact.model || null)
    case 'series':
    case 'brand':
    case 'energy':
      return model?.[dimension] ?? null
    case 'channel':
      return channel?.channel ?? (fact.channel || null)
    case 'channel_1':
    case 'channel_2':
    case 'channel_3':
    case 'channel_4': {
      const path: string[] = []
      for (let at = channel; at; at = rows.channels.find((row) => row.channel === at!.parent)) path.unshift(at.channel)
      return path[Number(dimension.slice(-1)) - 1] ?? null
    }
    default:
      if (dimension.startsWith('attrs.')) return fact.attrs[dimension.slice(6)] || null
      return (fact as unknown as Record<string, string>)[dimension] || null
  }
}

/** The number of a day's bucket counted from a start day's, and the key of the bucket so many after it. */
export const buckets = {
  day: {
    distance: (start: Temporal.PlainDate, day: Temporal.PlainDate) => start.until(day).days,
    key: (start: Temporal.PlainDate, n: number) => start.add({ days: n }).toString(),
  },
  week: {
    distance: (start: Temporal.PlainDate, day: Temporal.PlainDate) => monday(start).until(monday(day)).days / 7,
    key: (start: Temporal.PlainDate, n: number) => monday(start).add({ weeks: n }).toString(),
  },
  month: {
    distance: (start: Temporal.PlainDate, day: Temporal.PlainDate) =>
      start.with({ day: 1 }).until(day.with({ day: 1 }), { largestUnit: 'months' }).months,
    key: (start: Temporal.PlainDate, n: number) =>
      start.with({ day: 1 }).add({ months: n }).toPlainYearMonth().toString(),
  },
} as const

const monday = (day: Temporal.PlainDate) => day.subtract({ days: day.dayOfWeek - 1 })
