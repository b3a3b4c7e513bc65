/** When a person counts as a new unique lead: setting `unique_lead_rule`. */
export type UniqueLeadRule = { rule: 'ever' } | { rule: 'opportunity' } | { rule: 'days'; days: number }

/** What uniqueness looks at: one surviving event of a person (leads, cards, deals, losses) or of a lead (visits). */
export interface Candidate {
  kind: 'lead' | 'card' | 'visit' | 'deal' | 'lost'
  occurred_at: number
  event_id: string
  source: string
  dealer_id: string
  lead_id: string
}

const encoder = new TextEncoder()

function compareBytes(a: string, b: string): number {
  const x = encoder.encode(a)
  const y = encoder.encode(b)
  for (let i = 0; i < x.length && i < y.length; i++) if (x[i] !== y[i]) return x[i]! - y[i]!
  return x.length - y.length
}

/** The order that decides who is first: time in ms, then `event_id` as bytes, then source as bytes. */
export const byOccurrence = (a: Candidate, b: Candidate): number =>
  a.occurred_at - b.occurred_at || compareBytes(a.event_id, b.event_id) || compareBytes(a.source, b.source)

const DAY_MS = 86_400_000

/** Which of the ordered candidates open a new unique lead under a rule; `closes` are the times of deals and losses. */
function openers<T extends Candidate>(ordered: readonly T[], closes: readonly number[], rule: UniqueLeadRule): T[] {
  const opened: T[] = []
  for (const candidate of ordered) {
    const last = opened.at(-1)
    if (!last) opened.push(candidate)
    else if (rule.rule === 'days' && candidate.occurred_at - last.occurred_at >= rule.days * DAY_MS)
      opened.push(candidate)
    else if (rule.rule === 'opportunity') {
      const closed = closes.some((close) => close >= last.occurred_at && close < candidate.occurred_at)
      if (closed) opened.push(candidate)
    }
  }
  return opened
}

export interface LeadHolders<T> {
  unique_lead: T[]
  customer_lead: T[]
}

/**
 * The events of one person that hold `unique_lead` (per dealer) and `customer_lead` (for the maker): at a dealer the
 * leads, or for a person without any lead there the cards that carry no lead_id. A pure function of the surviving
 * events: order of arrival plays no part.
 */
export function leadHolders<T extends Candidate>(surviving: readonly T[], rule: UniqueLeadRule): LeadHolders<T> {
  const dealers = new Map<string, T[]>()
  for (const event of surviving) {
    const there = dealers.get(event.dealer_id)
    if (there) there.push(event)
    else dealers.set(event.dealer_id, [event])
  }
  const closesOf = (events: readonly T[]) =>
    events.filter(({ kind }) => kind === 'deal' || kind === 'lost').map((e) => e.occurred_at)
  const unique_lead: T[] = []
  for (const there of dealers.values()) {
    const leads = there.filter(({ kind }) => kind === 'lead')
    const entrances = leads.length > 0 ? leads : there.filter(({ kind, lead_id }) => kind === 'card' && lead_id === '')
    unique_lead.push(...openers(entrances.sort(byOccurrence), closesOf(there), rule))
  }
  unique_lead.sort(byOccurrence)
  return { unique_lead, customer_lead: openers(unique_lead, closesOf(surviving), rule) }
}

/** The earliest of a lead's surviving visits, and the others. */
export function visitHolders<T extends Candidate>(surviving: readonly T[]): { first_visit: T[]; return_visit: T[] } {
  const ordered = [...surviving].sort(byOccurrence)
  return { first_visit: ordered.slice(0, 1), return_visit: ordered.slice(1) }
}
