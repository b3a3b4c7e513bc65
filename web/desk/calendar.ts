import type { Words } from '#domain/measure.ts'
import { shiftDay, shiftMonth } from '../format/time.ts'
import { receive } from './send.ts'

/** A stretch of days that has a name: 国庆, an auto show, a campaign, a 旬. Half-open business days. */
export interface NamedWindow extends Words {
  name: string
  from: string
  to: string
}

/** The three 旬 of the running month that have begun. */
export function tenDays(today: string): NamedWindow[] {
  const month = shiftMonth(today, 0)
  const edges = [month, shiftDay(month, 10), shiftDay(month, 20), shiftMonth(today, 1)]
  const names = [
    { zh: '上旬', en: 'Days 1–10' },
    { zh: '中旬', en: 'Days 11–20' },
    { zh: '下旬', en: 'Days 21–end' },
  ]
  return names.flatMap((words, i) =>
    edges[i]! <= today ? [{ ...words, name: `xun_${i + 1}`, from: edges[i]!, to: edges[i + 1]! }] : [],
  )
}

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** Reads the house's named windows; what is not of the expected form is left out. */
export function readWindows(body: unknown): NamedWindow[] {
  const list = (body as { windows?: unknown } | null)?.windows
  if (!Array.isArray(list)) return []
  return list.flatMap((raw: Record<string, unknown>) => {
    const { name, from, to, zh = name, en = zh } = raw
    const fits = [name, from, to, zh, en].every((text) => typeof text === 'string')
    if (!fits || !DAY.test(from as string) || !DAY.test(to as string)) return []
    return [{ name, from, to, zh, en } as NamedWindow]
  })
}

/** The windows that can be chosen by name: 旬, and those that the house's calendar knows around today. */
export async function namedWindows(today: string): Promise<NamedWindow[]> {
  const body = await receive<unknown>(`/api/calendar?from=${shiftDay(today, -400)}&to=${shiftDay(today, 31)}`)
  return [...tenDays(today), ...readWindows(body).filter(({ from }) => from <= today)]
}
