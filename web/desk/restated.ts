/** A closed day whose figure is another one today than when it closed. */
export interface Restated {
  day: string
  was: number
  now: number
}

const number = (raw: unknown): number | null =>
  typeof raw === 'number'
    ? raw
    : typeof raw === 'string' && raw !== '' && !Number.isNaN(Number(raw))
      ? Number(raw)
      : null

/** Reads the restated days of an answer, newest first. */
export function readRestated(body: object, measure: string): Restated[] {
  const days = (body as { days?: unknown }).days
  if (!Array.isArray(days)) return []
  const found = days.flatMap((raw: Record<string, unknown>): Restated[] => {
    const pick = (name: string) => {
      const side = raw[name]
      return number(typeof side === 'object' && side !== null ? (side as Record<string, unknown>)[measure] : side)
    }
    const [was, now] = [pick('was'), pick('now')]
    return typeof raw['day'] === 'string' && was !== null && now !== null && was !== now
      ? [{ day: raw['day'], was, now }]
      : []
  })
  return found.sort((a, b) => (a.day < b.day ? 1 : -1))
}
