import type { Density } from './state.ts'

/** How the scene is laid out: the big screen, the upright screen, the desk monitor or 精简, the phone. */
export type Shape = 'wall' | 'upright' | 'near' | 'phone'

export interface Stage {
  shape: Shape
  /** Pixels of one rem: 100 units of the shape's reference canvas. */
  rem: number
  /** Screens that the tiles are spread over. */
  pages: number
  /** Beside the big screen there is room for more on both sides: 32:9. */
  wings: boolean
}

/** Reference canvases in units; the scene fills the window by whichever side is tighter and is never stretched. */
const CANVAS = { wall: [1920, 1080], upright: [1080, 1920], near: [1600, 900] } as const

/** What a wing takes of the canvas's units on its side. */
const WING = 956

/** Which layout a window gets. Everything below 28 units' worth of pixels would be unreadable, so small windows show fewer tiles. */
export function stageOf(width: number, height: number, density: Density): Stage {
  if (width < 700) return { shape: 'phone', rem: width / 7.2, pages: 1, wings: false }
  const shape = height > width ? 'upright' : width < 1500 || height < 840 || density === 'lean' ? 'near' : 'wall'
  const [across, down] = CANVAS[shape]
  const scale = Math.min(width / across, height / down)
  const wings = shape === 'wall' && (width / scale - across) / 2 >= WING
  return { shape, rem: 100 * scale, pages: shape === 'wall' ? 1 : 2, wings }
}
