import type { Shape } from './shape.ts'
import type { SceneName } from './state.ts'

/** Left, top, width and height in units of the shape's reference canvas. */
export type Rectangle = readonly [x: number, y: number, width: number, height: number]

export type TileName =
  'header' | 'a1' | 'kpi0' | 'kpi1' | 'kpi2' | 'kpi3' | 'kpi4' | 'b1' | 'b2' | 'b3' | 'c1' | 'c2' | 'c3' | 'footer'

export type Layout = Partial<Record<TileName, Rectangle>>

type Layouts = Record<Exclude<Shape, 'phone'>, readonly Layout[]>

/** The grid that all scenes stand on. */
const GRID: Layouts = {
  wall: [
    {
      header: [24, 24, 1872, 48],
      a1: [24, 88, 732, 224],
      kpi0: [772, 88, 212, 224],
      kpi1: [1000, 88, 212, 224],
      kpi2: [1228, 88, 212, 224],
      kpi3: [1456, 88, 212, 224],
      kpi4: [1684, 88, 212, 224],
      b1: [24, 328, 640, 416],
      b2: [680, 328, 536, 416],
      b3: [1232, 328, 664, 416],
      c1: [24, 760, 640, 232],
      c2: [680, 760, 536, 232],
      c3: [1232, 760, 664, 232],
      footer: [24, 1008, 1872, 48],
    },
  ],
  upright: [
    {
      header: [24, 24, 1032, 112],
      a1: [24, 152, 1032, 300],
      kpi0: [24, 468, 333, 216],
      kpi1: [373, 468, 334, 216],
      kpi2: [723, 468, 333, 216],
      kpi3: [24, 700, 508, 216],
      kpi4: [548, 700, 508, 216],
      b1: [24, 932, 1032, 428],
      b3: [24, 1376, 1032, 448],
      footer: [24, 1840, 1032, 56],
    },
    {
      header: [24, 24, 1032, 112],
      b2: [24, 152, 1032, 720],
      c1: [24, 888, 1032, 320],
      c2: [24, 1224, 1032, 292],
      c3: [24, 1532, 1032, 292],
      footer: [24, 1840, 1032, 56],
    },
  ],
  near: [
    {
      header: [24, 24, 1552, 48],
      a1: [24, 88, 732, 224],
      kpi0: [772, 88, 257, 224],
      kpi1: [1045, 88, 257, 224],
      kpi3: [1318, 88, 258, 224],
      b1: [24, 328, 768, 484],
      b3: [808, 328, 768, 484],
      footer: [24, 828, 1552, 48],
    },
    {
      header: [24, 24, 1552, 48],
      b2: [24, 88, 768, 484],
      c1: [808, 88, 768, 234],
      c2: [808, 338, 768, 234],
      kpi2: [24, 588, 376, 224],
      kpi4: [416, 588, 376, 224],
      c3: [808, 588, 768, 224],
      footer: [24, 828, 1552, 48],
    },
  ],
}

/** Two tiles change places on a shape's pages: what tells more stands on the first one. */
function exchange(layouts: Layouts, shapes: readonly (keyof Layouts)[], one: TileName, other: TileName): Layouts {
  const names: Partial<Record<TileName, TileName>> = { [one]: other, [other]: one }
  const turned = (layout: Layout): Layout =>
    Object.fromEntries(Object.entries(layout).map(([name, box]) => [names[name as TileName] ?? name, box]))
  return { ...layouts, ...Object.fromEntries(shapes.map((shape) => [shape, layouts[shape].map(turned)])) }
}

/** Header and footer stand on every page; a tile that has no place on a page stands on the other. */
export const LAYOUTS: Record<SceneName, Layouts> = {
  a: GRID,
  b: GRID,
  c: exchange(GRID, ['upright', 'near'], 'b2', 'b3'),
  d: {
    ...GRID,
    // Ten stores in two columns want the middle.
    wall: [
      {
        ...GRID.wall[0],
        c1: [24, 760, 464, 232],
        c2: [504, 760, 744, 232],
        c3: [1264, 760, 632, 232],
      },
    ],
  },
}

const TOP: readonly TileName[] = ['header', 'a1', 'kpi0', 'kpi1', 'kpi2', 'kpi3', 'kpi4']

/** The phone's single column, most telling first. */
export const COLUMNS: Record<SceneName, readonly TileName[]> = {
  a: [...TOP, 'b1', 'b3', 'c2', 'c1', 'b2', 'c3', 'footer'],
  b: [...TOP, 'b1', 'b3', 'c2', 'c1', 'b2', 'c3', 'footer'],
  c: [...TOP, 'b2', 'b3', 'c2', 'c1', 'b1', 'c3', 'footer'],
  d: [...TOP, 'b1', 'b3', 'c2', 'b2', 'c1', 'c3', 'footer'],
}
