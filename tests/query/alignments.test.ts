import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fullScope } from '#domain/scope.ts'
import { createAlignments } from '#server/query/alignments.ts'
import { insertFacts } from '#store/clickhouse/facts.ts'
import { at, fact, openHouse, type House } from './house.ts'

let house: House

beforeAll(async () => {
  house = await openHouse()
  // Today is Sunday 22 November. Saturday brought many leads, the Sunday before few: against yesterday today is bad,
  // against the same weekday it is good.
  const lead = (seq: number, when: string, units: number, dealer_id = 'D1') =>
    fact({ seq, kind: 'lead', occurred_at: at(when), units, dealer_id })
  const facts = [
    lead(1, '11-22 09:00', 5),
    lead(2, '11-21 09:00', 9),
    lead(3, '11-15 09:00', 2),
    lead(4, '11-22 09:30', 1, 'D4'),
    lead(5, '11-21 09:30', 1, 'D4'),
  ]
  await insertFacts(house.engine, facts, 'alignments')
})
afterAll(() => house.close())

const ask = (raw: object, scope = fullScope) => createAlignments(house.options, house.asker)(raw, scope)
const spec = { measures: ['lead', 'visit'], by: ['region'], period: 'today', compare: ['previous', 'target'] }

describe('one question under every alignment', () => {
  it('tells where the sign of the total’s change flips', async () => {
    const answer = await ask(spec)
    expect(answer).toMatchObject({ seq: 1_000, as_of: '2026-11-22T10:00:00.000+08:00', align: 'elapsed' })
    expect(answer.changes).toEqual({
      lead: { previous: { elapsed: -4, weekday: 4, workday: -4 } },
      visit: { previous: { elapsed: 0, weekday: 0, workday: 0 } },
    })
    expect(answer.flips).toEqual([
      { measure: 'lead', compare: 'previous', change: -4, under: [{ align: 'weekday', change: 4 }] },
    ])
    expect(answer.ranges.weekday!.previous!.from).toBe('2026-11-15T00:00:00.000+08:00')
    expect(answer.ranges.elapsed!.previous!.from).toBe('2026-11-21T00:00:00.000+08:00')
  })

  it('tells flips against the alignment that was asked for', async () => {
    const { flips } = await ask({ ...spec, align: 'weekday' })
    expect(flips).toMatchObject([{ measure: 'lead', change: 4, under: [{ align: 'elapsed' }, { align: 'workday' }] }])
  })

  it('has lunar beside last year alone', async () => {
    const { changes } = await ask({ ...spec, compare: ['previous', 'last_year'] })
    expect(Object.keys(changes['lead']!.previous!)).toEqual(['elapsed', 'weekday', 'workday'])
    expect(Object.keys(changes['lead']!.last_year!)).toEqual(['elapsed', 'weekday', 'workday', 'lunar'])
    const lunar = await ask({ ...spec, compare: ['previous', 'last_year'], align: 'lunar' })
    expect(lunar.flips.map(({ compare }) => compare)).toEqual(['previous'])
  })

  it('counts within the scope', async () => {
    const { changes } = await ask(spec, { where: { region: ['华南'] } })
    expect(changes['lead']!.previous).toEqual({ elapsed: 0, weekday: 1, workday: 0 })
  })

  it('needs a comparison, and refuses what a question refuses', async () => {
    await expect(ask({ measures: ['lead'] })).rejects.toMatchObject({ code: 'bad_spec', path: 'compare' })
    await expect(ask({ ...spec, where: { region: ['华东'] } }, { where: { region: ['华南'] } })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(ask({ ...spec, align: 'tide' })).rejects.toMatchObject({ code: 'bad_spec', path: 'align' })
  })
})

it('every change is that of the answer asked under that alignment', async () => {
  for (const period of ['today', 'week_to_date', 'xun_to_date', 'month_to_date', 'last_7_days']) {
    const asked = { measures: ['lead', 'lead_visit_rate'], period, compare: ['previous', 'last_year'] }
    const { changes, ranges } = await ask(asked)
    for (const align of ['elapsed', 'weekday', 'workday', 'lunar'] as const) {
      const direct = await house.asker.answer({ ...asked, align }, fullScope)
      expect(ranges[align]).toEqual(direct.ranges)
      const { current, last_year: then } = direct.total
      expect(changes['lead']!.last_year![align]).toBe(Number(current['lead']) - Number(then!['lead']))
      expect(changes['lead_visit_rate']!.last_year![align]).toBeNull()
    }
  }
})

it('the same badge is not read again for a while', async () => {
  let reads = 0
  const alignments = createAlignments(house.options, {
    ...house.asker,
    cells: (plan, seq, organisation) => {
      reads++
      return house.asker.cells(plan, seq, organisation)
    },
  })
  const week = { measures: ['lead'], period: 'week_to_date', compare: ['previous'] }
  const first = await alignments(week, fullScope)
  // Two plain weeks meet day by day, whichever way they are aligned: the readings are one.
  expect(reads).toBe(1)
  expect(await alignments({ ...week, by: ['region'] }, fullScope)).toBe(first)
  expect(reads).toBe(1)
})
