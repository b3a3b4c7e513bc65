import type { NamedWindow } from '#domain/windows/window.ts'
import { receive } from '../live/send.ts'

/** A window's latest occurrence that has begun. */
export interface HeldWindow {
  window: string
  zh: string
  en: string
  year: number
  from: string
  to: string
}

/** The windows that have begun by a business day, the latest first. */
export function heldWindows(windows: readonly NamedWindow[], today: string): HeldWindow[] {
  return windows
    .flatMap(({ window, zh, en, occurrences }): HeldWindow[] => {
      const last = occurrences.findLast(({ from }) => from <= today)
      return last ? [{ window, zh, en, year: last.year, from: last.from, to: last.to }] : []
    })
    .sort((a, b) => (a.from < b.from ? 1 : -1))
}

/** The named windows of the house's calendar; none while it cannot be read. */
export async function readWindows(today: string): Promise<HeldWindow[]> {
  const almanac = await receive<{ windows: NamedWindow[] }>('/api/calendar')
  return heldWindows(almanac?.windows ?? [], today)
}
