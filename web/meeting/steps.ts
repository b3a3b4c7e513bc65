import type { PromiseSaid } from '#domain/decision/meeting.ts'
import type { Diagnosis } from '#domain/diagnosis/answer.ts'
import { readBridge } from '../desk/bridge.ts'

/** A step of a place's gap that nobody has taken on yet, in whole units below zero. */
export interface Unclaimed {
  stage: string
  units: number
}

/**
 * What of a gap is still to be taken on, by step: each step's loss less what is taken on of it, in this meeting or
 * elsewhere. Gains of other steps are nobody's to claim.
 */
export function unclaimedSteps(
  diagnosis: Pick<Diagnosis, 'steps' | 'actual'>,
  taken: readonly { stage: string; units: number }[],
): Unclaimed[] {
  return readBridge(diagnosis).bars.flatMap(({ step, units }) => {
    const own = taken.find(({ stage }) => stage === step.stage)?.units ?? 0
    const left = Math.min(0, units + Math.round(own))
    return left < 0 ? [{ stage: step.stage, units: left }] : []
  })
}

/** What was promised of a place, earliest first. A region and an area may bear the same name. */
export function promisesOf<P extends Pick<PromiseSaid, 'level' | 'place'>>(
  all: readonly P[],
  place: Readonly<Record<string, string>> | null,
): P[] {
  return all.filter(({ level, place: name }) => place !== null && place[level] === name)
}
