import { describe, expect, it } from 'vitest'
import { LEAVES, MODELS, WALK_IN } from '#ingest/sources/simulator/catalogue.ts'
import { journeys } from '#ingest/sources/simulator/entries.ts'
import { instants } from '#ingest/sources/simulator/events.ts'
import type { Journey } from '#ingest/sources/simulator/journey.ts'
import { reference } from '#ingest/sources/simulator/reference.ts'
import { demo, each, off, print, type Row } from './demo.ts'

const quiet = demo({ incidents: 'none', decoys: false })
const HOUR = 3_600_000
const share = <T>(list: readonly T[], holds: (one: T) => boolean): number => list.filter(holds).length / list.length
const median = (list: number[]): number => list.sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0

/** Everyone who entered in two quiet months, followed to the end. */
const entrants: Journey[] = []
const range = instants(quiet, '2026-07-01', '2026-09-01')
for (const ofDay of journeys(quiet, range.from, range.to)) {
  for (const journey of ofDay)
    if (journey.entered >= range.from && journey.store.marks.secondCall === '') entrants.push(journey)
}
const people = entrants.filter(({ anonymous }) => !anonymous)
const leads = people.filter(({ isLead }) => isLead)
const visitors = people.filter(({ visit }) => visit)
const buyers = people.filter(({ order }) => order)

describe('a journey’s ratios', () => {
  const tops = [
    ['portal', 44, 0.58, 0.055, 0.24], ['video', 21, 0.4, 0.03, 0.2], ['own', 10, 0.82, 0.14, 0.32], ['referral', 5, 0.92, 0.4, 0.38],
    ['outreach', 8, 0.65, 0.1, 0.22], ['call', 2, 0.85, 0.3, 0.25], ['walk', 10, 1, 1, 0.19],
  ] as const // prettier-ignore
  const of = (top: string) => people.filter(({ leaf }) => LEAVES[leaf]!.code.startsWith(`${top}_`))

  it('are those of the channels', () => {
    const rows = tops.flatMap(([top, part, valid, visit, order]): Row[] => {
      const own = of(top)
      const came = own.filter((journey) => journey.visit)
      return [
        { what: `${top}: share of unique leads, %`, is: (100 * own.length) / people.length, meant: part },
        { what: `${top}: valid`, is: share(own, (journey) => journey.valid), meant: valid },
        { what: `${top}: lead → first visit`, is: share(own, (journey) => journey.visit > 0), meant: visit },
        { what: `${top}: visit → order`, is: share(came, (journey) => journey.order > 0), meant: order },
      ]
    })
    print('Channels', rows)
    expect(off(rows, 0.2)).toEqual([])
  })

  it('are those of the showroom and the contract', () => {
    const nev = (journey: Journey) => MODELS[journey.model]!.nev
    const [fuelOrders, nevOrders] = [buyers.filter((one) => !nev(one)), buyers.filter(nev)]
    const paid = buyers.filter((journey) => journey.paid)
    const days = (from: (one: Journey) => number, to: (one: Journey) => number, list: Journey[]) =>
      median(list.map((one) => (to(one) - from(one)) / (24 * HOUR)))
    const origin = (code: string) => share(buyers, ({ leaf }) => LEAVES[leaf]!.code.startsWith(code))
    const rows: Row[] = [
      { what: 'orders per 100 unique leads', is: (100 * buyers.length) / people.length, meant: 4.1 },
      { what: 'deliveries per 100 unique leads', is: 100 * share(people, (one) => one.delivery > 0), meant: 3.7 },
      {
        what: 'test drive of visitors, fuel',
        is: share(
          visitors.filter((one) => !nev(one)),
          (one) => one.drive > 0,
        ),
        meant: 0.5,
      },
      { what: 'test drive of visitors, NEV', is: share(visitors.filter(nev), (one) => one.drive > 0), meant: 0.62 },
      {
        what: 'return visit of those not ordering at once',
        is: share(
          visitors.filter((one) => !one.order),
          (one) => one.again > 0,
        ),
        meant: 0.35,
      },
      {
        what: 'order on the day of the visit',
        is: share(buyers, (one) => one.order - one.visit < 4 * HOUR),
        meant: 0.38,
      },
      { what: 'cancelled, fuel', is: share(fuelOrders, (one) => one.cancel > 0), meant: 0.08 },
      { what: 'cancelled, NEV', is: share(nevOrders, (one) => one.cancel > 0), meant: 0.11 },
      {
        what: 'lead → visit, median days',
        is: days(
          (one) => one.entered,
          (one) => one.visit,
          leads.filter((one) => one.visit),
        ),
        meant: 3,
      },
      {
        what: 'order → paid in stock, median days',
        is: days(
          (one) => one.order,
          (one) => one.paid,
          paid.filter((one) => one.inStock),
        ),
        meant: 4,
      },
      {
        what: 'order → paid to order, median days',
        is: days(
          (one) => one.order,
          (one) => one.paid,
          paid.filter((one) => !one.inStock),
        ),
        meant: 18,
      },
      {
        what: 'paid → delivery, median days',
        is: days(
          (one) => one.paid,
          (one) => one.delivery,
          paid,
        ),
        meant: 2,
      },
      { what: 'orders from walk-ins', is: origin('walk'), meant: 0.45 },
      { what: 'orders from referral', is: origin('referral'), meant: 0.18 },
      { what: 'orders from portals', is: origin('portal'), meant: 0.14 },
      { what: 'orders from own media', is: origin('own'), meant: 0.11 },
      { what: 'X5 of orders', is: share(buyers, (one) => MODELS[one.model]!.code === 'X5'), meant: 0.26 },
      { what: 'E of orders', is: share(buyers, (one) => MODELS[one.model]!.code === 'E'), meant: 0.14 },
    ]
    print('Showroom', rows)
    expect(off(rows, 0.3)).toEqual([])
    expect(buyers.every((one) => one.order >= one.visit && one.visit >= one.entered)).toBe(true)
    expect(paid.every((one) => one.delivery > one.paid && one.paid > one.order)).toBe(true)
    expect(WALK_IN).toBe(LEAVES.length - 1)
  })

  it('bring a person to 1.14 dealers', () => {
    const persons = new Set(leads.map(({ customer }) => customer)).size
    const rows = [{ what: 'unique leads per person', is: leads.length / persons, meant: 1.14 }]
    print('Persons', rows)
    expect(off(rows, 0.04)).toEqual([])
  })
})

