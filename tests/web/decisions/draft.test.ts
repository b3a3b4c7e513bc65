import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readNew } from '#domain/decision/read.ts'
import { bodyOf, dueChoices, gainsOf, NO_DRAFT, whereOf } from '#web/decisions/draft.ts'
import { readOccasion } from '#web/decisions/occasion.ts'

const occasion = {
  question: { measure: 'delivery', compare: 'previous' as const, where: { region: ['华东'] }, period: 'month_to_date' as const },
  segment: { area: '苏南', channel_1: 'portal' },
  stage: 'first_visit',
  figures: { units: -14.2, before: 0.059, now: 0.037, of: 2590 },
  as_of: '2026-11-22T10:03:00+08:00',
  seq: 12,
} // prettier-ignore
const cause = {
  text: '',
  segment: occasion.segment,
  stage: 'first_visit',
  units: -14.2,
  side: 'inside',
  why: '',
} as const
const frozen = { occasion, baseline: { now: 0.037, before: 0.059 }, range: null, cause, rejected: [], units: 12, meeting_id: null, picture: null, client_key: 'k1' } // prettier-ignore

describe('what is sent of a decision', () => {
  it('is read by the house, with the cell as its place and the lost units claimed', () => {
    const draft = { ...NO_DRAFT, kinds: ['hq_calls', 'second_call'], owner: '周敏', due_on: '2026-11-25', to: 0.05 }
    expect(readNew(bodyOf(draft, frozen))).toMatchObject({
      title: '总部DCC代呼',
      measure_kind: 'hq_calls',
      also: ['second_call'],
      where: { region: ['华东'], area: ['苏南'], channel_1: ['portal'] },
      measure: 'unique_lead_first_visit_rate',
      claims: 14.2,
      expected: { from: 0.037, to: 0.05, amount: 0.013, units: 12 },
    })
  })

  it('may lack all but what is to be done', () => {
    const sent = readNew(bodyOf({ ...NO_DRAFT, what: '先派 386 条' }, frozen))
    expect([sent.owner, sent.due_on, sent.expected, sent.title]).toEqual(['', null, null, '先派 386 条'])
  })

  it('expects the whole of what was not there before', () => {
    const fresh = { ...frozen, baseline: { now: null, before: null } }
    expect(readNew(bodyOf({ ...NO_DRAFT, what: '新渠道', to: 0.05 }, fresh)).expected).toMatchObject({ amount: 0.05, from: null, to: 0.05 }) // prettier-ignore
  })

  it('narrows the question’s own place, never widens it', () => {
    expect(whereOf(occasion.question, { region: '华东' })).toEqual({ region: ['华东'] })
  })
})

describe('what a step would bring', () => {
  const range = { from: '2026-11-01T00:00:00+08:00', to: '2026-11-21T00:00:00+08:00' }
  it('is per day of the period, for the days that are left and for the next month', () => {
    const { month, next } = gainsOf({ units: 20, low: 10, high: 30 }, range, '2026-11-25', '2026-11-21')
    expect(month).toEqual({ units: 6, low: 3, high: 9 })
    expect(next).toEqual({ units: 31, low: 15.5, high: 46.5 })
  })

  it('is nothing this month once the due day lies beyond it', () => {
    const { month, next } = gainsOf({ units: 20, low: 10, high: 30 }, range, '2026-12-11', '2026-11-21')
    expect([month.units, next.units]).toEqual([0, 21])
  })
})

it('days to choose from lie ahead', () => {
  expect(dueChoices('2026-11-29')).toEqual(['2026-12-01', '2026-12-02', '2026-12-06'])
})

it('an address that says nothing sensible is no occasion', () => {
  expect(readOccasion(JSON.stringify(occasion))).toEqual(occasion)
  fc.assert(
    fc.property(fc.anything(), (raw) => readOccasion(JSON.stringify(raw) ?? raw) === null),
    { seed: 7 },
  )
  for (const name of Object.keys(occasion))
    expect(readOccasion(JSON.stringify({ ...occasion, [name]: undefined })), name).toBeNull()
})
