import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Scope } from '#domain/scope.ts'
import { sql } from '#store/clickhouse/sql.ts'
import { StoreError } from '#store/error.ts'
import { createDiagnoser } from '#server/diagnosis/diagnoser.ts'
import { at } from '#tests/query/house.ts'
import { openWhyHouse, tell, type Story, type WhyHouse } from './house.ts'

let house: WhyHouse
const even = { unique_lead: [10_000, 10_000], first_visit: [1000, 1000], test_drive: [500, 500], order: [300, 300], deal: [250, 250], delivery: [200, 200] } as const // prettier-ignore
/** At D1 half of the online leads do not come any more; whoever comes buys as before. */
const fewer = { unique_lead: [10_000, 10_000], first_visit: [1000, 500], test_drive: [500, 250], order: [300, 150], deal: [250, 120], delivery: [200, 100] } as const // prettier-ignore
const story: Story = {
  D1: { autohome: fewer, store: even },
  D2: { autohome: even, store: even },
  D4: { autohome: even, store: even },
}
const east: Scope = { where: { region: ['华东'] } }

beforeAll(async () => {
  house = await openWhyHouse()
  await tell(house, story, 'why')
})
afterAll(() => house.close())

describe('a diagnosis', () => {
  it('names the place and the step, with what it cost and the question that shows it', async () => {
    const answer = await house.diagnoser().diagnose({ where: {} }, house.whole)
    expect(answer).toMatchObject({ measure: 'delivery', against: 'previous', due: 1200, actual: 1100, gap: -100, by: 'region', due_by: null, silent: [] }) // prettier-ignore
    expect(answer.ranges.previous!.to).toBe('2026-10-22T10:00:00.000+08:00')
    const [cause] = answer.causes
    expect(cause).toMatchObject({ stage: 'first_visit', of: 'rate', view: { compare: ['previous'], measures: ['unique_lead', 'first_visit'] } }) // prettier-ignore
    expect(cause!.units).toBeGreaterThan(-130)
    expect(cause!.units).toBeLessThan(-70)
    const { total } = await house.asker.answer(cause!.view, house.whole)
    expect(total.current['first_visit']).toBe(500)
    expect(answer.nodes).toEqual([
      { key: { region: '华东' }, gap: -100, steps: expect.any(Array) as unknown },
      { key: { region: '华南' }, gap: 0, steps: expect.any(Array) as unknown },
    ])
  })

  it('goes down one level with each place, to the advisors of a store', async () => {
    const by = async (where: object) => (await house.diagnoser().diagnose({ where }, house.whole)).by
    expect(await by({ region: ['华东'] })).toBe('area')
    expect(await by({ region: ['华东', '华南'] })).toBe('region')
    expect(await by({ area: ['苏南'] })).toBe('dealer_id')
    const store = await house.diagnoser().diagnose({ where: { dealer_id: ['D1'] } }, house.whole)
    expect(store).toMatchObject({ by: 'advisor_id', gap: -100, nodes: [{ key: { advisor_id: 'A1' }, gap: -100 }] })
  })

  it('is held against what the target wants by now, with the compared funnel scaled to it', async () => {
    const target = { from: '2026-11-01', to: '2026-12-01', measure: 'delivery', kind: 'target' as const, value: 2000 }
    house.set({ targets: [target] })
    const answer = await house.diagnoser().diagnose({ compare: 'target' }, house.whole)
    expect(answer.due_by).toBe('pace')
    for (const { view } of answer.causes) expect(view.compare).toEqual(['target'])
    expect(answer.gap).toBeCloseTo(1100 - answer.due, 9)
    expect(answer.steps.reduce((sum, { units }) => sum + units, 0)).toBeCloseTo(answer.gap, 9)
    expect(answer.steps[1]!.baseline.rate).toBeCloseTo(0.1, 12)
    const custom = { from: '2026-11-01', to: '2026-11-16' }
    const week = await house.diagnoser().diagnose({ compare: 'target', period: custom }, house.whole)
    expect(week.due_by).toBe('weights')
    expect(week.due).toBeCloseTo(1000, 6)
    house.set({ targets: [] })
    await expect(house.diagnoser().diagnose({ compare: 'target' }, house.whole)).rejects.toMatchObject({ code: 'bad_spec', path: 'compare' }) // prettier-ignore
  })

  it('wants by now what past months had by then, of the target of who asks, and of none for kept stores', async () => {
    const target = { from: '2026-11-01', to: '2026-12-01', measure: 'delivery', kind: 'target' as const }
    house.set({
      targets: [
        { ...target, value: 2000 },
        { ...target, region: '华东', value: 1500 },
      ],
    })
    const asked = async (more: object, scope = house.whole) => {
      const { due, due_by } = await house.diagnoser().diagnose({ compare: 'target', as_of: '2026-11-10T10:00:00+08:00', ...more }, scope) // prettier-ignore
      return { due, due_by }
    }
    // By then five of October's ten entries were in, and 9.4 of 30 days are over.
    const [whole, own] = [await asked({}), await asked({}, east)]
    expect([whole.due_by, own.due_by]).toEqual(['pace', 'pace'])
    expect(Math.abs(whole.due / 1000 - 1)).toBeLessThan(0.1)
    expect(Math.abs(own.due / 750 - 1)).toBeLessThan(0.1)
    // What all stores are to bring is not what those that were open in both ranges are.
    await expect(asked({ base: 'same_store' })).rejects.toMatchObject({ path: 'compare' })
    house.set({ targets: [] })
  })

  it('tells each asker of the same question what lies in their own scope', async () => {
    const room = house.diagnoser()
    const [one, other] = [{ where: { dealer_id: ['D1'] } }, { where: { dealer_id: ['D4'] } }]
    const gaps = [await room.diagnose({}, one), await room.diagnose({}, other)].map(({ due, actual }) => [due, actual])
    expect(gaps).toEqual([[400, 300], [400, 400]]) // prettier-ignore
    const cut = { step: 'delivery', rows: 'model', columns: 'channel_1' }
    const totals = [await room.matrix(cut, one), await room.matrix(cut, other)].map(({ totals }) => totals.actual.count)
    expect(totals).toEqual([300, 400])
  })

  it('lays a target upon the volume where the compared range ended in nothing', async () => {
    const target = { from: '2026-11-01', to: '2026-12-01', measure: 'delivery', kind: 'target' as const, dealer_id: 'D3', value: 30 } // prettier-ignore
    house.set({ targets: [target] })
    const question = { compare: 'target', where: { dealer_id: ['D3'] } }
    const { due, actual, gap, steps, nodes } = await house.diagnoser().diagnose(question, house.whole)
    expect(due).toBeGreaterThan(15)
    expect({ actual, nodes }).toEqual({ actual: 0, nodes: [] })
    expect([gap, steps[0]!.units]).toEqual([-due, -due])
    const matrix = await house.diagnoser().matrix({ ...question, step: 'unique_lead', rows: 'model', columns: 'channel' }, house.whole) // prettier-ignore
    expect(matrix.totals).toMatchObject({ units: -due, mix: -due })
    house.set({ targets: [] })
  })

  it('tells no cause of a store whose data is late, though its events count', async () => {
    house.silent.push({ dealer_id: 'D1', last: at('11-21 19:40') }, { dealer_id: 'D4', last: at('11-22 10:00') })
    const answer = await house.diagnoser().diagnose({}, house.whole)
    expect(answer).toMatchObject({ gap: -100, silent: ['D1'], causes: [] })
    const pinned = await house.diagnoser().diagnose({ as_of: '2026-11-22T10:00:00+08:00' }, house.whole)
    expect(pinned.silent).toEqual([])
    const closed = await house.diagnoser().diagnose({ period: 'previous_month' }, house.whole)
    expect(closed.silent).toEqual([])
    const elsewhere = await house.diagnoser().diagnose({}, { where: { region: ['华南'] } })
    expect(elsewhere.silent).toEqual([])
    house.silent.length = 0
  })

  it('is read once for a hundred screens, and none stays older than ten seconds', async () => {
    const room = house.diagnoser()
    house.asked.length = 0
    const answers = await Promise.all(Array.from({ length: 100 }, () => room.diagnose({}, house.whole)))
    expect(new Set(answers).size).toBe(1)
    const once = house.asked.length
    await room.matrix({ step: 'first_visit', rows: 'area', columns: 'channel_1' }, house.whole)
    expect(house.asked).toHaveLength(once)
    await room.diagnose({}, east)
    expect(house.asked).toHaveLength(2 * once)
    house.set({ now: at('11-22 10:00') + 10_001 })
    house.asked.length = 0
    await room.diagnose({}, house.whole)
    // How leads were called (three statements) and what usually comes in (one) says why and is no figure: that is kept.
    expect(house.asked).toHaveLength(once - 4)
    // A step alone needs no process figures: one statement.
    house.asked.length = 0
    await house.diagnoser().matrix({ step: 'first_visit', rows: 'area', columns: 'channel_1' }, house.whole)
    expect(house.asked).toHaveLength(1)
    house.set({ now: at('11-22 10:00') })
  })

  it('refuses what it cannot answer, and names it', async () => {
    const refused = (raw: unknown, scope = house.whole) =>
      house.diagnoser().diagnose(raw, scope).then(() => null, (error: { code: string; path?: string }) => [error.code, error.path]) // prettier-ignore
    expect(await refused(null)).toEqual(['bad_spec', ''])
    expect(await refused({ measures: ['deal'] })).toEqual(['bad_spec', 'measures'])
    expect(await refused({ measure: 'lead' })).toEqual(['bad_spec', 'measure'])
    expect(await refused({ compare: 'target_full' })).toEqual(['bad_spec', 'compare'])
    expect(await refused({ by: 'week' })).toEqual(['bad_spec', 'by'])
    expect(await refused({ dims: [] })).toEqual(['bad_spec', 'dims'])
    expect(await refused({ dims: ['colour'] })).toEqual(['unknown_dimension', 'dims[0]'])
    expect(await refused({ where: { intake: ['new'] } })).toEqual(['bad_spec', 'where.intake'])
    expect(await refused({ period: 'century' })).toEqual(['bad_period', 'period'])
    expect(await refused({ where: { dealer_id: ['D4'] } }, east)).toEqual(['forbidden', 'where.dealer_id'])
  })

  it('says that the store is busy as every question does', async () => {
    const engine = {
      ...house.engine,
      query: () => Promise.reject(new StoreError('busy', 'line', 'too many questions are waiting')),
    }
    const lamp = { basis: 'pace', warning_from: -0.03, least_target: 10 } as const
    const room = createDiagnoser({ ...house.options, engine, asker: house.asker, retail: 'delivery', lamp, silent: () => Promise.resolve([]) }) // prettier-ignore
    await expect(room.diagnose({}, house.whole)).rejects.toMatchObject({ code: 'store_unavailable', status: 503 })
    await expect(house.engine.query(sql`SELECT 1`)).resolves.toHaveLength(1)
  })
})

