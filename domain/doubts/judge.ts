import { checkOf, type CheckName } from './checks.ts'

/** A dealer, or (with an advisor) one of its advisors. */
export interface Suspect {
  dealer_id: string
  advisor_id: string | null
}

/** A figure with what it rests on; a threshold of its own replaces the check's. */
export interface Evidence {
  value: number
  units: number
  threshold?: number
}

/** A figure that should be looked at before it is praised or blamed. */
export interface Doubt extends Suspect {
  check: CheckName
  value: number
  threshold: number
  units: number
  /** Whether the asked period told, or the habit of the days that end with it. */
  over: 'period' | 'habit'
}

export const share = (part: number, whole: number): Evidence => ({ value: whole > 0 ? part / whole : 0, units: whole })

/** Judges the period where it holds enough units, else the habit. `null` where nothing is to be doubted. */
export function judge(
  name: CheckName,
  suspect: Suspect,
  evidence: { period: Evidence; habit: Evidence },
): Doubt | null {
  const check = checkOf(name)
  const over = evidence.period.units >= check.least ? 'period' : 'habit'
  const { value, units, threshold = check.threshold } = evidence[over]
  if (units < check.least) return null
  if (check.unit === 'share' ? value <= threshold : value < threshold) return null
  return { check: name, ...suspect, value, threshold, units, over }
}
