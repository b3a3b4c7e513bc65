import { z } from 'zod'

/** What an administrator may set about alerts. */
const FORM = z.strictObject({
  on: z.boolean(),
  budget: z.number().min(0.05).max(100),
  second_share: z.number().min(0).max(1),
  third_share: z.number().min(0).max(1),
  without: z.array(z.string().max(80)).max(20),
})

export interface AlertSettings {
  /** Whether figures are watched at all; a source that stops is told in any case. */
  on: boolean
  /** False alarms a week that are put up with, over all cells tried. */
  budget: number
  /** Share of the whole maker's usual that must be missing for level 2, and for level 3. */
  second_share: number
  third_share: number
  /** Measures that are not watched. */
  without: string[]
}

export const ALERT_SETTINGS: AlertSettings = {
  on: true,
  budget: 1,
  second_share: 0.008,
  third_share: 0.04,
  without: [],
}

/** Reads a change and joins it with what is set. Throws an Error that names the offending part. */
export function readAlertSettings(raw: unknown, present: AlertSettings): AlertSettings {
  const read = FORM.partial().safeParse(raw)
  if (!read.success) {
    const { path, message } = read.error.issues[0]!
    throw new Error(`${path.join('.') || 'the body'}: ${message}`)
  }
  const joined = {
    ...present,
    ...Object.fromEntries(Object.entries(read.data).filter(([, value]) => value !== undefined)),
  }
  if (joined.third_share < joined.second_share) throw new Error('third_share: is below second_share')
  return joined
}
