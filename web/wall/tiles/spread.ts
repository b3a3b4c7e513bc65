/** A store on the map before and after nobody hides anybody. Lengths in units of the box. */
export interface Dot {
  code: string
  x: number
  y: number
  r: number
}

export interface Placed {
  longitude: number
  latitude: number
}

export interface Box {
  width: number
  height: number
}

const mercator = (latitude: number): number => Math.log(Math.tan(Math.PI / 4 + (latitude * Math.PI) / 360))

/** Coordinates drawn into a box, north up, with a margin; one scale for both axes. */
export function project<T extends Placed>(
  places: readonly T[],
  box: Box,
  margin: number,
): (T & Pick<Dot, 'x' | 'y'>)[] {
  const at = places.map(({ longitude, latitude }) => [(longitude * Math.PI) / 180, mercator(latitude)] as const)
  const xs = at.map(([x]) => x)
  const ys = at.map(([, y]) => y)
  const [west, east, south, north] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  const room = { width: box.width - 2 * margin, height: box.height - 2 * margin }
  const scale = Math.min(
    east > west ? room.width / (east - west) : Number.POSITIVE_INFINITY,
    north > south ? room.height / (north - south) : Number.POSITIVE_INFINITY,
  )
  const known = Number.isFinite(scale) ? scale : 0
  return places.map((place, i) => ({
    ...place,
    x: box.width / 2 + (at[i]![0] - (west + east) / 2) * known,
    y: box.height / 2 - (at[i]![1] - (south + north) / 2) * known,
  }))
}

const ROUNDS = 400
/** Free space between two dots. */
const APART = 2

/**
 * Pushes dots apart until none overlaps, each as little as needed, inside the box. The same dots give the same
 * picture. Where the box cannot hold them all, radii shrink together until it can.
 */
export function spreadDots<T extends Dot>(dots: readonly T[], box: Box): T[] {
  for (let shrink = 1; ; shrink *= 0.85) {
    const moved = relax(
      dots.map((dot) => ({ ...dot, r: dot.r * shrink })),
      box,
    )
    if (shrink < 0.1 || !overlaps(moved)) return moved
  }
}

function relax<T extends Dot>(dots: T[], box: Box): T[] {
  for (let round = 0; round < ROUNDS; round++) {
    let still = true
    for (let i = 0; i < dots.length; i++) {
      for (let k = i + 1; k < dots.length; k++) if (pushApart(dots[i]!, dots[k]!, i, k)) still = false
    }
    for (const dot of dots) {
      dot.x = Math.min(box.width - dot.r, Math.max(dot.r, dot.x))
      dot.y = Math.min(box.height - dot.r, Math.max(dot.r, dot.y))
    }
    if (still) break
  }
  return dots
}

function pushApart(a: Dot, b: Dot, i: number, k: number): boolean {
  const least = a.r + b.r + APART
  let dx = b.x - a.x
  let dy = b.y - a.y
  let distance = Math.hypot(dx, dy)
  if (distance >= least - 1e-6) return false
  if (distance < 1e-6) {
    // Stores of one address: any direction will do, as long as it is always the same one.
    const angle = (i * 7 + k * 3) % 6.283
    dx = Math.cos(angle)
    dy = Math.sin(angle)
    distance = 1
  }
  const push = (least - Math.hypot(b.x - a.x, b.y - a.y)) / 2
  a.x -= (dx / distance) * push
  a.y -= (dy / distance) * push
  b.x += (dx / distance) * push
  b.y += (dy / distance) * push
  return true
}

/** Whether any two dots cover each other. */
export const overlaps = (dots: readonly Dot[]): boolean =>
  dots.some((a, i) => dots.slice(i + 1).some((b) => Math.hypot(a.x - b.x, a.y - b.y) < a.r + b.r - 0.01))

/** A name beside the map, with the height at which its leader line ends. */
export interface Named {
  code: string
  y: number
}

/** Heights of the names of some dots in a column: in the dots' order from above, at least `apart` from each other. */
export function nameHeights(dots: readonly Dot[], height: number, apart: number): Named[] {
  const sorted = [...dots].sort((a, b) => a.y - b.y || (a.code < b.code ? -1 : 1))
  const ys = sorted.map(({ y }) => Math.max(apart / 2, Math.min(height - apart / 2, y)))
  for (let i = 1; i < ys.length; i++) ys[i] = Math.max(ys[i]!, ys[i - 1]! + apart)
  for (let i = ys.length - 1; i >= 0; i--) {
    const most = i === ys.length - 1 ? height - apart / 2 : ys[i + 1]! - apart
    ys[i] = Math.min(ys[i]!, most)
  }
  return sorted.map(({ code }, i) => ({ code, y: ys[i]! }))
}
