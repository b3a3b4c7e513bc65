import type { Fact } from '#domain/fact.ts'
import type { ReferenceRows } from '#domain/organisation.ts'
import type { StockRow } from '#domain/streams.ts'
import { openStores } from './base.ts'
import { calendar, declared } from './calendar.ts'
import { lookUp } from './lookup.ts'
import { Spans, type AskedPeriod, type Span } from './spans.ts'
import { samePersons, standingOf } from './stock.ts'

/** The question whose process figures are recounted; `against` names the compared range. */
export interface SignQuestion {
  where: Record<string, (string | null)[]>
  period: AskedPeriod
  align: string
  org: string
  base?: string | undefined
  as_of: number
  known_at: number
  against: string
  stages: readonly string[]
}

/** What counts of a sign, in which range and under whose attributes. */
interface Item {
  range: 'baseline' | 'actual'
  of: Fact
  day: string
  hits: number
  tries: number
}

export interface SignWorld {
  facts: readonly Fact[]
  cars: readonly StockRow[]
  rows: ReferenceRows
  tz: string
  seq: number
}

/** By sign, then by the text of a leaf's values: hits and tries of the compared range, then of the present one. */
export type SignCounts = Map<string, Map<string, [number, number, number, number]>>

const TWO_HOURS = 2 * 60 * 60 * 1000
const DAY = 24 * 60 * 60 * 1000
const OF_CARS = ['region', 'area', 'dealer_id', 'province', 'city', 'group', 'channel_type', 'city_tier', 'model', 'series', 'brand', 'energy'] // prettier-ignore

/**
 * Recounts every process figure from the single events, by the words of their definitions; and, as the hits of `usual`,
 * the first stage of the 92 days before the present range, where they tell more than the compared range does.
 */
