import type { Fact } from '#domain/fact.ts'
import type { ReferenceRows } from '#domain/organisation.ts'
import { Temporal } from 'temporal-polyfill'
import { declared } from './calendar.ts'

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
  xun: {
    distance: (start: Temporal.PlainDate, day: Temporal.PlainDate) => {
      let n = 0
      for (let at = third(start); !at.equals(third(day)); at = thirdAfter(at)) n++
      return n
    },
    key: (start: Temporal.PlainDate, n: number) =>
      Array.from({ length: n }).reduce<Temporal.PlainDate>(thirdAfter, third(start)).toString(),
  },
  fiscal_month: {
    distance: (start: Temporal.PlainDate, day: Temporal.PlainDate) =>
      fiscalStart(start).until(fiscalStart(day), { largestUnit: 'months' }).months,
    /** A fiscal month bears the name of the month of its last day. */
    key: (start: Temporal.PlainDate, n: number) =>
      fiscalStart(start)
        .add({ months: n + 1 })
        .subtract({ days: 1 })
        .toPlainYearMonth()
        .toString(),
  },
} as const

export type Cut = keyof typeof buckets
export const isCut = (dimension: string): dimension is Cut => Object.hasOwn(buckets, dimension)

/** First day of a day's 旬, and of the one after it. */
const third = (day: Temporal.PlainDate) => day.with({ day: day.day > 20 ? 21 : day.day > 10 ? 11 : 1 })
const thirdAfter = (first: Temporal.PlainDate) =>
  first.day === 21 ? first.with({ day: 1 }).add({ months: 1 }) : first.add({ days: 10 })

const fiscalStart = (day: Temporal.PlainDate) => {
  const cut = day.with({ day: declared.cutoff })
  return Temporal.PlainDate.compare(cut, day) <= 0 ? cut : cut.subtract({ months: 1 })
}

const monday = (day: Temporal.PlainDate) => day.subtract({ days: day.dayOfWeek - 1 })
