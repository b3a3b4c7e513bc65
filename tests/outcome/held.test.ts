import { expect, it } from 'vitest'
import type { Decision } from '#domain/decision/decision.ts'
import { organise } from '#domain/organisation.ts'
import { openZone } from '#domain/zone.ts'
import { holdOutcomes } from '#server/outcome/held.ts'
import type { Outcome } from '#server/outcome/outcome.ts'
import { smallMaker } from '../oracle/world.ts'

const MINUTE = 60_000
const decision = (revision = 1): Decision => ({ id: 'd1', revision }) as Decision

/** Outcomes that count how often they are measured. */
function measured() {
  const state = { clock: Date.parse('2026-11-23T08:00:00+08:00'), seq: 100, others: '3,0', places: organise(smallMaker), times: 0, broken: false } // prettier-ignore
  const held = holdOutcomes({
    outcomes: {
      outcomeOf: async () => {
        state.times++
        if (state.broken) throw new Error('the store is away')
        return {
          seq: state.seq,
          schedule: { before: '2026-07-09', to: '2026-11-12' },
          later: null,
        } as unknown as Outcome
      },
    },
    organisation: () => state.places,
    others: async () => state.others,
    zone: openZone('Asia/Shanghai'),
    now: () => state.clock,
  })
  return { state, held }
}

it('an outcome is measured once, however many look at it and whatever comes in today', async () => {
  const { state, held } = measured()
  await Promise.all([held.outcomeOf(decision()), held.outcomeOf(decision())])
  for (let i = 0; i < 20; i++) {
    state.clock += 2 * MINUTE
    held.note([{ seq: ++state.seq, day: '2026-11-23' }])
    await held.outcomeOf(decision())
  }
  expect(state.times).toBe(1)
})

it('is measured anew after what it rests on has changed', async () => {
  const { state, held } = measured()
  const times = async (change: () => void): Promise<number> => {
    await held.outcomeOf(decision())
    const before = state.times
    state.clock += 2 * MINUTE
    change()
    await held.outcomeOf(decision())
    return state.times - before
  }
  expect(await times(() => held.note([{ seq: ++state.seq, day: '2026-10-20' }]))).toBe(1)
  expect(await times(() => held.note([{ seq: ++state.seq, day: '2026-07-09' }]))).toBe(1)
  // What was booked before it was measured is in it already; what lies outside its weeks is not in it.
  expect(await times(() => held.note([{ seq: 50, day: '2026-10-21' }]))).toBe(0)
  expect(await times(() => held.note([{ seq: ++state.seq, day: '2026-11-12' }]))).toBe(0)
  expect(await times(() => (state.others = '4,0'))).toBe(1)
  expect(await times(() => (state.places = organise(smallMaker)))).toBe(1)
  expect(await times(() => (state.clock += 24 * 60 * MINUTE))).toBe(1)
  const { times: before } = state
  await held.outcomeOf(decision(2))
  expect(state.times).toBe(before + 1)
})

it('late entries in a row make it measured once a minute, and what failed is tried again', async () => {
  const { state, held } = measured()
  await held.outcomeOf(decision())
  for (let i = 0; i < 30; i++) {
    state.clock += 2_000
    held.note([{ seq: ++state.seq, day: '2026-10-20' }])
    await held.outcomeOf(decision())
  }
  expect(state.times).toBe(2)
  state.broken = true
  state.others = '5,0'
  await expect(held.outcomeOf(decision())).rejects.toThrow('away')
  state.broken = false
  await held.outcomeOf(decision())
  expect(state.times).toBe(4)
})
