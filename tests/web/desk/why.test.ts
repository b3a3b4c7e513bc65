import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cause, StepPart } from '#domain/diagnosis/answer.ts'
import type { Sentence } from '#domain/reading/reading.ts'
import { namesOf } from '#web/session/names.ts'
import { readBridge } from '#web/desk/bridge.ts'
import { DESK_START } from '#web/desk/state.ts'
import { deskOf, groupsOf } from '#web/desk/why/evidence.ts'
import { spotOf } from '#web/desk/why/link.ts'
import { cellAt, readMatrix, segmentOf, type MatrixAnswer } from '#web/desk/why/matrix.ts'
import { bandOf } from '#web/desk/why/members.ts'
import { askWhy } from '#web/desk/why/question.ts'
import { choicesOf, slideOf } from '#web/desk/why/whatif.ts'
import { causeText, segmentText } from '#web/desk/why/words.ts'

const STAGES = ['unique_lead', 'first_visit', 'test_drive', 'order', 'deal', 'delivery']
const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0)
const none = { count: 0, rate: null }
const units = fc.double({ min: -300, max: 300, noNaN: true })
const steps: fc.Arbitrary<StepPart[]> = fc
  .array(fc.tuple(units, units, fc.double({ min: 0, max: 40, noNaN: true })), { minLength: 2, maxLength: 6 })
  .map((parts) => {
    const shift = sum(parts.map(([, mix]) => mix)) / parts.length
    return parts.map(([own, mix, wide], i) => ({ stage: STAGES[i]!, of: i === 0 ? ('volume' as const) : ('rate' as const), units: own, mix: mix - shift, gained: 0, lost: 0, low: own - wide, high: own + wide, baseline: none, actual: none })) // prettier-ignore
  })

describe('the bridge', () => {
  it('prints whole steps that add up to the printed gap, from due to actual, with mix that sums to nothing', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 20_000 }), (parts, actual) => {
        const view = readBridge({ steps: parts, actual })
        expect(sum(view.bars.map((bar) => bar.units))).toBe(view.gap)
        expect(Math.abs(view.gap - sum(parts.map((part) => part.units)))).toBeLessThanOrEqual(0.5 + 1e-6)
        expect(view.due + view.gap).toBe(actual)
        expect(view.bars.at(-1)!.to).toBe(actual)
        expect(view.bars.every(({ from, units: own, to }) => from + own === to)).toBe(true)
        expect(sum(view.bars.map((bar) => bar.mix))).toBe(0)
        expect(view.start).toBeLessThanOrEqual(Math.max(0, Math.min(view.due, view.actual)))
      }),
      { seed: 8, numRuns: 400 },
    )
  })

  it('is red only where a loss lies beyond its own noise', () => {
    const of = (own: number, wide: number) => ({ stage: 'order', of: 'rate' as const, units: own, mix: 0, gained: 0, lost: own, low: own - wide, high: own + wide, baseline: none, actual: none }) // prettier-ignore
    const loss = (own: number, wide: number) => readBridge({ steps: [of(own, wide)], actual: 50 }).bars[0]!.loss
    expect([loss(-9, 4), loss(-9, 12), loss(9, 2), loss(-0.4, 0.1)]).toEqual([true, false, false, false])
  })
})

