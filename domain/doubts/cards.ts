import type { Zone } from '../zone.ts'
import { CHECKS } from './checks.ts'
import { share, type Evidence } from './judge.ts'

/** Surviving cards of one suspect opened at one instant (epoch ms), `o` of them at level O. */
export interface Opened {
  at: number
  cards: number
  o: number
}

const SLOT_MS = 15 * 60_000
const SLOTS_A_SHOP_DAY = 48
/** How many times more than usual a burst is. */
const UNUSUAL = 10

const sum = (opened: readonly Opened[]): number => opened.reduce((all, { cards }) => all + cards, 0)

export const oShare = (opened: readonly Opened[]): Evidence =>
  share(
    opened.reduce((all, { o }) => all + o, 0),
    sum(opened),
  )

/** Cards timed at midnight sharp come from a source that knows only the day. */
const timed = (opened: readonly Opened[], zone: Zone): (Opened & { day: string; time: number })[] =>
  opened.map((one) => ({ ...one, ...zone.local(one.at) })).filter(({ time }) => time !== 0)

/** The most cards within 15 minutes of one business day. */
export function largestBurst(opened: readonly Opened[], zone: Zone): Evidence {
  const known = timed(opened, zone).sort((a, b) => a.at - b.at)
  let [value, held, first] = [0, 0, 0]
  known.forEach(({ at, day, cards }) => {
    held += cards
    while (known[first]!.day !== day || at - known[first]!.at > SLOT_MS) held -= known[first++]!.cards
    value = Math.max(value, held)
  })
  const units = sum(known)
  const usual = units / (new Set(known.map(({ day }) => day)).size * SLOTS_A_SHOP_DAY)
  return { value, units, threshold: Math.max(CHECKS.card_burst.threshold, units > 0 ? Math.ceil(UNUSUAL * usual) : 0) }
}

/** The share of the cards that fall into the same 15 minutes of the day, whatever the day. */
export function slotShare(opened: readonly Opened[], zone: Zone): Evidence {
  const known = timed(opened, zone).sort((a, b) => a.time - b.time)
  let [most, held, first] = [0, 0, 0]
  for (const { time, cards } of known) {
    held += cards
    while (time - known[first]!.time > SLOT_MS) held -= known[first++]!.cards
    most = Math.max(most, held)
  }
  return share(most, sum(known))
}
