import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diagnose } from '#domain/diagnosis/diagnose.ts'
import type { Leaves } from '#domain/diagnosis/leaves.ts'
import { business, DIMS } from './business.ts'

const sum = (parts: readonly number[]): number => parts.reduce((all, part) => all + part, 0)
const RUNS = { seed: 11, numRuns: 60 }

/** Small worlds with any counts, zeros among them, of three regions. */
const world = fc
  .array(fc.record({ r: fc.nat(2), a: fc.nat(1), d: fc.nat(2), c: fc.nat(1), was: counts(), is: counts() }), { minLength: 1, maxLength: 24 })
  .map((cells): Leaves => ({
    dims: ['region', 'area', 'dealer_id', 'channel_1'],
    rows: cells.map(({ r, a, d, c }) => [`R${r}`, `A${r}${a}`, `D${r}${a}${d}`, `C${c}`]),
    stages: ['unique_lead', 'first_visit', 'order', 'deal'],
    baseline: [0, 1, 2, 3].map((s) => Float64Array.from(cells, ({ was }) => was[s]!)),
    actual: [0, 1, 2, 3].map((s) => Float64Array.from(cells, ({ is }) => is[s]!)),
  })) // prettier-ignore

function counts() {
  return fc
    .tuple(fc.nat(400), fc.nat(100), fc.nat(100), fc.nat(100))
    .map(([top, ...shares]) => shares.reduce((all, share) => [...all, Math.round((all.at(-1)! * share) / 100)], [top]))
}

const swapped = (leaves: Leaves): Leaves => ({ ...leaves, baseline: leaves.actual, actual: leaves.baseline })

