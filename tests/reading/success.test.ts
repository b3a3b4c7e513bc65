import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Figure } from '#domain/reading/reading.ts'
import { fullScope } from '#domain/scope.ts'
import { createReader } from '#server/reading/reader.ts'
import { openReadingWorld, type ReadingWorld } from './world.ts'

/** Five stores that began the second call by another person 45 days ago, and four comparable ones that did not. */
const most = { pilot: 5, control: 4, '': 0 } as const
let world: ReadingWorld

beforeAll(async () => {
  const taken = { pilot: 0, control: 0, '': 0 }
  world = await openReadingWorld({
    stores: ({ marks }) => ++taken[marks.secondCall] <= most[marks.secondCall],
    worked: () => true,
    from: '2026-08-25',
  })
}, 900_000)
afterAll(() => world.close())

it('8: a second call by another person is read as the success that it is', async () => {
  const pilots = world.told.stores.filter(({ marks }) => marks.secondCall === 'pilot').map(({ id }) => id)
  const reading = await createReader(world.rooms).read(
    {
      where: { dealer_id: pilots, channel_1: ['portal', 'video', 'own'] },
      stage: 'first_visit',
      period: { from: '2026-10-09', to: '2026-11-23' },
      compare: 'previous',
    },
    fullScope,
  )
  expect(reading).toMatchObject({ direction: 'up', side: 'inside', source: 'ours' })
  expect(['callers', 'process']).toContain(reading.because)
  expect(reading.words.zh).toContain('邀约客户到店的效果提高')
  const second = reading.sentences.find(({ figures }) => figures[0]?.name === 'second_call_rate')!
  expect(second).toMatchObject({ side: 'inside', supports: true })
  const [{ value, before }] = second.figures as [Figure]
  expect(value! - before!).toBeGreaterThan(0.2)
  expect(reading.sentences.find(({ topic }) => topic === 'peers')).toMatchObject({ side: 'outside', supports: false })
  expect(reading.sentences.find(({ topic }) => topic === 'doubt')?.supports).not.toBe(true)
})
