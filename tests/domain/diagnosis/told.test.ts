import { describe, expect, it } from 'vitest'
import { compareCauses } from '#domain/diagnosis/order.ts'
import { cuboidOf, latticeOf } from '#domain/diagnosis/lattice.ts'
import { mergeParts } from '#domain/diagnosis/merge.ts'
import type { Outlook } from '#domain/diagnosis/outlook.ts'
import { sumsOf, type Field } from '#domain/diagnosis/scan.ts'
import { comparable, hasShut } from '#domain/diagnosis/shut.ts'
import { withWakes } from '#domain/diagnosis/wake.ts'
import type { Weighed } from '#domain/diagnosis/weigh.ts'

/** Two regions of four areas. */
const ROWS = Array.from({ length: 8 }, (_, area) => [`R${area >> 2}`, `A${area}`])
const LATTICE = latticeOf(['region', 'area'], ROWS)
const GEO = ['region', 'area']

/** A step that expected a hundred at each area; chance makes ten of it. */
function fieldOf(actual: readonly number[], more: Partial<Field> = {}): Field {
  const expected = Float64Array.from(ROWS, () => 100)
  return { expected, actual: Float64Array.from(actual), variance: expected.slice(), swing: expected.slice(), ...more }
}

/** A cause in one area (or region) at a step, as its counts are. */
function causeAt(fields: readonly Field[], field: number, name: string): Weighed {
  const dims = [name.startsWith('R') ? 0 : 1]
  const cuboid = cuboidOf(LATTICE, dims)
  const place = { cuboid, key: cuboid.keys[ROWS.findIndex((row) => row[dims[0]!] === name)]! }
  const sums = sumsOf(fields[field]!, place)
  return { ...sums, ...place, field, evidence: 20, shift: sums.actual - sums.expected, signed: false }
}

const outlookOf = (fields: Field[], yields: readonly number[] = []): Outlook => ({
  fields,
  yields: fields.map((_, step) => Float64Array.from(ROWS, () => yields[step] ?? 1)),
})

const nameOf = ({ cuboid: { dims, keys }, key }: Weighed): string => ROWS[keys.indexOf(key)]![dims[0]!]!

describe('parts of one region', () => {
  const told = (fields: Field[], names: readonly string[]) =>
    mergeParts(LATTICE, outlookOf(fields), names.map((name) => causeAt(fields, 0, name)), GEO) // prettier-ignore

  it('are told as the region where its rest moved with them, with the units of all', () => {
    const [one, ...others] = told([fieldOf([60, 60, 75, 75, 100, 100, 100, 100])], ['A0', 'A1'])
    expect(others).toEqual([])
    expect(nameOf(one!)).toBe('R0')
    expect(one).toMatchObject({ expected: 400, actual: 270, shift: -130, evidence: 40 })
  })

  it('stay apart where the rest stood, and where one fell and one rose', () => {
    expect(told([fieldOf([60, 60, 100, 100, 100, 100, 100, 100])], ['A0', 'A1']).map(nameOf)).toEqual(['A0', 'A1'])
    expect(told([fieldOf([60, 140, 100, 100, 100, 100, 100, 100])], ['A0', 'A1']).map(nameOf)).toEqual(['A0', 'A1'])
  })

  it('leave what rose within the region beside it', () => {
    const found = told([fieldOf([60, 60, 106, 50, 100, 100, 100, 100])], ['A0', 'A1', 'A2'])
    expect(found.map(nameOf).sort()).toEqual(['A2', 'R0'])
  })

  it('stay apart where the counts of the rest went along by chance, and its callers answer as before', () => {
    const calls = fieldOf([30, 30, 100, 100, 100, 100, 100, 100])
    const visits = fieldOf([80, 80, 88, 88, 100, 100, 100, 100])
    expect(told([visits], ['A0', 'A1']).map(nameOf)).toEqual(['R0'])
    const heard = { ...visits, signs: [{ field: calls, direction: 1 as const }] }
    expect(told([heard], ['A0', 'A1']).map(nameOf)).toEqual(['A0', 'A1'])
  })
})

