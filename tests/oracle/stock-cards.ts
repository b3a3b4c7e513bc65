import type { Fact } from '#domain/fact.ts'

const STEPS = ['revive', 'order', 'order_cancel', 'dormant', 'lost', 'delivery']
const AFTER: Record<string, string> = {
  revive: 'active', order: 'converted', order_cancel: 'active', dormant: 'lost', lost: 'lost', delivery: 'converted',
} // prettier-ignore

/** A later event at the card that it belongs to, at the instant from which it counts there. */
interface Later {
  fact: Fact
  at: number
}

/** The cards of a ledger with all that happened to each, found by going through them one by one. */
export function recountCards(standing: readonly Fact[], who: (person: string) => string) {
  const all = standing.filter(({ kind }) => kind === 'card')
  const ordersOf = ({ source, order_id }: Fact) =>
    standing
      .filter((fact) => fact.kind === 'order' && fact.source === source && fact.order_id === order_id)
      .sort((a, b) => a.occurred_at - b.occurred_at || Buffer.compare(Buffer.from(a.event_id), Buffer.from(b.event_id)))

  /** The latest card opened until then: of the lead, else of the person at the dealer. */
  const cardOf = (about: Fact, link: number): Fact | undefined => {
    const until = all
      .filter(({ occurred_at, dealer_id }) => occurred_at <= link && dealer_id === about.dealer_id)
      .sort((a, b) => a.occurred_at - b.occurred_at || a.seq - b.seq)
    return (
      until.findLast(
        (card) => about.lead_id !== '' && card.lead_id === about.lead_id && card.source === about.source,
      ) ?? until.findLast((card) => who(card.person) === who(about.person))
    )
  }
  const later = new Map<Fact, Later[]>()
  for (const fact of standing) {
    const isOrder = ['order', 'order_cancel', 'delivery'].includes(fact.kind)
    if (!isOrder && !['revive', 'dormant', 'lost', 'contact', 'score'].includes(fact.kind)) continue
    const about = (isOrder && ordersOf(fact)[0]) || fact
    const card = cardOf(about, about.occurred_at)
    if (!card) continue
    const own = later.get(card) ?? []
    later.set(card, own)
    own.push({ fact, at: Math.max(fact.occurred_at, about.occurred_at) })
  }
  const until = (card: Fact, t: number) => (later.get(card) ?? []).filter(({ at }) => at < t)

  const state = (card: Fact, t: number): string => {
    if (card.occurred_at >= t) return 'none'
    const steps = until(card, t)
      .filter(({ fact }) => STEPS.includes(fact.kind))
      .sort((a, b) => a.at - b.at || STEPS.indexOf(a.fact.kind) - STEPS.indexOf(b.fact.kind))
    if (steps.some(({ fact }) => fact.kind === 'delivery')) return 'converted'
    const last = steps.at(-1)
    // A card that was opened with an order: only what comes later than a mere revival at that instant changes it.
    if (card.intent_level === 'O' && (!last || (last.at === card.occurred_at && last.fact.kind === 'revive')))
      return 'converted'
    return last ? AFTER[last.fact.kind]! : 'active'
  }
  /** The card and what was said of it since, orders apart. */
  const said = (card: Fact, t: number): Fact[] => [
    card,
    ...until(card, t).flatMap(({ fact }) => (['order', 'order_cancel', 'delivery'].includes(fact.kind) ? [] : [fact])),
  ]
  const LEVELS = ['', 'other', 'O', 'N', 'C', 'B', 'A', 'H']
  const level = ({ intent_level }: Fact) =>
    LEVELS.includes(intent_level) ? LEVELS.indexOf(intent_level) : LEVELS.indexOf('other')
  const isTalk = ({ kind }: Fact) => (kind === 'contact' || kind === 'score' ? 1 : 0)
  return {
    all,
    state,
    isHigh(card: Fact, t: number): boolean {
      const rated = said(card, t)
        .filter(({ intent_level }) => intent_level !== '')
        .sort((a, b) => a.occurred_at - b.occurred_at || isTalk(a) - isTalk(b) || level(a) - level(b))
      return ['H', 'A'].includes(rated.at(-1)?.intent_level ?? '')
    },
    isOverdue(card: Fact, t: number): boolean {
      const agreed = said(card, t)
        .filter(({ next_due_at }) => next_due_at !== null)
        .sort((a, b) => a.occurred_at - b.occurred_at || a.next_due_at! - b.next_due_at!)
      const due = agreed.at(-1)?.next_due_at
      if (due === undefined || due === null || due >= t) return false
      return !said(card, t).some(({ kind, occurred_at }) => kind === 'contact' && occurred_at >= due)
    },
  }
}
