import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bridgeOf, isLoss } from '#domain/bridge.ts'

const STAGES = ['unique_lead', 'first_visit', 'test_drive', 'net_order', 'deal', 'delivery']
const counts = (most: number, least = 0) =>
  fc
    .array(fc.integer({ min: least, max: most }), { minLength: STAGES.length, maxLength: STAGES.length })
    .map((values) => Object.fromEntries(STAGES.map((stage, i) => [stage, values[i]!])))

describe('the bridge of a gap', () => {
  it('adds up to actual minus what was due, whatever the counts', () => {
    fc.assert(
      fc.property(
        counts(20_000),
        counts(20_000, 1),
        fc.option(fc.double({ min: 0, max: 9_000, noNaN: true }), { nil: null }),
        (current, before, due) => {
          const bridge = bridgeOf(STAGES, current, before, due)!
          const gap = bridge.actual - bridge.due
          const sum = bridge.steps.reduce((total, { units }) => total + units, 0)
          const scale = Math.max(1, ...bridge.steps.map(({ units }) => Math.abs(units)))
          expect(Math.abs(sum - gap)).toBeLessThan(1e-9 * scale * STAGES.length + 1e-6)
          expect(bridge.due).toBe(due ?? before['delivery'])
        },
      ),
      { seed: 5, numRuns: 400 },
    )
  })

  it('blames a rate alone where only that rate changed', () => {
    const before = { unique_lead: 1_000, first_visit: 200, test_drive: 100, net_order: 50, deal: 40, delivery: 40 }
    const current = { unique_lead: 1_000, first_visit: 100, test_drive: 50, net_order: 25, deal: 20, delivery: 20 }
    const steps = Object.fromEntries(
      bridgeOf(STAGES, current, before, null)!.steps.map((step) => [step.stage, step.units]),
    )
    expect(steps).toEqual({ unique_lead: 0, first_visit: -20, test_drive: 0, net_order: 0, deal: 0, delivery: 0 })
  })

  it('says as volume what the target needs beyond the comparison', () => {
    const before = { unique_lead: 1_000, first_visit: 200, test_drive: 100, net_order: 50, deal: 40, delivery: 40 }
    const [volume, ...rates] = bridgeOf(STAGES, before, before, 50)!.steps
    expect(volume).toMatchObject({ of: 'volume', units: -10 })
    expect(rates.every(({ units }) => units === 0)).toBe(true)
  })

  it('joins a stage that the comparison lacks to the step below, and says nothing without an end', () => {
    const before = { unique_lead: 100, first_visit: 40, test_drive: 0, net_order: 10, deal: 8, delivery: 8 }
    const current = { ...before, test_drive: 12, net_order: 5, deal: 4, delivery: 4 }
    expect(bridgeOf(STAGES, current, before, null)!.steps.map(({ stage }) => stage)).not.toContain('test_drive')
    expect(bridgeOf(STAGES, current, { ...before, delivery: 0 }, 20)).toBeNull()
  })

  it('calls a loss only what is beyond the noise of its counts', () => {
    const of = (times: number) => {
      const scaled = (counted: Record<string, number>) =>
        Object.fromEntries(Object.entries(counted).map(([stage, units]) => [stage, units * times]))
      const before = scaled({ unique_lead: 100, first_visit: 20, test_drive: 10, net_order: 6, deal: 5, delivery: 5 })
      const current = scaled({ unique_lead: 100, first_visit: 15, test_drive: 8, net_order: 5, deal: 4, delivery: 4 })
      return bridgeOf(STAGES, current, before, null)!.steps.find(({ stage }) => stage === 'first_visit')!
    }
    expect(isLoss(of(1))).toBe(false)
    expect(isLoss(of(100))).toBe(true)
  })
})
