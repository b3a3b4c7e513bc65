import type { WallTime } from '../format/time.ts'

const MOVES_MS = 600_000
/** Pixels around the middle, four or so apart: nothing stands on one pixel for hours, and nobody sees it move. */
const PLACES = [
  [0, 0], [4, 0], [6, 4], [4, 6], [0, 8], [-4, 6], [-6, 4], [-8, 0], [-6, -4], [-4, -6], [0, -8], [4, -6], [6, -4],
] as const // prettier-ignore

/** How far the canvas stands off its place, in pixels: another step every ten minutes since the page opened. */
export function shiftAt(openMs: number): readonly [x: number, y: number] {
  return PLACES[Math.floor(Math.max(0, openMs) / MOVES_MS) % PLACES.length]!
}

/** From 21:30 until the first showrooms open. */
const DARK = { from: 21 * 60 + 30, until: 8 * 60 }
/** Sixty per cent of the light: the filter multiplies what is encoded, and light goes by its 2.2th power. */
export const DARK_FILTER = `brightness(${(0.6 ** (1 / 2.2)).toFixed(2)})`

/** Whether nobody is there to read, so that the screen may rest. */
export function isDark({ hour, minute }: Pick<WallTime, 'hour' | 'minute'>): boolean {
  const at = hour * 60 + minute
  return at >= DARK.from || at < DARK.until
}
