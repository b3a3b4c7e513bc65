import { describe, expect, it } from 'vitest'
import type { Cause } from '#domain/diagnosis/answer.ts'
import type { Leaves } from '#domain/diagnosis/leaves.ts'
import { organise } from '#domain/organisation.ts'
import type { Plan } from '#domain/plan.ts'
import { openZone } from '#domain/zone.ts'
import { readDiagnosisSpec } from '#server/diagnosis/spec.ts'
import { causesIn, joined, widened } from '#server/diagnosis/wider.ts'
import { dealer, smallMaker } from '#tests/oracle/world.ts'

const DEALERS = ['D1', 'D2', 'D3', 'D4']
const organisation = organise({
  ...smallMaker,
  dealers: DEALERS.map((id) => dealer(id, id < 'D3' ? '华东' : '华南', id < 'D3' ? '苏南' : '粤东')),
})
const plan = (where: object) => ({ spec: { where, org: 'current' }, as_of: 0, clock: { zone: openZone('UTC') } }) as unknown as Plan // prettier-ignore

/** Orders and deliveries of two models at four dealers; cars of X5 come at half. */
const ROWS = DEALERS.flatMap((id) => ['X5', 'S7'].map((model) => [id < 'D3' ? '华东' : '华南', id, model]))
const column = (of: (row: readonly string[]) => number) => Float64Array.from(ROWS, of)
const leaves: Leaves = {
  dims: ['region', 'dealer_id', 'model'],
  rows: ROWS,
  stages: ['order', 'delivery'],
  baseline: [column(() => 100), column(() => 90)],
  actual: [column(() => 100), column(([, , model]) => (model === 'X5' ? 45 : 90))],
}
const causeOf = (part: Partial<Cause>): Cause => ({
  segment: { model: 'X5' }, stage: 'delivery', of: 'rate', units: -180, low: -200, high: -160, expected: 360, actual: 180, rate: null,
  evidence: 60, small: false, view: {}, ...part,
}) // prettier-ignore

describe('a wider question', () => {
  const wheres = (where: object) => widened(readDiagnosisSpec({ where }, 'delivery')).map(({ question }) => question['where']) // prettier-ignore

  it('leaves out the places; of a model or channel what it names of these, and both', () => {
    expect(wheres({})).toEqual([])
    expect(wheres({ campaign: ['x'] })).toEqual([])
    expect(wheres({ region: ['华东'], campaign: ['x'] })).toEqual([{ campaign: ['x'] }])
    expect(wheres({ model: ['X5'] })).toEqual([{}])
    expect(wheres({ region: ['华东'], channel_1: ['online'] })).toEqual([{ region: ['华东'] }, {}])
  })

  it('tells a narrow one what lies in it, and the share of what reaches beyond', () => {
    const inEast = { plan: plan({ region: ['华东'] }), dealers: ['D1', 'D2'], organisation }
    const there = causeOf({ segment: { dealer_id: 'D2' }, units: -45 })
    const elsewhere = causeOf({ segment: { region: '华南' } })
    const all = causeOf({})
    const { own, shares } = causesIn([there, elsewhere, all], leaves, inEast)
    expect(own).toEqual([there])
    // Half of the model's cars are the east's.
    expect(shares).toHaveLength(1)
    expect(shares[0]).toMatchObject({ segment: { model: 'X5' }, expected: 180, actual: 90, units: -90 })
  })

  it('of a model tells that model nothing of another one', () => {
    const ofS7 = { plan: plan({ model: ['S7'] }), dealers: DEALERS, organisation }
    expect(causesIn([causeOf({})], leaves, ofS7)).toEqual({ own: [], shares: [] })
    const ofX5 = { ...ofS7, plan: plan({ model: ['X5'] }) }
    expect(causesIn([causeOf({})], leaves, ofX5).own).toHaveLength(1)
    // Leaves that tell no model cannot say what lies there.
    const blind = { ...leaves, dims: ['region', 'dealer_id', 'campaign'] }
    expect(causesIn([causeOf({ segment: {} })], blind, ofX5)).toEqual({ own: [], shares: [] })
  })

  it('stands for what the narrow one says of the same step; shares only where neither says anything, from some units on', () => {
    const [wide, mine, other] = [causeOf({ units: -50 }), causeOf({ units: -7 }), causeOf({ stage: 'order', units: -9 })] // prettier-ignore
    expect(joined({ own: [wide], shares: [] }, [mine, other], 1)).toEqual([wide, other])
    expect(joined({ own: [], shares: [wide] }, [mine, other], 1)).toEqual([other, mine])
    expect(joined({ own: [], shares: [wide] }, [other], 50)).toEqual([wide, other])
    expect(joined({ own: [], shares: [wide] }, [other], 51)).toEqual([other])
  })
})