export function recountSigns(world: SignWorld, question: SignQuestion, dims: readonly string[]): SignCounts {
  const { rows, tz } = world
  const { where, org, known_at, as_of, against, stages, base } = question
  const spans = new Spans(tz, calendar, declared)
  const resolved = spans.resolve({ ...question, compare: [against] }, as_of) as unknown as Record<string, Span>
  const ranges = { baseline: resolved[against]!, actual: resolved['current']! }
  const names = ['baseline', 'actual'] as const
  const dayOf = (at: number): string => spans.local(at).toPlainDate().toString()
  const orgDay = (day: string): string => (org === 'current' ? dayOf(as_of) : day)
  const isOpen = base === 'same_store' ? openStores(rows, spans, Object.values(ranges)) : () => true
  const visible = world.facts.filter(({ seq, received_at }) => seq <= world.seq && received_at <= known_at)
  const within = (at: number, name: 'baseline' | 'actual') => at >= ranges[name].from && at < ranges[name].until
  const valueOf = (fact: Fact, dimension: string, day: string) =>
    dimension === 'hour' ? String(spans.local(fact.occurred_at).hour).padStart(2, '0') : lookUp(rows, fact, dimension, orgDay(day)) // prettier-ignore
  const allowed = (dimension: string) =>
    where[dimension]!.map((value) =>
      value === null || (dimension !== 'model' && dimension !== 'channel') ? value : lookUp(rows, { [dimension]: value } as unknown as Fact, dimension, ''),
    ) // prettier-ignore
  const isAsked = (fact: Fact, day: string, dimensions: readonly string[]) =>
    isOpen(fact.dealer_id) && dimensions.every((name) => allowed(name).includes(valueOf(fact, name, day)))

  /** Entries of a kind, reversals with their sign. */
  const entries = (kind: string, test: (fact: Fact) => boolean): { range: 'baseline' | 'actual'; of: Fact; n: number }[] =>
    names.flatMap((range) =>
      visible
        .filter((fact) => fact.kind === kind && within(fact.occurred_at, range) && test(fact) && isAsked(fact, dayOf(fact.occurred_at), Object.keys(where)))
        .map((of) => ({ range, of, n: of.sign * of.units })),
    ) // prettier-ignore
  const counted = (hits: ReturnType<typeof entries>, tries: ReturnType<typeof entries>): Item[] => [
    ...hits.map(({ range, of, n }) => ({ range, of, day: dayOf(of.occurred_at), hits: n, tries: 0 })),
    ...tries.map(({ range, of, n }) => ({ range, of, day: dayOf(of.occurred_at), hits: 0, tries: n })),
  ]
  const all = () => true
  const found = new Map<string, Item[]>()
  if (stages.includes('first_visit')) {
    found.set('contact_reached', counted(entries('contact', ({ connected }) => connected === 'true'), entries('contact', ({ connected }) => connected !== ''))) // prettier-ignore
    const leads = calledLeads()
    found.set('first_response', leads.filter(({ answer }) => answer !== null).map(({ item, answer }) => ({ ...item, hits: answer! <= TWO_HOURS ? item.tries : 0 }))) // prettier-ignore
    found.set('second_call', leads.filter(({ calls }) => calls[0] === false).map(({ item, calls }) => ({ ...item, hits: calls.length > 1 ? item.tries : 0 }))) // prettier-ignore
  }
  if (stages.includes('order')) {
    const rivalOf = ({ competitor_model, competitor_brand }: Fact) => competitor_model || competitor_brand
    const lost = entries('lost', all)
    const sums = new Map<string, number>()
    for (const { of, n } of lost) if (rivalOf(of)) sums.set(rivalOf(of), (sums.get(rivalOf(of)) ?? 0) + n)
    const common = [...sums].filter(([, n]) => n >= 12).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    for (const [rival] of common.slice(0, 12))
      found.set(`lost_to:${rival}`, counted(lost.filter(({ of }) => rivalOf(of) === rival), lost)) // prettier-ignore
  }
  if (stages.includes('deal')) found.set('order_cancel', counted(entries('order_cancel', all), entries('order', all)))
  if (stages.includes('delivery')) found.set('stock', names.flatMap(shelves))
  if (against === 'previous') found.set('usual', usual())

  /** The entries of the first stage in the 92 days before; none where they are not half as many again as those of the compared range. */
  function usual(): Item[] {
    const { from, until } = ranges.actual
    // Hours that were picked have their own ways.
    if (where['hour'] || until - from < 6 * DAY || (until - from) * 1.5 > 92 * DAY) return []
    const before = visible
      .filter((fact) => fact.kind === stages[0] && fact.occurred_at >= from - 92 * DAY && fact.occurred_at < from)
      .filter((fact) => isAsked(fact, dayOf(fact.occurred_at), Object.keys(where)))
      .map((of): Item => ({ range: 'baseline', of, day: dayOf(of.occurred_at), hits: of.sign * of.units, tries: 0 }))
    const sum = (numbers: number[]): number => numbers.reduce((all, n) => all + n, 0)
    const once = sum(entries(stages[0]!, all).filter(({ range }) => range === 'baseline').map(({ n }) => n)) // prettier-ignore
    return once > 0 && sum(before.map(({ hits }) => hits)) >= 1.5 * once ? before : []
  }

  /** The unique leads of each range that came as leads: how soon after they were given they were answered, and whether each call reached somebody. */
  function calledLeads(): { item: Item; answer: number | null; calls: boolean[] }[] {
    // What is booked again under the same name and revision is one event.
    const standing = standingOf(visible).filter((fact, _, all) => !all.some((one) => one.seq > fact.seq && one.kind === fact.kind && one.source === fact.source && one.event_id === fact.event_id && one.revision === fact.revision)) // prettier-ignore
    const who = samePersons(standing)
    const inAny = standing.filter(({ occurred_at }) => names.some((name) => within(occurred_at, name)))
    const of = (kind: string) => inAny.filter((fact) => fact.kind === kind)
    const place = ({ dealer_id, person }: Fact): string => JSON.stringify([dealer_id, who(person)])
    const leads = of('lead').sort((a, b) => a.occurred_at - b.occurred_at || Buffer.compare(Buffer.from(a.event_id), Buffer.from(b.event_id))) // prettier-ignore
    /** A contact is about the lead that it names, else about its person at its dealer. */
    const homeOf = (fact: Fact): string => {
      const named = leads.find(({ source, dealer_id, lead_id }) => fact.lead_id !== '' && lead_id === fact.lead_id && source === fact.source && dealer_id === fact.dealer_id) // prettier-ignore
      return place(named ?? fact)
    }
    return names.flatMap((range) =>
      of('unique_lead')
        .filter((lead) => lead.lead_id !== '' && within(lead.occurred_at, range) && isAsked(lead, dayOf(lead.occurred_at), Object.keys(where)))
        .map((lead) => {
          const home = place(lead)
          const later = of('unique_lead').filter((one) => place(one) === home && one.occurred_at > lead.occurred_at)
          const end = Math.min(ranges[range].until, ...later.map(({ occurred_at }) => occurred_at))
          const own = (kind: string) =>
            of(kind)
              .filter((fact) => homeOf(fact) === home && fact.occurred_at >= lead.occurred_at && fact.occurred_at < end)
              .sort((a, b) => a.occurred_at - b.occurred_at || Buffer.compare(Buffer.from(a.event_id), Buffer.from(b.event_id)))
          const given = Math.max(lead.occurred_at, own('dispatch')[0]?.occurred_at ?? 0)
          const answered = own('contact').find(({ occurred_at }) => occurred_at >= given)
          const calls = own('contact').filter(({ connected }) => connected !== '').map(({ connected }) => connected === 'true')
          const item = { range, of: lead, day: dayOf(lead.occurred_at), hits: 0, tries: lead.units }
          return { item, answer: answered ? answered.occurred_at - given : null, calls }
        }),
    ) // prettier-ignore
  }

  /** Cars on the shelves of a range's last instant: those of a dealer's model were last reported then or before. */
  function shelves(range: 'baseline' | 'actual'): Item[] {
    const { until } = ranges[range]
    const newest = new Map<string, StockRow>()
    for (const row of [...world.cars].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))) {
      const dealer_id = rows.dealers.find(({ aliases }) => aliases?.includes(row.dealer_id))?.dealer_id ?? row.dealer_id
      const model = rows.models.find(({ aliases }) => aliases?.includes(row.model))?.model ?? row.model
      if (Date.parse(row.at) <= until) newest.set(`${dealer_id} ${model}`, { ...row, dealer_id, model })
    }
    return [...newest.values()]
      .map(({ dealer_id, model, on_hand }) => ({ range, of: { dealer_id, model, attrs: {} } as unknown as Fact, day: dayOf(until - 1), hits: on_hand, tries: 1 }))
      .filter(({ of, day }) => isAsked(of, day, Object.keys(where).filter((name) => OF_CARS.includes(name)))) // prettier-ignore
  }

  const counts: SignCounts = new Map()
  for (const [name, items] of found) {
    const leaves = new Map<string, [number, number, number, number]>()
    for (const { range, of, day, hits, tries } of items) {
      const isCar = name === 'stock'
      const leaf = JSON.stringify(
        dims.map((dim) => (isCar && !OF_CARS.includes(dim) ? '\u0000' : (valueOf(of, dim, day) ?? ''))),
      )
      const sums = leaves.get(leaf) ?? [0, 0, 0, 0]
      leaves.set(leaf, sums)
      const at = range === 'baseline' ? 0 : 2
      sums[at]! += hits
      sums[at + 1]! += tries
    }
    for (const [leaf, sums] of leaves) if (sums.every((n) => n === 0)) leaves.delete(leaf)
    if (leaves.size > 0) counts.set(name, leaves)
  }
  return counts
}
