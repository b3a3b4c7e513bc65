import type { Shift } from './counts.ts'
import type { Step } from './expectation.ts'
import type { Lattice, Segment } from './lattice.ts'

/** Which part of what a segment's step let expect did not come; below zero when more came. */
export const lostShare = ({ expected, actual }: Pick<Shift, 'expected' | 'actual'>): number => 1 - actual / expected

/**
 * What a shift costs at the end of the funnel, in units of the last step: the lost share of the units that the
 * segment's baseline brought there, the other steps as they were.
 */
export function worth(lattice: Lattice, steps: readonly Step[], shift: Shift): number {
  const { baseline } = steps.at(-1)!
  let units = 0
  for (const leaf of leavesIn(lattice, shift.segment)) units += baseline[leaf]!
  return lostShare(shift) * units
}

function leavesIn({ dims, values, codes, n }: Lattice, segment: Segment): number[] {
  const wanted = Object.entries(segment).map(([name, value]) => {
    const d = dims.indexOf(name)
    return [codes[d]!, values[d]!.indexOf(value)] as const
  })
  return Array.from({ length: n }, (_, leaf) => leaf).filter((leaf) =>
    wanted.every(([column, code]) => column[leaf] === code),
  )
}
