/**
 * The plain recount: what a ledger must come to, worked out from the sent rows alone, by the sentences of the contract
 * and in no clever way. Shares no code with the booker.
 */
export interface SentRow {
  source: string
  event_id: string
  revision?: number
  void?: boolean
  kind?: string
  occurred_at?: string
  dealer_id?: string
  customer?: string
  same_as?: string
  lead_id?: string
  units?: number
  amount?: string
  [field: string]: unknown
}

export type Rule = 'ever' | 'opportunity' | `days:${number}`

export interface Recount {
  rule: Rule
  /** A dealer's own code for its code or alias; undefined while unknown. */
  dealerCode(code: string): string | undefined
  /** What two spellings of one customer have in common. */
  customerKey(customer: string): string
}

/** A surviving event, or one of the facts derived from it. */
export interface Counted {
  kind: string
  dealer: string
  row: SentRow
}

/** Revisions that stand: of each event the first with the highest revision, unless it is void. */
export function surviving(sent: readonly SentRow[]): SentRow[] {
  const standing = new Map<string, SentRow>()
  for (const row of sent) {
    const key = JSON.stringify([row.source, row.event_id])
    const now = standing.get(key)
    if (!now || (row.revision ?? 0) > (now.revision ?? 0)) standing.set(key, row)
  }
  return [...standing.values()].filter((row) => !row.void)
}

/** Everything that counts once all of `sent` is in: every surviving event of a known dealer, and what is derived. */
export function recount(sent: readonly SentRow[], { rule, dealerCode, customerKey }: Recount): Counted[] {
  const events = surviving(sent).flatMap((row): Counted[] => {
    const dealer = row.dealer_id ? dealerCode(row.dealer_id) : ''
    return dealer === undefined ? [] : [{ kind: row.kind!, dealer, row }]
  })
  const same = sameness(events, customerKey)
  const personOf = ({ row }: Counted): string =>
    row.customer
      ? same(customerKey(row.customer))
      : row.lead_id
        ? `lead ${row.source} ${row.lead_id}`
        : `event ${row.source} ${row.event_id}`

  const counted = [...events]
  for (const own of groups(events, personOf)) {
    const uniques = groups(own, ({ dealer }) => dealer).flatMap((there) =>
      opening(entrances(there), closings(there), rule),
    )
    for (const { dealer, row } of uniques) counted.push({ kind: 'unique_lead', dealer, row })
    for (const { dealer, row } of opening(uniques, closings(own), rule))
      counted.push({ kind: 'customer_lead', dealer, row })
  }
  const visitGroup = (event: Counted): string => {
    const { row, dealer } = event
    if (row.lead_id) return JSON.stringify(['lead', row.source, row.lead_id])
    return row.customer
      ? JSON.stringify(['customer', personOf(event), dealer])
      : JSON.stringify(['alone', row.source, row.event_id])
  }
  for (const visits of groups(
    events.filter(({ kind }) => kind === 'visit'),
    visitGroup,
  )) {
    inOrder(visits).forEach(({ dealer, row }, i) =>
      counted.push({ kind: i === 0 ? 'first_visit' : 'return_visit', dealer, row }),
    )
  }
  return counted
}

const time = ({ row }: Counted): number => Date.parse(row.occurred_at!)

function inOrder(events: readonly Counted[]): Counted[] {
  return [...events].sort(
    (a, b) =>
      time(a) - time(b) ||
      Buffer.compare(Buffer.from(a.row.event_id), Buffer.from(b.row.event_id)) ||
      Buffer.compare(Buffer.from(a.row.source), Buffer.from(b.row.source)),
  )
}

function groups<T>(all: readonly T[], key: (one: T) => string): T[][] {
  const grouped = new Map<string, T[]>()
  for (const one of all) grouped.set(key(one), [...(grouped.get(key(one)) ?? []), one])
  return [...grouped.values()]
}

function entrances(there: readonly Counted[]): Counted[] {
  const leads = there.filter(({ kind }) => kind === 'lead')
  return leads.length > 0 ? leads : there.filter(({ kind, row }) => kind === 'card' && !row.lead_id)
}

const closings = (events: readonly Counted[]): number[] =>
  events.filter(({ kind }) => kind === 'deal' || kind === 'lost').map(time)

function opening(candidates: readonly Counted[], closes: readonly number[], rule: Rule): Counted[] {
  const opened: Counted[] = []
  for (const candidate of inOrder(candidates)) {
    const latestClose = Math.max(-Infinity, ...closes.filter((close) => close < time(candidate)))
    const since = opened.filter((earlier) => time(earlier) > latestClose)
    const opens =
      rule === 'ever'
        ? opened.length === 0
        : rule === 'opportunity'
          ? since.length === 0
          : opened.every((earlier) => time(candidate) - time(earlier) >= Number(rule.slice(5)) * 86_400_000)
    if (opens) opened.push(candidate)
  }
  return opened
}

/** Names every customer by the least of all whom surviving identify events join to him, directly or by others. */
export function sameness(
  events: readonly Counted[],
  customerKey: (customer: string) => string,
): (key: string) => string {
  const pairs = events
    .filter(({ kind }) => kind === 'identify')
    .map(({ row }) => [customerKey(row.customer!), customerKey(row.same_as!)] as const)
  const name = new Map(pairs.flat().map((key) => [key, key]))
  for (let changed = true; changed;) {
    changed = false
    for (const [a, b] of pairs) {
      const least = [name.get(a)!, name.get(b)!].sort()[0]!
      if (name.get(a) !== least || name.get(b) !== least) changed = true
      name.set(a, least).set(b, least)
    }
  }
  return (key) => name.get(key) ?? key
}
