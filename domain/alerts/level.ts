import type { AlertLevel } from './alert.ts'
import type { Reading } from './detect.ts'

/** Share of the whole maker's usual units that must be missing for a level. */
interface LevelShares {
  second: number
  third: number
}

/**
 * How loud a root cause is: by which share of the whole maker's usual the cell lost. `nation`: the same measure of the
 * whole maker over the same stretch. A rate that fell because its denominator grew is a remark only.
 */
export function levelOf(reading: Reading, nation: Reading | undefined, { second, third }: LevelShares): AlertLevel {
  const share = lostShare(reading, nation)
  if (reading.diluted) return 1
  if (share >= third) return 3
  return share >= second ? 2 : 1
}

/** Which part of the whole maker's usual a cell lost; of durations, its share of all that were slowed, by how much. */
function lostShare(reading: Reading, nation: Reading | undefined): number {
  if (reading.measure.sort === 'median') {
    const weight = nation && nation.of > 0 ? reading.of / nation.of : 0
    return weight * Math.max(0, 1 - reading.usual / reading.units)
  }
  const whole = reading.place.id === '' ? reading.usual : (nation?.usual ?? 0)
  return whole > 0 ? Math.max(0, reading.usual - reading.units) / whole : 0
}
