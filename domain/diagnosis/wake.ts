import type { Outlook } from './outlook.ts'
import { isFall } from './merge.ts'
import type { Place } from './scan.ts'
import type { Weighed } from './weigh.ts'

/** A cause with what it is worth and what came of it further down. */
export interface Valued {
  cause: Weighed
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
export function withWakes({ fields, yields }: Outlook, causes: readonly Weighed[]): Valued[] {
  const valued = causes.map((cause): Valued => {
    const worth = worthOf(cause, fields[cause.field]!, yields[cause.field]!)
    const gross = cause.shift * worth
    return { cause, gross, net: gross, deviation: Math.sqrt(cause.variance) * worth, wake: [] }
  })
  const dropped = new Set<Valued>()
  for (const one of [...valued].sort((a, b) => a.cause.field - b.cause.field)) {
    if (dropped.has(one)) continue
    for (const later of valued) {
      if (dropped.has(later) || later.cause.field <= one.cause.field) continue
      if (isFall(later.cause) === isFall(one.cause)) continue
      if (shared(fields[later.cause.field]!, one.cause, later.cause) < SHARED) continue
      if (Math.abs(later.gross) > MOST_TAKEN * Math.abs(one.gross)) continue
      one.net += later.gross
      one.wake.push(later.cause.field)
      dropped.add(later)
    }
  }
  return valued.filter((one) => !dropped.has(one))
}

/** Units of the last stage per unit of a segment's step. */
function worthOf({ cuboid: { keys }, key }: Place, field: Outlook['fields'][number], each: Float64Array): number {
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
function shared({ expected, actual }: Outlook['fields'][number], cause: Place, later: Place): number {
  let [both, all] = [0, 0]
  for (let leaf = 0; leaf < expected.length; leaf++) {
    if (later.cuboid.keys[leaf] !== later.key) continue
    const miss = actual[leaf]! - expected[leaf]!
    all += miss
    if (cause.cuboid.keys[leaf] === cause.key) both += miss
  }
  return all === 0 ? 0 : both / all
}