describe('a month', () => {
  const units: Record<string, number> = {}
  const add = (name: string, count = 1) => (units[name] = (units[name] ?? 0) + count)
  const firstCalls = new Map<string, number>()
  const arrivals = new Map<string, number>()
  let [lastDays, firstDays, outOfHours] = [0, 0, 0]
  const month = { from: '2026-08-01', to: '2026-09-01' }
  const { from, to } = instants(quiet, month.from, month.to)
  each(
    quiet,
    month,
    (journey, kind, code, at, late) => {
      add(kind)
      if (late) add(`${kind} late`)
      if (kind === 'lead') {
        if (code === 'l') add('unique lead')
        const hour = (at - from) % (24 * HOUR)
        if (hour < 9 * HOUR || hour >= 21 * HOUR) outOfHours++
        if (code === 'l' && journey.valid) arrivals.set(journey.id, at)
      }
      if (code === 'v') add('first visit')
      if (kind === 'card') add(`level ${journey.isLead}`)
      if (kind === 'delivery' && at >= to - 3 * 24 * HOUR) lastDays++
      if (kind === 'delivery' && at < from + 7 * 24 * HOUR) firstDays++
      if (code === 'c1') firstCalls.set(journey.id, at)
    },
    'full',
  )
  const of = (name: string) => units[name] ?? 0

  it('has the size and the rhythm of the maker', () => {
    const waits = [...arrivals].map(([id, at]) => (firstCalls.get(id) ?? Infinity) - at)
    const rows: Row[] = [
      { what: 'deliveries (August, index 0.98)', is: of('delivery'), meant: 2_900 * 0.98 },
      { what: 'raw per unique lead', is: of('lead') / of('unique lead'), meant: 1.25 },
      { what: 'cards per first visit (留档率)', is: of('card') / of('first visit'), meant: 0.82 },
      { what: 'deliveries of the last three days', is: lastDays / of('delivery'), meant: 0.2 },
      { what: 'deliveries of the first seven days', is: firstDays / of('delivery'), meant: 0.163 },
      { what: 'leads between 21 and 9', is: outOfHours / of('lead'), meant: 0.3 },
      { what: 'called within 24 h', is: share(waits, (wait) => wait < 24 * HOUR), meant: 0.86 },
      { what: 'cards entered next day', is: of('card late') / of('card'), meant: 0.06 },
      { what: 'deals entered late', is: of('deal late') / of('deal'), meant: 0.02 },
      { what: 'contacts per delivery', is: of('contact') / of('delivery'), meant: 48 },
    ]
    print('August 2026', rows)
    expect(off(rows, 0.25)).toEqual([])
  })

  it('ends between 94 and 104 % of its target', { timeout: 120_000 }, () => {
    const targets = reference(quiet).targets.filter(
      ({ region, area, dealer_id, model, kind }) => !region && !area && !dealer_id && !model && kind === 'target',
    )
    const rows = ['2025-11-01', '2026-02-01', '2026-08-01', '2026-10-01'].map((start): Row => {
      const target = targets.find((row) => row.from === start)!
      let cars = 0
      each(quiet, target, (_, kind) => void (kind === 'delivery' && cars++))
      return { what: `deliveries of ${start.slice(0, 7)}`, is: cars, meant: target.value }
    })
    print('Targets', rows)
    expect(rows.filter(({ is, meant }) => is / meant < 0.94 || is / meant > 1.04)).toEqual([])
  })
})