const cells = fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 6 })).chain(([rows, columns]) =>
  fc.record({
    values: fc.array(fc.array(units, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
    mix: fc.double({ min: -30, max: 30, noNaN: true }),
  }),
)
const side = (count: number, rate: number | null) => ({ count, rate })
const part = (own: number) => ({ units: own, low: own - 1, high: own + 1, baseline: side(59, 0.059), actual: side(37, 0.037) }) // prettier-ignore
function answerOf(values: number[][], mix: number): MatrixAnswer {
  return {
    of: 'rate',
    rows: values.map((row, i) => ({ value: `r${i}`, ...part(sum(row)) })),
    columns: values[0]!.map((_, j) => ({ value: `c${j}`, ...part(sum(values.map((row) => row[j]!))) })),
    cells: values.flatMap((row, i) => row.map((own, j) => ({ row: `r${i}`, column: `c${j}`, ...part(own) }))),
    totals: { ...part(sum(values.flat()) + mix), mix },
  }
}

describe('the matrix', () => {
  it('prints totals that are exact: rows, columns, and with the mix the step as the bridge has printed it', () => {
    fc.assert(
      fc.property(cells, fc.boolean(), ({ values, mix }, up) => {
        const real = sum(values.flat()) + mix
        const bridge = (up ? Math.ceil(real) : Math.floor(real)) || 0
        const view = readMatrix(answerOf(values, mix), bridge)
        expect(view.total.units).toBe(bridge)
        expect(sum(view.rowSums.map((cell) => cell.units)) + view.mix).toBe(bridge)
        expect(sum(view.columnSums.map((cell) => cell.units)) + view.mix).toBe(bridge)
        view.rows.forEach((_, i) => expect(sum(view.cells[i]!.map((cell) => cell.units))).toBe(view.rowSums[i]!.units))
        view.columns.forEach((_, j) =>
          expect(sum(view.cells.map((row) => row[j]!.units))).toBe(view.columnSums[j]!.units),
        )
      }),
      { seed: 21, numRuns: 300 },
    )
  })

  it('leaves out the channel whose customers are there already, as long as it took nothing', () => {
    const walked = (own: number): MatrixAnswer => {
      const made = answerOf([[-14, own], [-7, 0]], 0) // prettier-ignore
      const there = { baseline: side(100, 1), actual: side(90, 1) }
      made.columns[1] = { ...made.columns[1]!, ...there }
      return made
    }
    expect(readMatrix(walked(0), -21)).toMatchObject({ columns: ['c0'], past: ['c1'], total: { units: -21 } })
    expect(readMatrix(walked(-3), -24)).toMatchObject({ columns: expect.arrayContaining(['c1']) as string[], past: [] })
  })

  it('finds cells and sums, and says what they are of', () => {
    const view = readMatrix(answerOf([[-14, -1], [-7, 0]], 0), -22) // prettier-ignore
    expect(cellAt(view, { row: 'r0', column: 'c0' })).toMatchObject({ units: -14, before: 0.059, now: 0.037, of: 1_000, loss: true }) // prettier-ignore
    expect(cellAt(view, { row: 'r1', column: null })!.units).toBe(-7)
    expect(cellAt(view, { row: null, column: 'c0' })!.units).toBe(-21)
    expect(cellAt(view, { row: 'gone', column: null })).toBeNull()
    expect(segmentOf({ row: '苏南', column: 'portal' }, 'area', 'channel_1')).toEqual({ area: '苏南', channel_1: 'portal' }) // prettier-ignore
    expect(segmentOf({ row: null, column: '' }, 'area', 'channel_1')).toEqual({ channel_1: '' })
  })
})

describe('a store’s own band', () => {
  const weeks = (rate: number, tries: number, n = 12) =>
    Array.from({ length: n }, (_, i) => ({ tries, hits: Math.round(tries * rate * (i % 2 ? 1.05 : 0.95)) }))
  it('holds the usual rate, leaves out one that fell, and is wider for fewer tries', () => {
    const band = bandOf(weeks(0.06, 400), 1_000)!
    expect(band.low < 0.06 && band.high > 0.06).toBe(true)
    expect(band.low).toBeGreaterThan(0.037)
    const small = bandOf(weeks(0.06, 20), 60)!
    expect(small.high - small.low).toBeGreaterThan(band.high - band.low)
  })
  it('is none of too few weeks or tries', () => {
    expect(bandOf(weeks(0.06, 400, 3), 1_000)).toBeNull()
    expect(bandOf(weeks(0.06, 400), 9)).toBeNull()
    expect(bandOf([], 100)).toBeNull()
  })
})

const dealer = (dealer_id: string, region: string, area: string) => ({ dealer_id, name: `${dealer_id}店`, region, area, province: '江苏', city: '苏州', attrs: { short_name: `${dealer_id}短` } }) // prettier-ignore
const names = namesOf({
  dealers: [dealer('D1', '华东', '苏南'), dealer('D2', '西部', '成都')],
  advisors: [{ advisor_id: 'A1', name: '顾问', dealer_id: 'D1' }],
  models: [{ model: 'E', series: 'E', brand: '远澜', attrs: { zh: '澜E', en: 'LAN E' } }],
  channels: [
    { channel: 'portal', name: '垂媒', attrs: { en: 'Portals' } },
    { channel: 'portal_b', parent: 'portal', name: '垂媒B', attrs: { en: 'Portal B' } },
  ],
})
const cause = (more: Partial<Cause>): Cause => ({ segment: {}, stage: 'first_visit', of: 'rate', units: -14, low: -20, high: -8, expected: 150, actual: 96, rate: { before: 0.059, now: 0.037, of: 2_590 }, evidence: 40, small: false, view: {}, ...more }) // prettier-ignore

describe('a cause', () => {
  it('is said in one short line, in both languages', () => {
    const said = causeText(
      cause({ segment: { region: '华东', area: '苏南', channel_1: 'portal' } }),
      '全国',
      names,
      'zh',
    )
    expect(said).toEqual({ place: '苏南', what: '垂媒到店率 5.9→3.7%' })
    expect([...`${said.place}·${said.what} −14台`].length).toBeLessThanOrEqual(26)
    const lapsed = cause({ segment: { region: '西部', channel_1: 'portal', channel: 'portal_b' }, stage: 'unique_lead', of: 'volume', rate: null, expected: 1_000, actual: 300 }) // prettier-ignore
    expect(causeText(lapsed, '全国', names, 'zh')).toEqual({ place: '西部', what: '垂媒B线索 −70%' })
    const bulk = cause({ segment: { model: 'E' }, stage: 'unique_lead', of: 'mix', rate: null, expected: 100, actual: 240 }) // prettier-ignore
    expect(causeText(bulk, '全国', names, 'zh')).toEqual({ place: '全国', what: '澜E线索 +140% 稀释' })
    expect(segmentText({ dealer_id: 'D1', model: 'E' }, '全国', names, 'zh')).toBe('D1短 × 澜E')
  })

  it('opens the desk at exactly its cell', () => {
    const spot = (segment: Record<string, string>, scope: string[] = []) => spotOf(segment, 'first_visit', scope, names)
    expect(spot({ area: '苏南', channel_1: 'portal' })).toEqual({ path: ['华东'], chosen: [], step: 'first_visit', across: 'channel_1', cell: { row: '苏南', column: 'portal' } }) // prettier-ignore
    expect(spot({ region: '西部', channel_1: 'portal', channel: 'portal_b' })).toMatchObject({ path: [], across: 'channel', cell: { row: '西部', column: 'portal_b' } }) // prettier-ignore
    expect(spot({ model: 'E' }, ['华东'])).toMatchObject({ path: ['华东'], across: 'model', cell: { row: null, column: 'E' } }) // prettier-ignore
    expect(spot({ dealer_id: 'D1' })).toMatchObject({ path: ['华东', '苏南'], cell: { row: 'D1', column: null } })
    expect(spot({ dealer_id: 'D1', advisor_id: 'A1' })).toMatchObject({ path: ['华东', '苏南', 'D1'], cell: { row: 'A1' } }) // prettier-ignore
    expect(spot({ area: '苏南', model: 'E', channel_1: 'portal' })).toMatchObject({
      across: 'model',
      channel: 'portal',
    })
    expect(spot({})).toMatchObject({ path: [], cell: null })
    expect(spot({ region: '华东' }, ['华东'])).toMatchObject({ path: ['华东'], cell: null })
    expect(spot({ region: '华东', model: 'E' }, ['华东', '苏南'])).toMatchObject({ path: ['华东', '苏南'], cell: { row: null, column: 'E' } }) // prettier-ignore
  })
})

describe('the evidence', () => {
  const sentence = (own: Partial<Sentence>): Sentence => ({ topic: 'process', side: 'inside', supports: true, zh: '', en: '', figures: [], ...own }) // prettier-ignore
  it('stands by side, facts against it too, and what nothing is known of last', () => {
    const groups = groupsOf({
      sentences: [
        sentence({ zh: 'a' }),
        sentence({ zh: 'b', side: 'outside', supports: false }),
        sentence({ zh: 'c', side: 'outside', supports: null }),
      ],
    })
    expect(
      groups.map(({ side: of, lines }) => [of, lines.map(({ sentence: { zh }, mark }) => `${zh} ${mark}`)]),
    ).toEqual([
      ['outside', ['b against']],
      ['inside', ['a supports']],
      ['unknown', ['c none']],
    ])
  })

  it('opens the desk with the figures of a sentence', () => {
    const view = { measures: ['first_response_median'], where: { area: ['苏南'], channel_1: ['portal'] }, by: ['model' as const] } // prettier-ignore
    expect(deskOf(view, [], names)).toMatchObject({ path: ['华东', '苏南'], channel: 'portal', columns: ['first_response_median'], cross: 'model', step: null }) // prettier-ignore
    expect(deskOf({ measures: ['deal'] }, ['华东'], names)).toMatchObject({ path: [] })
  })
})

describe('what if', () => {
  it('slides over what history has seen and never outside of what can be', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (a, b) => {
        const seen = { least: Math.min(a, b), most: Math.max(a, b) }
        const { least, most, step } = slideOf({ of: 'rate', from: a, to: b, seen })
        expect(least).toBeGreaterThanOrEqual(0)
        expect(most > least && step > 0).toBe(true)
        expect(least <= seen.least && most >= seen.most).toBe(true)
        expect(most).toBeLessThanOrEqual(1)
      }),
      { seed: 2 },
    )
    expect(choicesOf('volume')).not.toContain('best')
  })
})

describe('the question', () => {
  it('is that of the desk: its place, period, clock and filters', () => {
    const state = { ...DESK_START, path: ['华东'], model: 'E', align: 'workday' as const, asOf: '2026-11-22T02:03:00.000Z' } // prettier-ignore
    expect(askWhy({ state, retail: 'delivery', today: '2026-11-22', channelLevel: () => 1 }, ['华东'], 'target')).toEqual({ measure: 'delivery', compare: 'target', where: { region: ['华东'], model: ['E'] }, period: 'month_to_date', align: 'workday', as_of: '2026-11-22T02:03:00.000Z' }) // prettier-ignore
  })
})
