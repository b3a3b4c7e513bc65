import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fullScope } from '#domain/scope.ts'
import { createExport } from '#server/query/export.ts'
import type { Reach } from '#domain/view.ts'
import type { ListedRow } from '#server/query/listed.ts'
import { insertFacts } from '#store/clickhouse/facts.ts'
import { at, fact, openHouse, type House } from './house.ts'

let house: House
let seq = 0
const list = (more: Record<string, unknown>, scope = fullScope) =>
  house.rows({ period: 'month_to_date', ...more }, scope)
const ids = (rows: readonly ListedRow[]) => rows.map(({ event_id }) => event_id).sort()

/** A person's unique lead, and what happened to it: kind, time and what else it says. */
function person(who: string, entered: string, ...steps: [Parameters<typeof fact>[0]['kind'], string, object?][]) {
  const own = { dealer_id: 'D1', person: who, lead_id: `L-${who}` }
  return [
    fact({ ...own, seq: ++seq, kind: 'lead', event_id: `l-${who}`, occurred_at: at(entered) }),
    fact({ ...own, seq: ++seq, kind: 'unique_lead', event_id: `l-${who}`, occurred_at: at(entered), derived: 1, units: 2 }),
    ...steps.map(([kind, when, more], i) => fact({ ...own, seq: ++seq, kind, event_id: `${kind}${i}-${who}`, occurred_at: at(when), ...more })),
  ] // prettier-ignore
}

/** Somebody whom no lead announced: the card is written after the visit. */
const walkIn = (who: string, steps: [Parameters<typeof fact>[0]['kind'], string][]) =>
  steps.map(([kind, when]) => fact({ seq: ++seq, kind, dealer_id: 'D2', person: who, event_id: `${kind}-${who}`, occurred_at: at(when) })) // prettier-ignore

beforeAll(async () => {
  house = await openHouse()
  await insertFacts(
    house.engine,
    [
      ...person('quick', '11-02 09:00', ['contact', '11-02 09:30'], ['first_visit', '11-04 09:00'], ['visit', '11-04 09:00'], ['order', '11-05 21:00', { amount: 1_000 }]),
      ...person('slow', '11-03 09:00', ['contact', '11-05 09:00', { connected: 'false' }], ['contact', '11-06 09:00', { connected: 'true' }]),
      ...person('gone', '11-04 09:00', ['lost', '11-09 09:00']),
      ...person('fresh', '11-22 09:00'),
      ...walkIn('comes', [['visit', '11-12 10:00'], ['first_visit', '11-12 10:00'], ['test_drive', '11-12 10:40'], ['order', '11-12 17:00'], ['card', '11-12 18:00'], ['unique_lead', '11-12 18:00'], ['delivery', '11-20 09:00']]),
      ...walkIn('earlier', [['visit', '11-11 20:00'], ['first_visit', '11-11 20:00'], ['card', '11-12 09:00'], ['unique_lead', '11-12 09:00']]),
      ...person('before', '10-20 09:00', ['first_visit', '11-19 09:00'], ['order', '11-20 09:00', { amount: 500 }], ['order_cancel', '11-21 09:00', { amount: 500 }]),
    ],
    'journeys',
  ) // prettier-ignore
})
afterAll(() => house.close())

