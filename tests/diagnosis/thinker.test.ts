import { afterAll, expect, it } from 'vitest'
import { diagnose } from '#domain/diagnosis/diagnose.ts'
import type { Leaves } from '#domain/diagnosis/leaves.ts'
import { openThinker } from '#server/diagnosis/thinker.ts'

const thinker = openThinker()
afterAll(() => thinker.close())

const stages = ['unique_lead', 'first_visit', 'order', 'delivery']

/** So many leaves of ten regions; in the first one half of the visits do not come. */
function leavesOf(n: number): Leaves {
  const counts = (place: number, share: number) => [1_000, 100 * share, 40 * share, 30 * share][place]!
  const regions = Array.from({ length: n }, (_, leaf) => `R${leaf % 10}`)
  const of = (lost: number) => stages.map((_, i) => Float64Array.from(regions, (name) => counts(i, name === 'R0' ? lost : 1))) // prettier-ignore
  return {
    dims: ['region', 'dealer_id'],
    rows: regions.map((name, leaf) => [name, `D${leaf}`]),
    stages,
    baseline: of(1),
    actual: of(0.5),
  }
}

it('thinks large gaps through in a thread as it would here, several at a time', async () => {
  const [many, few] = [leavesOf(4_000), leavesOf(100)]
  const answers = await Promise.all([many, few, many].map((leaves) => thinker.think(leaves, { by: 'region' })))
  expect(answers).toEqual([many, few, many].map((leaves) => diagnose(leaves, { by: 'region' })))
  expect(answers[0]!.causes[0]).toMatchObject({ segment: { region: 'R0' }, stage: 'first_visit' })
})

it('tells what went wrong there, and goes on', async () => {
  const broken = { ...leavesOf(4_000), baseline: [] }
  await expect(thinker.think(broken, { by: 'region' })).rejects.toThrow()
  await expect(thinker.think(leavesOf(4_000), { by: 'region' })).resolves.toMatchObject({ by: 'region' })
})

it('begins anew when the thread has ended', async () => {
  const under = thinker.think(leavesOf(4_000), { by: 'region' })
  const ended = expect(under).rejects.toThrow('ended')
  await thinker.close()
  await ended
  await expect(thinker.think(leavesOf(4_000), { by: 'region' })).resolves.toMatchObject({ by: 'region' })
})
