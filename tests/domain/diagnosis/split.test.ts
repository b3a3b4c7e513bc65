import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diagnose } from '#domain/diagnosis/diagnose.ts'
import type { Leaves } from '#domain/diagnosis/leaves.ts'
import { matrixOf } from '#domain/diagnosis/matrix.ts'
import { partsOfCells } from '#tests/oracle/cells.ts'
import { business, DIMS, poisson, random } from './business.ts'

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

/** Larger ones, most cells of which are alive in both ranges, of few units and of many; some with stages that were passed over. */
const fuller = fc.noBias(
  fc
    .array(
      fc.record({
        r: fc.nat(2), a: fc.nat(1), d: fc.nat(2), m: fc.nat(1), c: fc.nat(1), k: fc.constantFrom('', '', 'sale'),
        was: living(), is: living(),
      }),
      { minLength: 20, maxLength: 60, size: 'max' },
    )
    .map((cells): Leaves => ({
      dims: ['region', 'area', 'dealer_id', 'model', 'channel_1', 'campaign'],
      rows: cells.map(({ r, a, d, m, c, k }) => [`R${r}`, `A${r}${a}`, `D${r}${a}${d}`, `M${m}`, `C${c}`, k]),
      stages: ['unique_lead', 'first_visit', 'order', 'deal'],
      baseline: [0, 1, 2, 3].map((s) => Float64Array.from(cells, ({ was }) => was[s]!)),
      actual: [0, 1, 2, 3].map((s) => Float64Array.from(cells, ({ is }) => is[s]!)),
    })),
) // prettier-ignore