describe('the wake of a cause', () => {
  const whole = [100, 100, 100, 100, 100, 100, 100] as const
  /** Leads fell by half at the first area; later steps are as given. A lead is worth 0.1, a visit 0.4, an order one. */
  const valued = (visits: number, orders: number, of: readonly (readonly [field: number, area: string])[]) => {
    const fields = [fieldOf([50, ...whole]), fieldOf([visits, ...whole]), fieldOf([orders, ...whole])]
    return withWakes(outlookOf(fields, [0.1, 0.4, 1]), of.map(([field, name]) => causeAt(fields, field, name))) // prettier-ignore
  }

  it('is what later steps of the same place give back: it is laid upon the cause, and no cause of its own', () => {
    const [one, ...others] = valued(110, 100, [[0, 'A0'], [1, 'A0']]) // prettier-ignore
    expect(others).toEqual([])
    expect(one!.gross).toBeCloseTo(-5, 9)
    expect(one!.net).toBeCloseTo(-5 + 4, 9)
    expect(one!.wake).toEqual([1])
    expect(one!.deviation).toBeCloseTo(10 * 0.1, 9)
  })

  it('is not what fell as well, what lies elsewhere, or what is far more than the cause', () => {
    for (const visits of [90, 120])
      expect(valued(visits, 100, [[0, 'A0'], [1, 'A0']]).map(({ net, gross }) => net === gross)).toEqual([true, true]) // prettier-ignore
    const fields = [fieldOf([50, ...whole]), fieldOf([100, 108, ...whole.slice(1)])]
    const apart = withWakes(outlookOf(fields, [0.1, 0.4]), [causeAt(fields, 0, 'A0'), causeAt(fields, 1, 'A1')])
    expect(apart.map(({ wake }) => wake)).toEqual([[], []])
  })
})

describe('a dealer', () => {
  it('is shut with less than an eighth of what it had, and new with less than an eighth of what it has', () => {
    expect([hasShut(100, 11), hasShut(100, 13), hasShut(19, 0), hasShut(20, 0)]).toEqual([true, false, false, true])
  })

  it('that shut or opened between the ranges is held against nobody; one that only fell is', () => {
    const [was, is] = [[100, 100, 0, 5], [0, 40, 100, 0]] // prettier-ignore
    const leaves = {
      dims: ['region', 'dealer_id'],
      rows: ['shut', 'fell', 'new', 'small'].map((name) => ['R0', name]),
      stages: ['unique_lead', 'order'],
      baseline: [was, was].map((counts) => Float64Array.from(counts)),
      actual: [is, is].map((counts) => Float64Array.from(counts)),
    }
    const { rows, baseline, actual } = comparable(leaves)
    expect(rows.map(([, name]) => name)).toEqual(['fell', 'small'])
    expect([baseline[1], actual[0]].map((counts) => [...counts!])).toEqual([[100, 5], [40, 0]]) // prettier-ignore
  })
})

it('causes are told in their order: without doubt first; losses, dilution, gains; the most units', () => {
  const [sure, doubtful] = [50, 1]
  const causes = [
    { of: 'rate', units: -9, evidence: sure },
    { of: 'rate', units: -3, evidence: sure },
    { of: 'mix', units: -1, evidence: sure },
    { of: 'volume', units: 40, evidence: sure },
    { of: 'volume', units: 20, evidence: sure },
    { of: 'volume', units: -70, evidence: doubtful },
    { of: 'mix', units: -80, evidence: doubtful },
    { of: 'rate', units: 90, evidence: doubtful },
  ] as const
  for (const turned of [[...causes].reverse(), [...causes.slice(3), ...causes.slice(0, 3)]])
    expect(turned.sort(compareCauses)).toEqual(causes)
})
