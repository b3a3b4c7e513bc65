import type { Calendar } from '#domain/calendar.ts'
import type { Fact } from '#domain/fact.ts'
import type { ReferenceRows } from '#domain/organisation.ts'
import { declared } from './calendar.ts'
import { DAY, firstContacts, KPIS, quantile, quotient, SIDES, responses, sum, type Answered, type Counting, type Entrant, type Happening } from './journey-kpi.ts' // prettier-ignore
import { sameness, type Counted } from './ledger.ts'
import { buckets, lookUp } from './lookup.ts'
import { Spans, type AskedPeriod, type Span } from './spans.ts'

/** A question over journeys, as the oracle reads it. */
export interface JourneySpec {
  measures: string[]
  by: string[]
  where: Record<string, (string | null)[]>
  period: AskedPeriod
  compare: string[]
  align: string
  mode: 'flow' | 'cohort'
  entry: string
  window_days: number
  org: string
  as_of: number
}

type Figures = Record<string, unknown>
export interface JourneyAnswer {
  rows: ({ key: Record<string, string | null> } & Record<string, unknown>)[]
  total: Record<string, Figures>
  /** Who entered each range: of every cell, and at all. */
  cells: { key: Record<string, string | null>; entrants: Record<RangeName, Entrant[]> }[]
}

export type RangeName = 'current' | 'previous' | 'last_year'

/**
 * Answers a question over journeys by the contract's words, going through every event for every entrant. `counted` is
 * everything that stands at the time of knowledge, derived events too. Shares nothing with the store's statements.
 */
export function recountJourneys(
  counted: readonly Counted[],
  spec: JourneySpec,
  rows: ReferenceRows,
  tz: string,
  calendar: Calendar,
  customerKey: (customer: string) => string,
): JourneyAnswer {
  const same = sameness(counted, customerKey)
  const events = counted
    .map((one): Happening => {
      const { row } = one
      const person = row.customer
        ? `customer ${same(customerKey(row.customer))}`
        : row.lead_id
          ? `lead ${row.source} ${row.lead_id}`
          : `event ${row.source} ${row.event_id}`
      return { ...one, person, at: Date.parse(row.occurred_at!) }
    })
    .filter(({ at }) => at < spec.as_of)
  const spans = new Spans(tz, calendar, declared)
  const resolved = spans.resolve(spec, spec.as_of) as Record<RangeName, Span>
  const names = (['current', 'previous', 'last_year'] as const).filter((name) => name in resolved)
  const cutOf = (name: RangeName) =>
    name === 'current' ? spec.as_of : resolved[name].until + (spec.as_of - resolved.current.until)

  const place = ({ person, dealer }: Happening): string => JSON.stringify([person, dealer])
  const standsAlone = ({ kind, row }: Happening) =>
    !row.lead_id || ['lead', 'unique_lead', 'customer_lead'].includes(kind)
  const leadsOf = ({ row }: Happening) =>
    events.filter((one) => one.kind === 'lead' && one.row.source === row.source && one.row.lead_id === row.lead_id)
  const earliest = (list: readonly Happening[]): Happening | undefined =>
    [...list].sort((a, b) => a.at - b.at || Buffer.compare(Buffer.from(a.row.event_id), Buffer.from(b.row.event_id)))[0]
  const homeOf = (event: Happening): string => {
    if (standsAlone(event)) return place(event)
    const lead = earliest(leadsOf(event))
    return place(lead ?? event)
  }
  /** Whether an event belongs to a journey: by its lead, where that came within it, else by person and dealer. */
  const linked = (event: Happening, home: string, from: number, until: number): boolean => {
    if (standsAlone(event)) return place(event) === home
    const leads = leadsOf(event)
    if (leads.length === 0) return place(event) === home
    return leads.some((lead) => place(lead) === home && lead.at >= from && lead.at < until)
  }
  const entrant = (event: Happening, name: RangeName): Entrant => {
    const home = homeOf(event)
    // Who walked in is carded after having come: that journey begins with the day of its card.
    const midnight = (at: number) => spans.at(spans.local(at).toPlainDate())
    const begins = events
      .filter((one) => one.kind === 'unique_lead' && place(one) === home)
      .map(({ at, row }) => ({ lead: at, begun: row.lead_id ? at : midnight(at), natural: !row.lead_id }))
    const own = begins.filter(({ begun }) => begun <= event.at).sort((a, b) => b.begun - a.begun || b.lead - a.lead)[0]
    const start = own?.lead ?? null
    const next = Math.min(Infinity, ...begins.filter(({ begun }) => begun > event.at).map(({ begun }) => begun))
    const enters = event.kind === 'unique_lead' || event.kind === 'card'
    const from = enters && own?.natural && own.begun === midnight(event.at) ? own.begun : event.at
    const cut = cutOf(name)
    const since = own?.begun ?? -Infinity
    const end = (days: number) => Math.min(cut, event.at + days * DAY, next)
    return {
      event, start, next, cut, units: event.row.units ?? 1,
      ahead: (days) => events.filter((one) => one.at >= from && one.at < end(days) && linked(one, home, since, end(days))),
      cancelled: ({ row }, days) => events.some((one) => one.kind === 'order_cancel' && one.row.source === row.source && one.row.order_id === row.order_id && one.at >= from && one.at < end(days)),
      behind: () => events.filter((one) => one.at >= since && one.at <= event.at && linked(one, home, since, next)),
    } // prettier-ignore
  }

  const today = spans.local(spec.as_of).toPlainDate().toString()
  const valueOf = (one: Entrant, name: RangeName, dimension: string): string | null => {
    const { row, dealer, at } = one.event
    const local = spans.local(at)
    if (dimension === 'hour') return String(local.hour).padStart(2, '0')
    if (dimension === 'intake') return one.start === null ? null : one.start >= resolved[name].from ? 'new' : 'carried'
    const day = local.toPlainDate()
    if (dimension === 'week') {
      const [first, own] = [resolved[name].from, resolved.current.from].map((from) => spans.local(from).toPlainDate())
      return buckets.week.key(own!, buckets.week.distance(first!, day))
    }
    const fact = { attrs: {}, model: '', channel: '', ...row, dealer_id: dealer } as unknown as Fact
    return lookUp(rows, fact, dimension, spec.org === 'current' ? today : day.toString())
  }

  const groups = new Map<string, { key: Record<string, string | null>; entrants: Record<RangeName, Entrant[]> }>()
  const all: Record<RangeName, Entrant[]> = { current: [], previous: [], last_year: [] }
  for (const event of events) {
    for (const name of names) {
      const { from, until } = resolved[name]
      if (event.at < from || event.at >= until) continue
      const one = entrant(event, name)
      if (!Object.entries(spec.where).every(([dimension, values]) => values.includes(valueOf(one, name, dimension))))
        continue
      const key = Object.fromEntries(spec.by.map((dimension) => [dimension, valueOf(one, name, dimension)]))
      const text = JSON.stringify(key)
      const group = groups.get(text) ?? { key, entrants: { current: [], previous: [], last_year: [] } }
      groups.set(text, group)
      group.entrants[name].push(one)
      all[name].push(one)
    }
  }

  const made: JourneyAnswer['rows'] = []
  for (const { key, entrants } of groups.values()) {
    const here = names.map((name) => [name, answer(entrants[name], spec)] as const)
    if (here.some(([, { present }]) => present))
      made.push({ key, ...Object.fromEntries(here.map(([name, { figures }]) => [name, figures])) })
  }
  const total = Object.fromEntries(names.map((name) => [name, answer(all[name], spec).figures]))
  return { rows: made, total, cells: [...groups.values(), { key: {}, entrants: all }] }
}

