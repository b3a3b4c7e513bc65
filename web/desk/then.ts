import { wallTime } from '../format/time.ts'

/** The instant (epoch ms) of a business day and a time of day in a zone; `null` for what is no day or time. */
export function instantOf(day: string, time: string, zone: string): number | null {
  const asked = Date.parse(`${day}T${time}:00Z`)
  if (Number.isNaN(asked)) return null
  // Two steps settle it: the first finds the offset, the second mends it where the offset changed in between.
  let instant = asked
  for (let step = 0; step < 2; step++) {
    const { day: at, hour, minute } = wallTime(instant, zone)
    const pad = (value: number) => String(value).padStart(2, '0')
    instant += asked - Date.parse(`${at}T${pad(hour)}:${pad(minute)}:00Z`)
  }
  return instant
}
