import { describe, expect, it } from 'vitest'
import type { StepPart } from '#domain/diagnosis/answer.ts'
import { unclaimedSteps } from '#web/meeting/steps.ts'

const side = { count: 0, rate: null }
const step = (stage: string, units: number): StepPart => ({ stage, of: 'rate', units, mix: 0, gained: 0, lost: units, low: units, high: units, baseline: side, actual: side }) // prettier-ignore
const diagnosis = { actual: 253, steps: [step('unique_lead', -5.2), step('first_visit', -23.9), step('order', 3.1)] }

describe('what of a gap is still to be claimed', () => {
  it('is each step’s loss less what is taken on of it; a gain is nobody’s', () => {
    expect(unclaimedSteps(diagnosis, [{ stage: 'first_visit', units: 20.6 }])).toEqual([
      { stage: 'unique_lead', units: -5 },
      { stage: 'first_visit', units: -3 },
    ])
  })

  it('is never more than the loss', () => {
    expect(unclaimedSteps(diagnosis, [{ stage: 'first_visit', units: 99 }])).toEqual([
      { stage: 'unique_lead', units: -5 },
    ])
  })
})
