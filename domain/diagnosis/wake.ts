import type { Outlook } from './outlook.ts'
import type { Candidate } from './scan.ts'
import { isFall } from './merge.ts'

/** A cause with what it is worth and what came of it further down. */
export interface Weighed {
  candidate: Candidate
  /** Units of the last stage, of the step alone. */
  gross: number
  /** With its wake. */
  net: number
  deviation: number
  /** Steps at which its wake shows. */
  wake: number[]
}

/** So much of a deviation must lie in the cause's leaves to be its wake. */
const SHARED = 0.5
/** A wake takes back no more than this part of its cause; what goes beyond has a reason of its own. */
const MOST_TAKEN = 1.4

/**
 * Lays the wake of a cause upon it: where fewer leads come, visits still follow from those of last week, so the rate
 * after them seems to rise; where worthless leads pour in, it seems to fall. An opposite deviation of a later step in the
 * same leaves is not listed beside its cause but counted into its worth.
 */
export function withWakes({ fields, yields }: Outlook, candidates: readonly Candidate[]): Weighed[] {
  const weighed = candidates.map((candidate): Weighed => {
    const gross =
      (candidate.actual - candidate.expected) * worthOf(candidate, fields[candidate.field]!, yields[candidate.field]!)
    const { expected, actual, variance } = candidate
    const each = expected === actual ? 0 : gross / (actual - expected)
    return { candidate, gross, net: gross, deviation: Math.sqrt(variance) * Math.abs(each), wake: [] }
  })
  const dropped = new Set<Weighed>()
  for (const cause of [...weighed].sort((a, b) => a.candidate.field - b.candidate.field)) {
    if (dropped.has(cause)) continue
    for (const later of weighed) {
      if (dropped.has(later) || later.candidate.field <= cause.candidate.field) continue
      if (isFall(later.candidate) === isFall(cause.candidate)) continue
      if (shared(fields[later.candidate.field]!, cause.candidate, later.candidate) < SHARED) continue
      if (Math.abs(later.gross) > MOST_TAKEN * Math.abs(cause.gross)) continue
      cause.net += later.gross
      cause.wake.push(later.candidate.field)
      dropped.add(later)
    }
  }
  return weighed.filter((one) => !dropped.has(one))
}

/** Units of the last stage per unit of a segment's step. */
function worthOf({ cuboid: { keys }, key }: Candidate, field: Outlook['fields'][number], each: Float64Array): number {
  let [units, worth, came, worthCame] = [0, 0, 0, 0]
  for (let leaf = 0; leaf < keys.length; leaf++) {
    if (keys[leaf] !== key) continue
    units += field.expected[leaf]!
    worth += field.expected[leaf]! * each[leaf]!
    came += field.actual[leaf]!
    worthCame += field.actual[leaf]! * each[leaf]!
  }
  if (units >= 1) return worth / units
  return came > 0 ? worthCame / came : 0
}

/** The part of a later deviation that lies in leaves of an earlier cause. */
function shared({ expected, actual }: Outlook['fields'][number], cause: Candidate, later: Candidate): number {
  let [both, all] = [0, 0]
  for (let leaf = 0; leaf < expected.length; leaf++) {
    if (later.cuboid.keys[leaf] !== later.key) continue
    const miss = actual[leaf]! - expected[leaf]!
    all += miss
    if (cause.cuboid.keys[leaf] === cause.key) both += miss
  }
  return all === 0 ? 0 : both / all
}