function living() {
  const share = fc.integer({ min: 20, max: 100 })
  return fc
    .tuple(fc.constantFrom(0, 4, 30, 400), share, share, share, fc.constantFrom(...[0, 0, 0, 0, 1, 2, 3]))
    .map(([top, first, second, third, skipped]) => {
      const shares = [first, second, third]
      const counts = shares.reduce((all, one) => [...all, Math.round((all.at(-1)! * one) / 100)], [top as number])
      return counts.map((count, s) => (s === skipped - 1 ? 0 : count))
    })
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

  it('is that of a plain recount, cell by cell: of each node and step, of what gained and lost, also against a target', () => {
    const due = fc.option(fc.integer({ min: 1, max: 3_000 }), { nil: null })
    let several = 0
    fc.assert(
      fc.property(fuller, fc.constantFrom('region', 'area', 'dealer_id', 'model', 'campaign'), due, (leaves, by, aim) => {
        const end = sum([...leaves.baseline.at(-1)!])
        const scale = aim !== null && end > 0 ? aim / end : 1
        const told = diagnose(leaves, { by, due: aim, most: 0 })
        const { nodes, gained, lost } = partsOfCells(leaves, ['area', 'channel_1', 'campaign'], by, scale)
        const size = 1e-9 * Math.max(1, told.due, told.actual)
        expect(told.due).toBeCloseTo(end * scale, 6)
        expect(told.nodes.map(({ key }) => key[by]!).sort()).toEqual([...nodes.keys()].sort())
        for (const { key, steps, gap } of told.nodes) {
          const own = nodes.get(key[by]!)!
          steps.forEach((units, step) => expect(Math.abs(units - own[step]!)).toBeLessThan(size))
          const at = leaves.dims.indexOf(by)
          const ends = leaves.rows.map((row, leaf) => (row[at] === key[by] ? leaves.actual[3]![leaf]! - scale * leaves.baseline[3]![leaf]! : 0)) // prettier-ignore
          expect(Math.abs(gap - sum(ends))).toBeLessThan(size)
        }
        told.steps.forEach((step, s) => {
          expect(Math.abs(step.gained - gained[s]!)).toBeLessThan(size)
          expect(Math.abs(step.lost - lost[s]!)).toBeLessThan(size)
        })
        if (told.nodes.length > 2 && told.gap !== 0) several++
      }),
      RUNS,
    )
    expect(several).toBeGreaterThan(25)
  }) // prettier-ignore

  it('by two dimensions is that recount too, with the counts of each cell', () => {
    fc.assert(
      fc.property(fuller, fc.nat(3), fc.option(fc.integer({ min: 1, max: 3_000 }), { nil: null }), (leaves, step, aim) => {
        const end = sum([...leaves.baseline.at(-1)!])
        const scale = aim !== null && end > 0 ? aim / end : 1
        const { rows, columns, cells } = matrixOf(leaves, leaves.stages[step]!, ['region', 'model'], aim)
        const crossed = { ...leaves, dims: [...leaves.dims, 'both'], rows: leaves.rows.map((row) => [...row, `${row[0]} ${row[3]}`]) }
        const size = 1e-9 * Math.max(1, end * scale, sum([...leaves.actual.at(-1)!]))
        const is = (parts: { name: string; units: number; baseline: { count: number }; actual: { count: number } }[], by: string) => {
          const { nodes } = partsOfCells(crossed, ['area', 'channel_1', 'campaign'], by, scale)
          expect(parts.map(({ name }) => name).sort()).toEqual([...nodes.keys()].sort())
          for (const { name, units, baseline, actual } of parts) {
            const own = (counts: Float64Array) => sum([...counts].filter((_, leaf) => crossed.rows[leaf]![crossed.dims.indexOf(by)] === name))
            expect(Math.abs(units - nodes.get(name)![step]!)).toBeLessThan(size)
            expect(Math.abs(baseline.count - scale * own(leaves.baseline[step]!))).toBeLessThan(size * 100)
            expect(actual.count).toBe(own(leaves.actual[step]!))
          }
        }
        is(rows.map((part) => ({ ...part, name: part.value })), 'region')
        is(columns.map((part) => ({ ...part, name: part.value })), 'model')
        is(cells.map((part) => ({ ...part, name: `${part.row} ${part.column}` })), 'both')
      }),
      RUNS,
    )
  }) // prettier-ignore

  it('holds nine of ten repetitions of the same business between low and high, also against a target and in a cell', () => {
    const next = random(21)
    const binomial = (n: number, p: number): number => Array.from({ length: n }, () => Number(next() < p)).reduce((a, b) => a + b, 0)
    const draw = (lead: number, ...rates: number[]) => rates.reduce((all, p) => [...all, binomial(all.at(-1)!, p)], [poisson(lead, next)])
    for (const scale of [1, 1.1]) {
      const held = [0, 0, 0]
      const inRow = [0, 0, 0]
      for (let turn = 0; turn < 400; turn++) {
        const [was, is] = [draw(400, 0.5, 0.4), draw(380, 0.53, 0.4)]
        const world: Leaves = {
          dims: ['region', 'model'], rows: [['R0', 'M0']], stages: ['unique_lead', 'first_visit', 'order'],
          baseline: was.map((count) => Float64Array.of(count)), actual: is.map((count) => Float64Array.of(count)),
        }
        const due = scale === 1 ? null : scale * was[2]!
        // The same business, endlessly often: its volume, its rates.
        const truth = diagnose({ ...world, baseline: [400, 200, 80].map((n) => Float64Array.of(n)), actual: [380, 201.4, 80.56].map((n) => Float64Array.of(n)) }, { by: 'region', due: scale === 1 ? null : scale * 80 }).steps
        diagnose(world, { by: 'region', due }).steps.forEach(({ low, high }, s) => {
          if (low <= truth[s]!.units && truth[s]!.units <= high) held[s]!++
          const [row] = matrixOf(world, world.stages[s]!, ['region', 'model'], due).rows
          if (row!.low <= truth[s]!.units && truth[s]!.units <= row!.high) inRow[s]!++
        })
      }
      for (const count of [...held, ...inRow]) {
        expect(count / 400).toBeGreaterThan(0.85)
        expect(count / 400).toBeLessThan(0.96)
      }
    }
  }) // prettier-ignore

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
