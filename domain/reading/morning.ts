import type { Words } from '../measure.ts'
import { sourceWords } from '../source.ts'
import type { ViewSpec } from '../view.ts'
import type { Behind } from './gathered.ts'
import type { Asked } from './reading.ts'
import { say } from './say.ts'

/** One of the three things of the day (今日三件事). */
export interface MorningItem extends Words {
  kind: 'cause' | 'overdue' | 'due' | 'data'
  /** Cars at stake, to a tenth: what the list is ranked by. */
  units: number
  /** Opens the figures; `null` where the item is no figure. */
  view: Asked | Partial<ViewSpec> | null
  /** The call to make. */
  call: Words
  /** Path of the screen that shows it, where that is no view. */
  link?: string
}

const MOST_ITEMS = 3

/**
 * The three largest, by cars; fewer where there is less: nothing is invented. Of the piles only one stands before
 * anything else that is at stake: they are there every day, and would hide what happened.
 */
export function threeOf<Item extends Pick<MorningItem, 'units'> & { kind?: MorningItem['kind'] }>(
  items: readonly Item[],
): Item[] {
  const ranked = items.map((item, i) => ({ item, i })).sort((a, b) => b.item.units - a.item.units || a.i - b.i)
  const piles = ranked.filter(({ item }) => item.kind === 'overdue').slice(1)
  const first = ranked.filter((one) => !piles.includes(one)).slice(0, MOST_ITEMS)
  return [...first, ...piles.slice(0, MOST_ITEMS - first.length)]
    .sort((a, b) => b.item.units - a.item.units || a.i - b.i)
    .map(({ item }) => item)
}

export const toTenth = (units: number): number => Math.round(units * 10) / 10

/** A pile of customers that nobody follows up, with what the same point of the comparison held. */
export interface Pile {
  of: 'overdue_card' | 'uncontacted_lead'
  now: number
  usual: number
  /** Cars that come of one, at the place's own rates of the last 30 days; `null` where nothing came of any. */
  worth: number | null
  /** The place is one dealer: it works its pile off, usual or not. */
  dealer: boolean
  view: Asked
}

/** `call`: to one dealer; `spread`: to who leads many of them, who calls no customer. */
const PILES: Readonly<Record<Pile['of'], { head: Words; call: Words; spread: Words }>> = {
  overdue_card: {
    head: { zh: '逾期未跟进 {now} 张卡', en: '{now} cards are overdue' },
    call: {
      zh: '请今天打完逾期客户，先打 H/A 级',
      en: 'Have the overdue customers called today, levels H and A first',
    },
    spread: {
      zh: '请多出最多的店今天先打逾期的 H/A 级客户',
      en: 'Have the stores with most of them call their overdue H and A customers today',
    },
  },
  uncontacted_lead: {
    head: { zh: '{now} 条线索还没有首次联系', en: '{now} leads were never contacted' },
    call: { zh: '请今天先首呼这些线索，最新的先打', en: 'Have these leads called first today, the newest first' },
    spread: {
      zh: '请积压最多的店今天先首呼最新的线索',
      en: 'Have the stores with most of them call their newest leads today',
    },
  },
}

/**
 * A pile as an item. Above one dealer only what exceeds the comparison counts: some are always overdue. `null` where
 * nothing does, or nothing ever came of any.
 */
export function pileItem({ of, now, usual, worth, dealer, view }: Pile): MorningItem | null {
  const more = dealer ? now : now - usual
  const units = worth === null ? 0 : toTenth(more * worth)
  if (units <= 0) return null
  const { head, call, spread } = PILES[of]
  // A tenth of a car says something of a store's few, and pretends too much of a nation's many.
  const cars = units < 10 ? units : Math.round(units)
  const tail = dealer
    ? say('，按本店转化约值 {units} 台', ', worth about {units} cars at its own rates', { units: cars })
    : say('，比上期同期多 {more}，按本处转化约值 {units} 台', ', {more} more than at the same point before, worth about {units} cars at its own rates', { more, units: cars }) // prettier-ignore
  const told = say(head.zh, head.en, { now })
  return { kind: 'overdue', zh: told.zh + tail.zh, en: told.en + tail.en, units, view, call: dealer ? call : spread }
}

/** A source that is silent: `perHour` cars an hour it usually tells of. */
export function faultItem({ source, since, hours }: Pick<Behind, 'source' | 'since' | 'hours'>, perHour: number, view: Asked): MorningItem {
  const units = toTenth(hours * perHour)
  const named = sourceWords(source)
  return {
    kind: 'data',
    ...say('数据源 {source} 自 {since} 起没有到数，约 {units} 台未入账：是断数，不是下滑', 'Source {source} is silent since {since}, about {units} cars are not booked: an outage and no fall', { source: named, since, units }),
    units,
    view,
    call: say('致电 {source} 的负责人：何时补传；补到之前不评价这些店', 'Call the owner of {source}: when is it sent again; until then its dealers are not judged', { source: named }),
  }
} // prettier-ignore
