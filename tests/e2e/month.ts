/** Noon in Shanghai of the next 22nd of a month. */
function next22nd(): number {
  const today = new Date(Date.now() + 8 * 3_600_000)
  const noon = (months: number) => Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + months, 22, 4)
  return noon(0) > Date.now() ? noon(0) : noon(1)
}

/**
 * How far ahead of the machine's clock a war room lives that shows a running month: on its first days there is little
 * of it, and nothing due.
 */
export const AHEAD_MS = next22nd() - Date.now()

/** The moment that such a war room lives at. */
export const now = (): number => Date.now() + AHEAD_MS
