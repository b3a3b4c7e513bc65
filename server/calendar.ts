import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { openCalendar, type Calendar, type CalendarOverride } from '#domain/calendar.ts'
import type { Settings } from '#domain/settings.ts'
import { readWindows } from '#domain/windows/window.ts'

const SORT = z.enum(['work', 'rest'])
const OVERRIDE = z.record(
  z.string().regex(/^\d{4}(-\d{2}-\d{2})?$/),
  z.union([SORT, z.literal('statutory'), z.strictObject({ sort: SORT, name: z.string().min(1).max(40).optional() })]),
)

type Names = Pick<Settings, 'WARROOM_CALENDAR' | 'WARROOM_WINDOWS' | 'WARROOM_FISCAL_CUTOFF'>

/** Opens the business calendar that the settings describe. Throws an Error naming the setting whose file does not fit. */
export function calendarOf({ WARROOM_CALENDAR, WARROOM_WINDOWS, WARROOM_FISCAL_CUTOFF }: Names): Calendar {
  const override = WARROOM_CALENDAR ? read('WARROOM_CALENDAR', WARROOM_CALENDAR, readOverride) : {}
  const windows = WARROOM_WINDOWS ? read('WARROOM_WINDOWS', WARROOM_WINDOWS, readWindows) : []
  return openCalendar(override, { windows, fiscalCutoff: WARROOM_FISCAL_CUTOFF })
}

function read<T>(setting: string, file: string, parse: (raw: unknown) => T): T {
  try {
    return parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (cause) {
    throw new Error(`${setting}: ${(cause as Error).message}`, { cause })
  }
}

function readOverride(raw: unknown): CalendarOverride {
  const form = OVERRIDE.safeParse(raw)
  if (!form.success) {
    const { path, message } = form.error.issues[0]!
    throw new Error(`${path.join('.') || 'the whole'}: ${message}`)
  }
  for (const [day, told] of Object.entries(form.data)) {
    if ((day.length === 4) !== (told === 'statutory')) {
      throw new Error(`“${day}” is neither a day with work or rest nor a year that is statutory`)
    }
    if (day.length > 4 && !z.iso.date().safeParse(day).success) throw new Error(`“${day}” is no day`)
  }
  return form.data
}
