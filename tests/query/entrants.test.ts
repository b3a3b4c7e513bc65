import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fullScope } from '#domain/scope.ts'
import type { Reach } from '#domain/view.ts'
import type { ListedRow } from '#server/query/listed.ts'
import { insertFacts } from '#store/clickhouse/facts.ts'
import { at, fact, openHouse, type House } from './house.ts'

let house: House
const cohort = { measures: ['order'], period: 'month_to_date', mode: 'cohort', window_days: 14 }
const list = (more: Record<string, unknown>) => house.rows({ ...cohort, ...more }, fullScope)
const ids = (rows: readonly ListedRow[]) => rows.map(({ event_id }) => event_id).sort()

let seq = 0
/** A lead of one person at a dealer, with the unique lead that it holds. */
const enters = (person: string, dealer_id: string, when: string, units = 1) => {
  const lead = { dealer_id, person, lead_id: `L-${person}`, event_id: `l-${person}`, occurred_at: at(when), units }
  return [fact({ ...lead, seq: ++seq, kind: 'lead' }), fact({ ...lead, seq: ++seq, kind: 'unique_lead', derived: 1 })]
}
const then = (person: string, dealer_id: string, kind: 'order' | 'lost' | 'revive', when: string) =>
  fact({ seq: ++seq, kind, dealer_id, person, lead_id: `L-${person}`, event_id: `${kind}-${person}`, occurred_at: at(when) }) // prettier-ignore

beforeAll(async () => {
  house = await openHouse()
  await insertFacts(
    house.engine,
    [
      ...enters('buys', 'D1', '11-02 09:00'),
      then('buys', 'D1', 'order', '11-05 09:00'),
      ...enters('late', 'D1', '11-02 10:00'),
      then('late', 'D1', 'order', '11-20 09:00'),
      ...enters('gone', 'D1', '11-03 09:00'),
      then('gone', 'D1', 'lost', '11-06 09:00'),
      ...enters('back', 'D2', '11-15 09:00', 2),
      then('back', 'D2', 'lost', '11-16 09:00'),
      then('back', 'D2', 'revive', '11-17 09:00'),
      ...enters('before', 'D1', '10-03 09:00'),
    ],
    'entrants',
  )
})
afterAll(() => house.close())

describe('the entrants behind a stage of a cohort', () => {
  it('are those that the figure counts, part by part', async () => {
    const answer = await house.asker.answer(cohort, fullScope)
    const parts = answer.total.current['order'] as Reach
    expect(parts).toEqual({ reached: 1, lost: 1, undecided: 3, expired: 1 })
    for (const [part, names] of [['reached', ['l-buys']], ['lost', ['l-gone']], ['undecided', ['l-back', 'l-late']], ['expired', ['l-late']]] as const) {
      const { rows, figure, total } = await list({ part })
      expect([part, ids(rows), figure, total]).toEqual([part, names, parts[part], names.length])
      expect(rows.reduce((sum, { sign, units }) => sum + sign * units, 0)).toBe(figure)
    } // prettier-ignore
  })

  it('of a cell and of a comparison are its own', async () => {
    expect(ids((await list({ part: 'undecided', by: ['dealer_id'], key: { dealer_id: 'D2' } })).rows)).toEqual(['l-back']) // prettier-ignore
    expect(ids((await list({ part: 'undecided', range: 'previous' })).rows)).toEqual(['l-before'])
  })

  it('of a rate are those who reached either stage', async () => {
    const rate = { measures: ['unique_lead_order_rate'] }
    expect(ids((await list({ ...rate, part: 'numerator' })).rows)).toEqual(['l-buys'])
    expect((await list({ ...rate, part: 'denominator' })).figure).toBe(5)
  })

  it('are refused where a figure is no single stage', async () => {
    await expect(list({ measures: ['lead_order_rate'] })).rejects.toMatchObject({ code: 'bad_spec' })
    await expect(list({ part: 'gone' })).rejects.toMatchObject({ path: 'part' })
    await expect(list({ mode: 'flow', window_days: undefined, part: 'reached' })).rejects.toMatchObject({ path: 'part' }) // prettier-ignore
  })
})
