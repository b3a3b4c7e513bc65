import type { AlertLevel } from './alert.ts'
import type { Reading } from './detect.ts'
import { missing } from './explain.ts'
import type { Side, Tone } from './measures.ts'

/** Share of the whole maker's usual units that must be missing for a level. */
interface LevelShares {
  second: number
  third: number
}

/** How a side of a measure is taken. */
export const toneOf = ({ measure, side }: { measure: { tones: Partial<Record<Side, Tone>> }; side: Side }): Tone =>
  measure.tones[side] ?? 'bad'

/** Good news interrupts nobody; what only has to be looked into is never red. */
const LOUDEST: Readonly<Record<Tone, AlertLevel>> = { bad: 3, watch: 2, good: 1 }

/**
 * How loud a root cause is: by which share of the whole maker's usual the cell moved. `nation`: the whole maker over the
 * same stretch, by which that is measured. A rate that fell because its denominator grew is a remark only.
 */
export function levelOf(reading: Reading, nation: Reading | undefined, { second, third }: LevelShares): AlertLevel {
  const share = movedShare(reading, nation)
  if (reading.diluted) return 1
  const wanted = share >= third ? 3 : share >= second ? 2 : 1
  return Math.min(wanted, LOUDEST[toneOf(reading)]) as AlertLevel
}

/** Which part of the whole maker's usual a cell moved. */
function movedShare(reading: Reading, nation: Reading | undefined): number {
  const whole = nation?.usual ?? (reading.place.id === '' ? reading.usual : 0)
  return whole > 0 ? Math.max(0, missing(reading)) / whole : 0
}