/** Stages that are some events of a kind. */
const SOME: Record<string, (event: Happening) => boolean> = {
  invited_visit: ({ kind, row }) => kind === 'visit' && row.visit_kind === 'invited',
}
const isOf = (stage: string) => SOME[stage] ?? (({ kind }: Happening) => kind === stage)

type Outcome = 'reached' | 'lost' | 'undecided' | 'expired'

function outcome(one: Entrant, stage: string, days: number): Outcome {
  const mine = one.ahead(days)
  const reached =
    stage === 'net_order'
      ? mine.some((event) => event.kind === 'order' && !one.cancelled(event, days))
      : mine.some(isOf(stage))
  if (reached) return 'reached'
  const fell = mine.some(
    (lost) => lost.kind === 'lost' && !mine.some(({ kind, at }) => kind === 'revive' && at > lost.at),
  )
  if (fell) return 'lost'
  return one.event.at + days * DAY <= one.cut ? 'expired' : 'undecided'
}

/** Rates of cohorts: reached ÷ reached. */
const COHORT_RATES: Record<string, [above: string, below: string]> = {
  unique_lead_order_rate: ['order', 'unique_lead'],
  visit_order_rate: ['order', 'visit'],
  order_cancel_rate: ['order_cancel', 'order'],
  test_drive_net_order_rate: ['net_order', 'test_drive'],
  net_order_deal_rate: ['deal', 'net_order'],
}
/** Rates of flows: events ÷ events. */
const FLOW_RATES: Record<string, [above: string, below: string]> = { visit_order_rate: ['order', 'visit'] }

const LAGS: Record<string, [at: string, since: string | null]> = {
  lead_visit: ['first_visit', null],
  visit_order: ['order', 'visit'],
  order_deal: ['deal', 'order'],
  deal_delivery: ['delivery', 'deal'],
  lead_deal: ['deal', null],
}

