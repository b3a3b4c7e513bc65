import { describe, expect, it } from 'vitest'
import { diagnose } from '#domain/diagnosis/diagnose.ts'
import type { Leaves, Sign } from '#domain/diagnosis/leaves.ts'
import { business, only, poisson, random, ROWS } from './business.ts'

type Row = readonly string[]
const SEEDS = [1, 2, 3, 4, 5]
const [REGION, AREA, MODEL] = [0, 1, 3]

/** Calls, of which a part reaches somebody: another part where `now` says so. */
function calls(seed: number, now: (row: Row) => number): Sign {
  const next = random(seed)
  const range = (rate: (row: Row) => number) => {
    const tries = Float64Array.from(ROWS, () => poisson(40, next))
    const hits = Float64Array.from(ROWS, (row, leaf) => {
      let reached = 0
      for (let call = 0; call < tries[leaf]!; call++) if (next() < rate(row)) reached++
      return reached
    })
    return { hits, tries }
  }
  return { name: 'contact_reached', stage: 'first_visit', bad: 'less', baseline: range(() => 0.6), actual: range(now) }
}

const told = (leaves: Leaves, options = {}) =>
  diagnose(leaves, { by: 'region', ...options }).causes.map(({ segment, stage, units }) => ({ segment, stage, lost: units < 0 })) // prettier-ignore

describe('process figures', () => {
  const visits = (of: (row: Row) => boolean, factor: number) => (value: (dim: string) => string, stage: string) =>
    stage === 'first_visit' && of([value('region'), value('area'), value('dealer_id'), value('model')]) ? factor : 1

  it('keep the areas apart whose callers are missing from those of the same region that answer as before', () => {
    const hurt = (row: Row): boolean => row[AREA] === 'A4' || row[AREA] === 'A5'
    for (const seed of SEEDS) {
      const leaves = { ...business(seed, visits(hurt, 0.88)), signs: [calls(seed, (row) => (hurt(row) ? 0.4 : 0.6))] }
      const causes = told(leaves)
      expect(causes.map(({ segment }) => segment).sort((a, b) => (a['area']! < b['area']! ? -1 : 1))).toEqual([{ area: 'A4' }, { area: 'A5' }]) // prettier-ignore
    }
  })

  it('tell a whole region as one', () => {
    const hurt = (row: Row): boolean => row[REGION] === 'R1'
    for (const seed of SEEDS) {
      const leaves = { ...business(seed, visits(hurt, 0.88)), signs: [calls(seed, (row) => (hurt(row) ? 0.4 : 0.6))] }
      expect(told(leaves)).toEqual([{ segment: { region: 'R1' }, stage: 'first_visit', lost: true }])
    }
  })

  it('show a loss where the counts stood still while all others rose', () => {
    const hurt = (row: Row): boolean => row[REGION] === 'R1'
    for (const seed of SEEDS) {
      const rising = visits((row) => !hurt(row), 1.12)
      const leaves = { ...business(seed, rising), signs: [calls(seed, (row) => (hurt(row) ? 0.4 : 0.6))] }
      expect(told(leaves)[0]).toEqual({ segment: { region: 'R1' }, stage: 'first_visit', lost: true })
    }
  })

  it('are held against their own past where all of a question may be hit', () => {
    for (const seed of SEEDS) {
      const better = {
        ...business(
          seed,
          visits(() => true, 1.1),
        ),
        signs: [calls(seed, () => 0.75)],
      }
      expect(told(only('R2', better), { by: 'area' })[0]).toMatchObject({ stage: 'first_visit', lost: false })
      const quiet = { ...business(seed), signs: [calls(seed, () => 0.6)] }
      expect(told(only('R2', quiet), { by: 'area' })).toEqual([])
    }
  })

  it('of two areas do not excuse themselves in the question of their region alone', () => {
    const hurt = (row: Row): boolean => row[AREA] === 'A4' || row[AREA] === 'A5'
    for (const seed of SEEDS) {
      const leaves = { ...business(seed, visits(hurt, 0.88)), signs: [calls(seed, (row) => (hurt(row) ? 0.4 : 0.6))] }
      const [first] = told(only('R1', leaves), { by: 'area' })
      expect(first).toMatchObject({ stage: 'first_visit', lost: true })
      expect(['A4', 'A5']).toContain(first!.segment['area'])
    }
  })

  it('of a model are no lumps of it, though it moves in every area of a region', () => {
    const hurt = (row: Row): boolean => row[REGION] === 'R1' && row[MODEL] === 'M2'
    for (const seed of SEEDS) {
      const lost = { ...calls(seed, (row) => (hurt(row) ? 0.85 : 0.6)), name: 'lost', stage: 'order', bad: 'more' as const } // prettier-ignore
      const orders = business(seed, (value, stage) => (stage === 'order' && value('region') === 'R1' && value('model') === 'M2' ? 0.8 : 1)) // prettier-ignore
      expect(told(only('R1', { ...orders, signs: [lost] }), { by: 'area' })[0]).toEqual({ segment: { model: 'M2' }, stage: 'order', lost: true }) // prettier-ignore
    }
  })
})

describe('causes', () => {
  it('put what is beyond doubt before what chance makes once in a few tries', () => {
    const leaves = business(3, (value, stage) => {
      if (stage === 'order' && value('region') === 'R5' && value('model') === 'M2') return 0.5
      return stage === 'first_visit' && value('region') === 'R3' ? 0.7 : 1
    })
    const { causes } = diagnose(leaves, { by: 'region', falseAlarms: 30_000, least: 0 })
    const losses = causes.filter(({ units, of }) => units < 0 && of !== 'mix')
    const sure = losses.map(({ evidence }) => evidence >= Math.log(1_000))
    expect(sure).toEqual([...sure].sort((a, b) => Number(b) - Number(a)))
    expect(sure.slice(0, 2)).toEqual([true, true])
    expect(losses[0]!.units).toBeLessThanOrEqual(losses[1]!.units)
  })

  it('do not hold a dealer whose orders of last month are paid in this one', () => {
    for (const seed of SEEDS) {
      const leaves = business(seed)
      const dealer = (row: Row): boolean => row[2] === 'D20'
      const scaled = (counts: Float64Array, share: number) => counts.map((count, leaf) => (dealer(ROWS[leaf]!) ? Math.round(count * share) : count)) // prettier-ignore
      const late = { ...leaves, actual: leaves.actual.map((counts, stage) => (stage === 3 ? scaled(counts, 0.75) : counts)) } // prettier-ignore
      expect(told(late).filter(({ stage }) => stage === 'deal')).toEqual([])
    }
  })
})
