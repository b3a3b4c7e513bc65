import type { Diagnosis } from '#domain/diagnosis/answer.ts'
import type { Decision } from '#domain/decision/decision.ts'
import { readBridge } from '../desk/bridge.ts'

/** A step of a place's gap that nobody has taken on yet, in whole units below zero. */
export interface Unclaimed {
  stage: string
  units: number
}

/**
 * What of a gap is still to be taken on, by step: each step's loss less what decisions about that step claim. Gains of
 * other steps are nobody's to claim.
 */
export function unclaimedSteps(
  diagnosis: Pick<Diagnosis, 'steps' | 'actual'>,
  decisions: readonly Pick<Decision, 'stage' | 'claims' | 'state'>[],
): Unclaimed[] {
  return readBridge(diagnosis).bars.flatMap(({ step, units }) => {
    const claims = decisions.filter(({ stage, state }) => stage === step.stage && state !== 'withdrawn')
    const left = Math.min(0, units + Math.round(claims.reduce((sum, { claims: own }) => sum + own, 0)))
    return left < 0 ? [{ stage: step.stage, units: left }] : []
  })
}

/** Whether a decision is about an item's place: one of the values that both name. */
export function isAbout(key: Record<string, string>, { where }: Pick<Decision, 'where'>, regionOf: (area: string) => string | undefined): boolean {
  return Object.entries(key).every(([name, value]) => {
    const own = where[name as keyof Decision['where']]
    if (own) return own.includes(value)
    // A decision about an area is about its region too.
    return name === 'region' && (where.area ?? []).some((area) => area !== null && regionOf(area) === value)
  })
} // prettier-ignore