describe('a matrix of a step', () => {
  it('sums to the step, in rows, columns and cells, and counts what the question counts', async () => {
    const matrix = await house
      .diagnoser()
      .matrix({ step: 'first_visit', rows: 'area', columns: 'channel' }, house.whole)
    const sum = (parts: readonly { units: number }[]) => parts.reduce((all, { units }) => all + units, 0)
    for (const parts of [matrix.rows, matrix.columns, matrix.cells])
      expect(sum(parts)).toBeCloseTo(matrix.totals.units - matrix.totals.mix, 9)
    expect(matrix.cells[0]).toMatchObject({
      row: '苏南', column: 'autohome', baseline: { count: 1000, rate: 0.1 }, actual: { count: 500, rate: 0.05 },
    }) // prettier-ignore
    expect(matrix.cells[0]!.high).toBeLessThan(0)
    const { steps } = await house.diagnoser().diagnose({}, house.whole)
    expect(matrix.totals.units).toBe(steps[1]!.units)
    const { rows } = await house.asker.answer({ measures: ['first_visit'], by: ['area', 'channel'] }, house.whole)
    for (const { key, current } of rows) {
      const cell = matrix.cells.find(({ row, column }) => row === key['area'] && column === key['channel'])
      expect(cell!.actual.count).toBe(current['first_visit'])
    }
  })

  it('refuses a step or a cut that is none', async () => {
    const room = house.diagnoser()
    await expect(room.matrix({ step: 'lead', rows: 'area', columns: 'channel' }, house.whole)).rejects.toMatchObject({ path: 'step' }) // prettier-ignore
    await expect(room.matrix({ step: 'order', rows: 'area', columns: 'day' }, house.whole)).rejects.toMatchObject({ path: 'columns' }) // prettier-ignore
    await expect(room.matrix({ step: 'order', rows: 'area', columns: 'area' }, house.whole)).rejects.toMatchObject({ path: 'columns' }) // prettier-ignore
  })
})
