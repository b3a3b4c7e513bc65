import type { Fact } from '#domain/fact.ts'
import type { Doubt } from '#domain/doubts/judge.ts'
import type { ReferenceRows } from '#domain/organisation.ts'
import type { Zone } from '#domain/zone.ts'

/** What the oracle is asked with: everything definite, in epoch ms. */
export interface DoubtsQuestion {
  from: number
  until: number
  habit: number
  knownAt: number | null
  dealers: readonly string[]
  advisors: readonly string[] | null
  zone: Zone
  reference: ReferenceRows
}

type Found = Omit<Doubt, 'over'> & { over: string }

/**
 * Looks for doubts by going over the surviving events one by one: the sentences of the checks, and nothing of the
 * statements or of the judging. Silence and conflicting bodies are no matter of the ledger.
 */
export function recountDoubts(ledger: readonly Fact[], question: DoubtsQuestion): Found[] {
  const { from, until, habit, knownAt, dealers, advisors } = question
  const told = ledger.filter((fact) => fact.derived === 0 && (knownAt === null || fact.received_at <= knownAt))
  const first = new Map<string, number>()
  const standing = new Map<string, Fact>()
  for (const fact of told) {
    const id = `${fact.source} ${fact.event_id}`
    if (fact.sign === 1) {
      standing.set(id, fact)
      if (inside(fact, habit, until) && asked(fact))
        first.set(id, Math.min(first.get(id) ?? Infinity, fact.received_at))
    } else standing.delete(id)
  }
  function asked(fact: Fact): boolean {
    return dealers.includes(fact.dealer_id) && (advisors === null || advisors.includes(fact.advisor_id))
  }
  const everywhere = [...standing.values()]
  const events = everywhere.filter((fact) => asked(fact) && inside(fact, habit, until))
  const found: Found[] = []

  for (const dealer of dealers) {
    const names = [...new Set(events.filter((e) => e.dealer_id === dealer).map((e) => e.advisor_id))].filter(Boolean)
    for (const advisor of [null, ...names]) {
      const own = events.filter((e) => e.dealer_id === dealer && (advisor === null || e.advisor_id === advisor))
      const spans = { period: own.filter((e) => e.occurred_at >= from), habit: own }
      const say = (
        check: Doubt['check'],
        least: number,
        measure: (of: Fact[]) => [value: number, limit: number, n: number],
        reached = false,
      ) => {
        const over = measure(spans.period)[2] >= least ? 'period' : 'habit'
        const [value, threshold, units] = measure(spans[over])
        if (units < least || (reached ? value < threshold : value <= threshold)) return
        found.push({ check, dealer_id: dealer, advisor_id: advisor, value, threshold, units, over })
      }
      const ratio =
        (limit: number, whole: (e: Fact) => boolean, part: (e: Fact) => boolean) =>
        (of: Fact[]): [number, number, number] => {
          const n = count(of.filter(whole))
          return [n ? count(of.filter((e) => whole(e) && part(e))) / n : 0, limit, n]
        }
      const isCard = (e: Fact) => e.kind === 'card'
      say(
        'o_card_share',
        10,
        ratio(0.5, isCard, (e) => e.intent_level === 'O'),
      )
      say('card_burst', 1, (of) => burst(of.filter(isCard), question.zone), true)
      say('card_slot', 10, (of) => slot(of.filter(isCard), question.zone))
      say('duplicate_card', 10, (of) => {
        const span = of === spans.period ? from : habit
        const cards = of.filter(isCard)
        const all = events.filter((e) => isCard(e) && e.dealer_id === dealer && e.occurred_at >= span)
        const more = cards.reduce(
          (sum, card) => sum + card.units - (card.person === '' ? card.units : card === earliest(all, card) ? 1 : 0),
          0,
        )
        return [count(cards) ? more / count(cards) : 0, 0.1, count(cards)]
      })
      const started = Math.min(...told.filter((e) => e.kind === 'contact').map((e) => e.occurred_at))
      const contacted = (e: Fact) =>
        everywhere.some(
          (c) => c.kind === 'contact' && c.occurred_at < until && c.dealer_id === e.dealer_id &&
            ((c.lead_id !== '' && c.lead_id === e.lead_id) || (c.person !== '' && c.person === e.person)),
        ) // prettier-ignore
      const isLost = (e: Fact) =>
        e.kind === 'lost' && e.lead_id !== '' && (!Number.isFinite(started) || e.occurred_at >= started)
      say(
        'lost_without_contact',
        10,
        ratio(0.3, isLost, (e) => !contacted(e)),
      )
      const byHand = (e: Fact) => ['visit', 'card', 'test_drive', 'order', 'deal', 'delivery', 'lost'].includes(e.kind)
      say(
        'late_entry',
        20,
        ratio(0.2, byHand, (e) => first.get(`${e.source} ${e.event_id}`)! - e.occurred_at > 86_400_000),
      )
      if (advisor !== null) continue
      const isTraffic = (e: Fact) => e.kind === 'traffic'
      say('card_rate', 50, (of) => {
        const heads = count(of.filter(isTraffic))
        return [heads ? count(of.filter(isCard)) / heads : 0, 0.95, heads]
      })
      const { reference } = question
      const strange = (e: Fact) =>
        (e.advisor_id !== '' && !reference.advisors.some((a) => a.advisor_id === e.advisor_id)) ||
        (e.model !== '' && !reference.models.some((m) => m.model === e.model || m.aliases?.includes(e.model))) ||
        (e.channel !== '' && !reference.channels.some((c) => c.channel === e.channel || c.aliases?.includes(e.channel)))
      say(
        'unknown_code',
        20,
        ratio(0.05, (e) => !isTraffic(e) && e.kind !== 'identify', strange),
      )
    }
  }
  return found
}

const inside = (fact: Fact, from: number, until: number): boolean =>
  from <= fact.occurred_at && fact.occurred_at < until
const count = (facts: readonly Fact[]): number => facts.reduce((sum, { units }) => sum + units, 0)

/** The first card of a card's person there; equal instants are told apart by advisor, and one event is only one card. */
function earliest(all: readonly Fact[], { person }: Fact): Fact {
  const same = all.filter((card) => card.person === person)
  return same.reduce((a, b) =>
    b.occurred_at < a.occurred_at || (b.occurred_at === a.occurred_at && b.advisor_id < a.advisor_id) ? b : a,
  )
}

const QUARTER = 900_000
const timed = (cards: readonly Fact[], zone: Zone) => cards.filter((card) => zone.local(card.occurred_at).time !== 0)

function burst(all: readonly Fact[], zone: Zone): [number, number, number] {
  const cards = timed(all, zone)
  const most = Math.max(0, ...cards.map((last) =>
    count(cards.filter((e) => zone.day(e.occurred_at) === zone.day(last.occurred_at) &&
      e.occurred_at <= last.occurred_at && last.occurred_at - e.occurred_at <= QUARTER)))) // prettier-ignore
  const days = new Set(cards.map((e) => zone.day(e.occurred_at))).size
  return [most, Math.max(5, cards.length ? Math.ceil((10 * count(cards)) / (days * 48)) : 0), count(cards)]
}

function slot(all: readonly Fact[], zone: Zone): [number, number, number] {
  const cards = timed(all, zone)
  const time = (e: Fact) => zone.local(e.occurred_at).time
  const most = Math.max(0, ...cards.map((last) => count(cards.filter((e) => time(e) <= time(last) && time(last) - time(e) <= QUARTER)))) // prettier-ignore
  return [cards.length ? most / count(cards) : 0, 0.5, count(cards)]
}
