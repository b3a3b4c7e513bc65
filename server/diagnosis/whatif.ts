import { gainOf, levelOf, type Gain } from '#domain/diagnosis/gain.ts'
import type { Scope } from '#domain/scope.ts'
import { sit } from '../pace/sitting.ts'
import { goalOf, type Goal } from './goal.ts'
import { peersOf } from './peers.ts'
import { seenOf, type Seen } from './seen.ts'
import { readSupposed, stepOf } from './supposed.ts'
import { baseOf, type StudyRooms } from './study.ts'

/** What a step of a segment would bring if it stood elsewhere. */
export interface WhatIf extends Gain {
  stage: string
  /** `volume`: units of the first stage; `rate`: the share of the stage before. */
  of: 'volume' | 'rate'
  /** Where it stands; `null` where nobody came before. */
  from: number | null
  /** Where it is set; `null` where that is not known, and then nothing is gained. */
  to: number | null
  /** Peers that `to` is the median of, or the dealer that it is taken from. */
  peers: number | null
  best: string | null
  /** Least and most that the segment and its peers had in any of the past twelve months; `null` without such a month. */
  seen: Seen
  /** Nobody was ever there: the figure is a wish. */
  beyond: boolean
}

const given = (to: number): Goal => ({ to, peers: null, best: null })

export function createWhatIf(rooms: StudyRooms): (raw: unknown, scope: Scope) => Promise<WhatIf> {
  return async (raw, scope) => {
    const asked = readSupposed(raw, rooms.retail)
    const { spec, where, stage, before, to } = asked
    const { as_of, known_at } = spec.question
    const sitting = sit(rooms.asker, rooms, scope, {
      ...(as_of !== undefined && { as_of }),
      ...(known_at !== undefined && { known_at }),
    })
    const base = to === 'last_year' ? 'last_year' : to === 'previous' ? 'previous' : baseOf(spec)
    const own = { ...spec.question, where, measures: spec.stages, compare: [base, 'target'] }
    const [{ total }, peers] = await Promise.all([
      sitting.ask(own),
      // The volumes of others are no measure for a place of another size.
      before === null ? null : peersOf(sitting, asked),
    ])
    const step = stepOf(asked, total)
    const then = total[base] ? stepOf(asked, { current: total[base] }) : null
    const [goal, seen] = await Promise.all([
      typeof to === 'number' ? given(to) : goalOf(sitting, asked, { name: to, total, base, peers }),
      seenOf(sitting, asked, peers),
    ])
    const yields = then && then.count > 0 ? then.outcome / then.count : null
    const gain = goal.to === null ? { units: 0, low: 0, high: 0 } : gainOf(step, goal.to, yields)
    return {
      stage,
      of: before === null ? 'volume' : 'rate',
      from: levelOf(step),
      ...goal,
      ...gain,
      seen,
      beyond: goal.to !== null && (seen.least === null || goal.to < seen.least || goal.to > seen.most!),
    }
  }
}