describe('a split', () => {
  it('sums to the gap: over steps, over nodes, over steps of nodes', () => {
    fc.assert(
      fc.property(world, fc.constantFrom('region', 'area', 'dealer_id', 'channel_1'), (leaves, by) => {
        const { gap, steps, nodes, due, actual } = diagnose(leaves, { by })
        expect(gap).toBe(actual - due)
        expect(sum(steps.map(({ units }) => units))).toBeCloseTo(gap, 6)
        expect(sum(steps.map(({ mix }) => mix))).toBeCloseTo(0, 6)
        expect(sum(nodes.map((node) => node.gap))).toBeCloseTo(gap, 6)
        for (const node of nodes) expect(sum(node.steps)).toBeCloseTo(node.gap, 6)
        steps.forEach(({ units, mix, gained, lost, low, high }, step) => {
          expect(sum(nodes.map((node) => node.steps[step]!))).toBeCloseTo(units - mix, 6)
          expect(gained + lost).toBeCloseTo(units - mix, 6)
          expect(low <= units && units <= high).toBe(true)
        })
      }),
      RUNS,
    )
  })

  it('gives each region what its areas have, and each area what its dealers have, step by step', () => {
    const leaves = business(3, (value, stage) => (value('region') === 'R2' && stage === 'order' ? 0.7 : 1))
    const level = (by: string) => diagnose(leaves, { by }).nodes
    const parent = (child: string, by: string, above: string): string =>
      leaves.rows.find((row) => row[DIMS.indexOf(by)] === child)![DIMS.indexOf(above)]!
    for (const [by, above] of [['area', 'region'], ['dealer_id', 'area'], ['dealer_id', 'region']] as const) {
      const children = level(by)
      for (const node of level(above)) {
        const own = children.filter(({ key }) => parent(key[by]!, by, above) === node.key[above])
        expect(sum(own.map(({ gap }) => gap))).toBe(node.gap)
        node.steps.forEach((units, step) => expect(sum(own.map(({ steps }) => steps[step]!))).toBeCloseTo(units, 6))
      }
    } // prettier-ignore
  })

  it('says the opposite when the ranges change places', () => {
    fc.assert(
      fc.property(world, (leaves) => {
        const there = diagnose(leaves, { by: 'region' })
        const back = diagnose(swapped(leaves), { by: 'region' })
        expect(back.gap).toBeCloseTo(-there.gap, 6)
        there.steps.forEach(({ units, mix, gained }, step) => {
          expect(back.steps[step]!.units).toBeCloseTo(-units, 6)
          expect(back.steps[step]!.mix).toBeCloseTo(-mix, 6)
          expect(back.steps[step]!.lost).toBeCloseTo(-gained, 6)
        })
        for (const node of there.nodes) {
          const same = back.nodes.find(({ key }) => key['region'] === node.key['region'])!
          node.steps.forEach((units, step) => expect(same.steps[step]).toBeCloseTo(-units, 6))
        }
      }),
      RUNS,
    )
  })

  it('does not depend on names, on the order of rows, or on cells in which nothing is', () => {
    fc.assert(
      fc.property(world, (leaves) => {
        const order = leaves.rows.map((_, leaf) => leaf).reverse()
        const pick = (x: Float64Array) => Float64Array.from([...order.map((leaf) => x[leaf]!), 0])
        const turned: Leaves = {
          ...leaves,
          rows: [
            ...order.map((leaf) => leaves.rows[leaf]!.map((value) => `x${value}`)),
            ['xR0', 'xA00', 'new', 'none'],
          ],
          baseline: leaves.baseline.map(pick),
          actual: leaves.actual.map(pick),
        }
        const [one, other] = [diagnose(leaves, { by: 'region' }), diagnose(turned, { by: 'region' })]
        expect(other.gap).toBe(one.gap)
        one.steps.forEach(({ units, mix }, step) => {
          expect(other.steps[step]!.units).toBeCloseTo(units, 6)
          expect(other.steps[step]!.mix).toBeCloseTo(mix, 6)
        })
        for (const node of one.nodes) {
          const same = other.nodes.find(({ key }) => key['region'] === `x${node.key['region']}`)!
          expect(same.gap).toBe(node.gap)
        }
      }),
      RUNS,
    )
  })

  it('against a target scales the compared funnel: rates keep their parts, the volume carries the rest', () => {
    const leaves = business(5)
    const plain = diagnose(leaves, { by: 'region' })
    const aimed = diagnose(leaves, { by: 'region', due: plain.due * 1.2 })
    expect(aimed.due).toBeCloseTo(plain.due * 1.2, 6)
    expect(sum(aimed.steps.map(({ units }) => units))).toBeCloseTo(aimed.gap, 6)
    expect(aimed.steps[0]!.units - plain.steps[0]!.units).toBeCloseTo(-0.2 * plain.due, -2)
    aimed.steps.slice(1).forEach(({ baseline }, i) => expect(baseline.rate).toBeCloseTo(plain.steps[i + 1]!.baseline.rate!, 9))
  }) // prettier-ignore

  it('lays all upon the first stage where the comparison is empty', () => {
    const leaves = business(6)
    const nothing = leaves.baseline.map((x) => x.map(() => 0))
    const { due, gap, steps, causes } = diagnose({ ...leaves, baseline: nothing }, { by: 'region', due: 50 })
    expect(due).toBe(0)
    expect(steps[0]!.units).toBe(gap)
    expect(causes).toEqual([])
  })

  it('stands in a world of one segment, and in one of none', () => {
    const one: Leaves = {
      dims: ['region'],
      rows: [['R0']],
      stages: ['unique_lead', 'order'],
      baseline: [Float64Array.of(100), Float64Array.of(20)],
      actual: [Float64Array.of(50), Float64Array.of(10)],
    }
    const { steps, nodes, causes } = diagnose(one, { by: 'region' })
    expect(steps.map(({ units }) => units)).toEqual([-10, 0])
    expect(nodes).toHaveLength(1)
    expect(causes).toEqual([])
    const none = { ...one, rows: [], baseline: [new Float64Array(), new Float64Array()], actual: [new Float64Array(), new Float64Array()] } // prettier-ignore
    expect(diagnose(none, { by: 'region' })).toMatchObject({ gap: 0, nodes: [], causes: [] })
  })

  it('does not call a worse mix a worse rate', () => {
    // Both channels close better than before; the weaker one brings more of the traffic.
    const { steps } = diagnose(
      {
        dims: ['region', 'channel_1'],
        rows: [['R0', 'strong'], ['R0', 'weak']],
        stages: ['unique_lead', 'order'],
        baseline: [Float64Array.of(900, 100), Float64Array.of(270, 10)],
        actual: [Float64Array.of(300, 700), Float64Array.of(96, 84)],
      },
      { by: 'region' },
    ) // prettier-ignore
    const { units, mix } = steps[1]!
    expect(units).toBeLessThan(0)
    expect(units - mix).toBeGreaterThan(0)
  })
})
