import { WHAT_IFS, type WhatIf } from './question.ts'

/** What `POST /api/whatif` answers. */
export interface Supposed {
  stage: string
  /** `volume`: units of the first stage; `rate`: the share of the stage before. */
  of: 'volume' | 'rate'
  from: number | null
  /** Where it is set; `null` where that is not known. */
  to: number | null
  peers: number | null
  best: string | null
  units: number
  low: number
  high: number
  /** What history has had of it; `null` of none. */
  seen: { least: number | null; most: number | null }
  /** Nobody was ever there. */
  beyond: boolean
}

/** The ends and the step of the slider: history's range with room on both sides, and always where it stands. */
export function slideOf({ of, from, to, seen }: Pick<Supposed, 'of' | 'from' | 'to' | 'seen'>): { least: number; most: number; step: number } {
  const marks = [from, to, seen.least, seen.most].filter((mark): mark is number => mark !== null)
  const [low, high] = [Math.min(...marks, Infinity), Math.max(...marks, -Infinity)]
  if (marks.length === 0) return { least: 0, most: 1, step: of === 'rate' ? 0.001 : 1 }
  const room = Math.max((high - low) * 0.25, high * 0.1)
  const most = of === 'rate' ? Math.min(1, high + room) : Math.ceil(high + room)
  const least = Math.max(0, of === 'rate' ? low - room : Math.floor(low - room))
  const span = Math.max(most - least, of === 'rate' ? 0.01 : 1)
  return { least, most: least + span, step: of === 'rate' ? (span < 0.2 ? 0.001 : 0.005) : 1 }
} // prettier-ignore

/** What a step may be set to; the volumes of others are no measure for a place of another size. */
export const choicesOf = (of: 'volume' | 'rate'): readonly WhatIf[] =>
  of === 'rate' ? WHAT_IFS : WHAT_IFS.filter((name) => name !== 'peers' && name !== 'best')
