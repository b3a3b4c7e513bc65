import { dayNumber } from '../zone.ts'

/**
 * 卡龄: whole days from the day a card was opened (an order signed) to the last day before the instant. So what is
 * `over_60` at the start of 1 October was opened before 1 August. Each band from its fewest days.
 */
const BANDS = [
  ['0_7', Number.NEGATIVE_INFINITY],
  ['8_15', 8],
  ['16_30', 16],
  ['31_60', 31],
  ['61_90', 61],
  ['over_90', 91],
] as const

export type AgeBand = (typeof BANDS)[number][0]

/** The dimension that cuts by age. It belongs to what is in stock and to nothing else. */
export const CARD_AGE = 'card_age'

/** The band of an age in days. */
export const bandOf = (days: number): AgeBand => BANDS.findLast(([, fewest]) => days >= fewest)![0]

/** The first day numbers of the bands, but the oldest, as they stand at the end of a business day. */
export const bandStarts = (day: string): number[] => BANDS.slice(1).map(([, fewest]) => dayNumber(day) - fewest + 1)
