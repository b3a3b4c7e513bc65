import { largestBurst, oShare, slotShare, type Opened } from '#domain/doubts/cards.ts'
import { judge, share, type Doubt, type Evidence, type Suspect } from '#domain/doubts/judge.ts'
import type { CheckName } from '#domain/doubts/checks.ts'
import type { Zone } from '#domain/zone.ts'
import type { CardsLine, PartsLine, RepeatsLine } from './statements.ts'

/** What is added up for one suspect, reached by `of`; the dealer itself stands under no advisor. */
class Suspects<T> {
  readonly #held = new Map<string, { suspect: Suspect; tally: T }>()
  readonly #fresh: () => T

  constructor(fresh: () => T) {
    this.#fresh = fresh
  }

  /** The dealer's tally and, where an advisor is named, the advisor's. */
  of(dealer_id: string, advisor_id: string): T[] {
    return (advisor_id === '' ? [null] : [null, advisor_id]).map((advisor) => {
      const key = JSON.stringify([dealer_id, advisor])
      let entry = this.#held.get(key)
      if (!entry) {
        entry = { suspect: { dealer_id, advisor_id: advisor }, tally: this.#fresh() }
        this.#held.set(key, entry)
      }
      return entry.tally
    })
  }

  judged(name: CheckName, evidence: (tally: T) => { period: Evidence; habit: Evidence }): Doubt[] {
    return [...this.#held.values()].flatMap(({ suspect, tally }) => judge(name, suspect, evidence(tally)) ?? [])
  }

  get(dealer_id: string): T | undefined {
    return this.#held.get(JSON.stringify([dealer_id, null]))?.tally
  }
}

interface Parts {
  period: [part: number, all: number]
  habit: [part: number, all: number]
}
const noParts = (): Parts => ({ period: [0, 0], habit: [0, 0] })
const sharesOf = ({ period, habit }: Parts) => ({ period: share(...period), habit: share(...habit) })

/** Doubts of a check whose statement counts a part of a whole. */
export function judgeParts(name: CheckName, lines: readonly PartsLine[]): Doubt[] {
  const suspects = new Suspects(noParts)
  for (const { dealer_id, advisor_id = '', part_p, all_p, part_h, all_h } of lines) {
    for (const { period, habit } of suspects.of(dealer_id, advisor_id)) {
      period[0] += Number(part_p)
      period[1] += Number(all_p)
      habit[0] += Number(part_h)
      habit[1] += Number(all_h)
    }
  }
  return suspects.judged(name, sharesOf)
}

interface Cards {
  opened: Opened[]
  /** Second and further cards of one person: in the period, in the habit. */
  doubles: [period: number, habit: number]
}

export interface CardsLines {
  cards: readonly CardsLine[]
  repeats: readonly RepeatsLine[]
  traffic: readonly PartsLine[]
}

/** Doubts of the checks that look at cards; `period` is where the asked period begins (epoch ms). */
export function judgeCards({ cards, repeats, traffic }: CardsLines, period: number, zone: Zone): Doubt[] {
  const suspects = new Suspects((): Cards => ({ opened: [], doubles: [0, 0] }))
  for (const { dealer_id, advisor_id, at, cards: counts, o } of cards) {
    for (const { opened } of suspects.of(dealer_id, advisor_id))
      at.forEach((instant, i) => opened.push({ at: Number(instant), cards: Number(counts[i]), o: Number(o[i]) }))
  }
  for (const { dealer_id, at, advisors, cards: counts } of repeats) {
    const opened = at.map((instant, i) => ({ at: Number(instant), advisor: advisors[i]!, cards: Number(counts[i]) }))
    for (const [i, from] of [period, Number.NEGATIVE_INFINITY].entries()) {
      for (const { advisor, cards: more } of furtherOnes(opened.filter((one) => one.at >= from))) {
        for (const { doubles } of suspects.of(dealer_id, advisor)) doubles[i]! += more
      }
    }
  }
  const both = (of: (opened: readonly Opened[]) => Evidence) => (tally: Cards) => ({
    period: of(tally.opened.filter(({ at }) => at >= period)),
    habit: of(tally.opened),
  })
  const rates = traffic.flatMap(({ dealer_id, all_p, all_h }) => {
    const [inPeriod, inHabit] = numbers(suspects.get(dealer_id)?.opened ?? [], period)
    const evidence = { period: share(inPeriod, Number(all_p)), habit: share(inHabit, Number(all_h)) }
    return judge('card_rate', { dealer_id, advisor_id: null }, evidence) ?? []
  })
  return [
    ...suspects.judged('o_card_share', both(oShare)),
    ...suspects.judged(
      'card_burst',
      both((opened) => largestBurst(opened, zone)),
    ),
    ...suspects.judged(
      'card_slot',
      both((opened) => slotShare(opened, zone)),
    ),
    ...suspects.judged('duplicate_card', ({ opened, doubles }) => {
      const [inPeriod, inHabit] = numbers(opened, period)
      return { period: share(doubles[0], inPeriod), habit: share(doubles[1], inHabit) }
    }),
    ...rates,
  ]
}

interface OneCard {
  at: number
  advisor: string
  cards: number
}

/** All but the first card of a person. */
const furtherOnes = (opened: readonly OneCard[]): OneCard[] =>
  [...opened]
    .sort((a, b) => a.at - b.at || (a.advisor < b.advisor ? -1 : 1))
    .map((one, i) => (i === 0 ? { ...one, cards: one.cards - 1 } : one))

/** How many cards were opened in the period and in the habit. */
function numbers(opened: readonly Opened[], period: number): [period: number, habit: number] {
  const count: [number, number] = [0, 0]
  for (const { at, cards } of opened) {
    if (at >= period) count[0] += cards
    count[1] += cards
  }
  return count
}