describe('the events behind what is counted over journeys', () => {
  it.each([
    ['contact_24h_rate', ['l-quick'], ['l-gone', 'l-quick', 'l-slow', 'unique_lead-comes', 'unique_lead-earlier']],
    ['first_visit_15d_rate', ['l-quick'], ['l-gone', 'l-quick', 'l-slow']],
    ['second_call_rate', ['l-slow'], ['l-slow']],
    ['third_call_rate', [], []],
    ['subjective_lost_rate', ['lost0-gone'], ['lost0-gone']],
  ])('%s: numerator and denominator, whose units make the rate', async (measure, above, below) => {
    const [numerator, denominator] = [await list({ measures: [measure], part: 'numerator' }), await list({ measures: [measure], part: 'denominator' })] // prettier-ignore
    expect([ids(numerator.rows), ids(denominator.rows)]).toEqual([above, below])
    for (const { rows, figure, total } of [numerator, denominator]) {
      expect(rows.reduce((sum, { sign, units }) => sum + sign * units, 0)).toBe(figure)
      expect(rows).toHaveLength(total)
    }
    const answer = await house.asker.answer({ measures: [measure], period: 'month_to_date' }, fullScope)
    const [n, d] = [numerator.figure as number, denominator.figure as number]
    expect(answer.total.current[measure]).toBe(d === 0 ? null : n / d)
  })

  it('durations: each with what it took, and the figure itself', async () => {
    const { rows, value, figure } = await list({ measures: ['first_response_median'] })
    expect(rows.map(({ event_id, took }) => [event_id, took])).toEqual([['l-slow', 2880], ['l-quick', 30]]) // prettier-ignore
    expect([value, figure]).toEqual([30, 2])
    const days = await list({ measures: ['lead_visit_days_p80'] })
    expect(days.rows.map(({ event_id, took }) => [event_id, took])).toEqual([['first_visit0-before', 30], ['first_visit1-quick', 2]]) // prettier-ignore
    expect(days.value).toBe(30)
  })

  it('new and carried apart, money and corrections with their sign', async () => {
    const by = { by: ['intake'] }
    const fresh = await list({ ...by, measures: ['net_order'], key: { intake: 'new' } })
    expect([ids(fresh.rows), fresh.figure]).toEqual([['order-comes', 'order3-quick'], 2])
    const carried = await list({ ...by, measures: ['net_order'], key: { intake: 'carried' } })
    expect(carried.rows.map(({ kind, sign }) => [kind, sign])).toEqual([['order_cancel', -1], ['order', 1]]) // prettier-ignore
    expect([carried.figure, carried.total]).toEqual([0, 2])
    expect((await list({ where: { intake: ['carried'] }, measures: ['order_amount'] })).figure).toBe('5.00')
    const rate = { where: { intake: ['carried'] }, measures: ['visit_order_rate'] }
    expect((await list({ ...rate, part: 'numerator' })).figure).toBe(1)
    expect((await list({ ...rate, part: 'denominator' })).figure).toBe(0)
  })

  it('of who walked in are what the card tells of: the journey begins with its day', async () => {
    const cohort = { mode: 'cohort', measures: ['order'], where: { dealer_id: ['D2'] } }
    for (const entry of ['unique_lead', 'card']) {
      const asked = {
        ...cohort,
        entry,
        period: 'month_to_date',
        measures: ['visit', 'test_drive', 'order', 'delivery'],
      }
      const { total } = await house.asker.answer(asked, fullScope)
      expect(Object.values(total.current).map((figure) => (figure as Reach)['reached'])).toEqual([1, 1, 1, 1])
      expect(ids((await list({ ...asked, measures: ['visit'] })).rows)).toEqual([`${entry}-comes`])
      expect(ids((await list({ ...asked, measures: ['visit'], part: 'undecided' })).rows)).toEqual([`${entry}-earlier`])
    }
    const { total } = await house.asker.answer({ ...cohort, entry: 'first_visit', period: 'month_to_date' }, fullScope)
    expect(total.current['order']).toMatchObject({ reached: 1, undecided: 1 })
    const visits = { measures: ['visit'], where: { dealer_id: ['D2'] }, by: ['intake'] }
    expect((await list({ ...visits, key: { intake: 'new' } })).rows.map(({ event_id }) => event_id)).toEqual(['visit-comes']) // prettier-ignore
    expect((await list({ ...visits, key: { intake: null } })).rows.map(({ event_id }) => event_id)).toEqual(['visit-earlier']) // prettier-ignore
    const lag = { measures: ['visit_order_days_median'], where: { dealer_id: ['D2'] } }
    expect((await list(lag)).value).toBeCloseTo(7 / 24)
    expect((await list({ ...lag, measures: ['lead_visit_days_median'] })).total).toBe(0)
  })

  it('of first contacts are one for each journey', async () => {
    const { rows, figure } = await list({ measures: ['first_contact'] })
    expect([ids(rows), figure]).toEqual([['contact0-quick', 'contact0-slow'], 2])
  })

  it('page by page, as of the same moment', async () => {
    const asked = { measures: ['first_visit_15d_rate'], part: 'denominator', limit: 2 }
    const first = await list(asked)
    const second = await list({ ...asked, cursor: first.next })
    expect([ids(first.rows), ids(second.rows), second.next]).toEqual([['l-gone', 'l-slow'], ['l-quick'], null])
    expect([first.total, second.total, first.figure]).toEqual([3, 3, 6])
    expect(first.as_of).toBe(second.as_of)
  })

  it('without traces of a customer to one whose scope is a model', async () => {
    const { rows } = await list({ measures: ['first_response_median'] }, { where: { model: [null] } })
    expect(rows.map(({ event_id, lead_id }) => [event_id, lead_id])).toEqual([['***', '***'], ['***', '***']]) // prettier-ignore
  })

  it('as a file, with what each took', async () => {
    const { text, total } = await createExport(house.options)({ format: 'csv', lang: 'en', measures: ['first_response_median'] }, fullScope) // prettier-ignore
    let whole = ''
    for await (const piece of text) whole += piece
    const [head = '', ...lines] = whole.trim().split('\r\n')
    const place = head.split(',').indexOf('Took (minutes)')
    expect([total, lines.map((line) => line.split(',')[place])]).toEqual([2, ['2880', '30']])
  })
})