/** The later events of a lag, each with the days since the earlier one of its journey. */
function lags(of: (kind: string) => Entrant[], lag: string): { one: Entrant; took: number }[] {
  const [at, since] = LAGS[lag]!
  return of(at).flatMap((one) => {
    const from = since === null ? [one.start].filter((start) => start !== null && start <= one.event.at) : one.behind().filter(({ kind }) => kind === since).map(({ at }) => at) // prettier-ignore
    if (one.start === null || from.length === 0) return []
    return [{ one, took: (one.event.at - Math.min(...(from as number[]))) / DAY }]
  })
}

/** Which events stand behind a figure, with what each adds to it and how long it took; `undefined` for no such part. */
export function behind(
  entrants: readonly Entrant[],
  name: string,
  part: string | undefined,
  spec: JourneySpec,
): (Counting & { took?: number })[] | undefined {
  const of = (kind: string) => entrants.filter(({ event }) => event.kind === kind)
  const isSide = part === 'numerator' || part === 'denominator'
  const [, lag] = /^(\w+)_days_(?:median|p80)$/.exec(name) ?? []
  if (lag || name.startsWith('first_response')) {
    if (part !== undefined) return undefined
    return (lag ? lags(of, lag) : responses(of)).map((timed) => ({ ...timed, units: 1 }))
  }
  if (name === 'first_contact')
    return part === undefined ? firstContacts(of).map((one) => ({ one, units: 1 })) : undefined
  const divided = SIDES[name]?.(of)
  if (divided) return isSide ? divided[part === 'numerator' ? 'above' : 'below'] : undefined
  const pairs = spec.mode === 'flow' ? FLOW_RATES : COHORT_RATES
  if (name in pairs !== isSide) return undefined
  const [above, below] = pairs[name] ?? [name, name]
  const counted = part === 'denominator' ? below : above
  if (spec.mode === 'cohort') {
    const outcomes = (one: Entrant) => outcome(one, counted, spec.window_days)
    const wanted = isSide || part === undefined ? 'reached' : part
    const is = (found: Outcome) => found === wanted || (wanted === 'undecided' && found === 'expired')
    return of(spec.entry).filter((one) => is(outcomes(one))).map((one) => ({ one, units: one.units })) // prettier-ignore
  }
  if (part !== undefined && !isSide) return undefined
  const plain = (kind: string, sign: number) =>
    entrants.filter(({ event }) => isOf(kind)(event)).map((one) => ({ one, units: sign * one.units }))
  return counted === 'net_order' ? [...plain('order', 1), ...plain('order_cancel', -1)] : plain(counted, 1)
}

function answer(entrants: readonly Entrant[], spec: JourneySpec): { figures: Figures; present: boolean } {
  const found = spec.measures.map((name) => [name, measured(entrants, name, spec)] as const)
  return {
    figures: Object.fromEntries(found.map(([name, { figure }]) => [name, figure])),
    present: found.some(([, { present }]) => present),
  }
}

function measured(entrants: readonly Entrant[], name: string, spec: JourneySpec): Answered {
  const of = (kind: string) => entrants.filter(({ event }) => event.kind === kind)
  const kpi = KPIS[name]
  if (kpi) return kpi(of)
  const [, lag, share] = /^(\w+)_days_(median|p80)$/.exec(name) ?? []
  if (lag) return quantile(lags(of, lag).map(({ took }) => took), share === 'median' ? 50 : 80) // prettier-ignore
  if (spec.mode === 'flow') {
    const rate = FLOW_RATES[name]
    const count = (kind: string) => sum(entrants, ({ event }) => isOf(kind)(event))
    if (rate) return quotient(count(rate[0]), count(rate[1]))
    const counted = name === 'net_order' ? count('order') - count('order_cancel') : count(name)
    const there = name === 'net_order' ? count('order') + count('order_cancel') : counted
    return { figure: counted, present: there > 0 }
  }
  const outcomes = (stage: string, wanted: Outcome) =>
    sum(of(spec.entry), (one) => outcome(one, stage, spec.window_days) === wanted)
  const rate = COHORT_RATES[name]
  if (rate) return quotient(outcomes(rate[0], 'reached'), outcomes(rate[1], 'reached'))
  const expired = outcomes(name, 'expired')
  const parts = {
    reached: outcomes(name, 'reached'),
    lost: outcomes(name, 'lost'),
    undecided: outcomes(name, 'undecided') + expired,
    expired,
  }
  return { figure: parts, present: parts.reached + parts.lost + parts.undecided > 0 }
}

/** Every KPI over journeys that is recounted here. */
export const JOURNEY_KPIS: readonly string[] = [
  ...Object.keys(KPIS),
  ...Object.keys(LAGS).flatMap((lag) => [`${lag}_days_median`, `${lag}_days_p80`]),
]
