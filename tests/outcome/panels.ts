import type { Panel, Treated } from '#domain/outcome/panel.ts'
import { draw, keyFrom, poisson } from '#ingest/sources/simulator/random.ts'

export interface Drawn {
  panel: Panel
  treated: Treated[]
}

export interface Wish {
  units?: number
  treated?: number
  before?: number
  after?: number
  rate?: boolean
  /** Factor on the treated after the start. */
  lift?: number
  /** Factor on all units by stretch of time. */
  market?: (period: number) => number
  /** Without chance: every figure is its mean. */
  exact?: boolean
}

/** A small panel from a seed. Treated are the first units. */
export function drawPanel(seed: number, wish: Wish = {}): Drawn {
  const { units = 24, treated = 6, before = 10, after = 5, rate = false, lift = 1, market = () => 1, exact } = wish
  const length = before + after
  const cell = (unit: number, t: number): { above: number; below: number } => {
    const size = 8 + 30 * draw(keyFrom(seed, 1, unit), 0)
    const level = rate ? 0.05 + 0.2 * draw(keyFrom(seed, 2, unit), 0) : 1
    const mean = size * market(t) * (unit < treated && t >= before ? lift : 1)
    if (exact) return { above: mean * level * (rate ? 10 : 1), below: size * 10 }
    const below = poisson(size * 10, draw(keyFrom(seed, 3, unit, t), 0))
    const above = poisson(rate ? (mean / size) * level * below : mean, draw(keyFrom(seed, 4, unit, t), 0))
    return { above, below }
  }
  const cells = Array.from({ length: units }, (_, unit) => Array.from({ length }, (_, t) => cell(unit, t)))
  return {
    panel: {
      periods: Array.from({ length }, (_, t) => `P${t}`),
      units: cells.map((_, i) => ({ id: `D${i}`, region: `R${i % 4}`, tier: `${i % 3}` })),
      above: cells.map((row) => Float64Array.from(row, ({ above }) => above)),
      below: rate ? cells.map((row) => Float64Array.from(row, ({ below }) => below)) : null,
    },
    treated: Array.from({ length: treated }, (_, i) => ({ id: `D${i}`, start: before })),
  }
}

/** The panel with every figure changed; `above` and `below` alike unless told otherwise. */
export function changed(panel: Panel, above: (value: number, period: number, unit: number) => number): Panel {
  return { ...panel, above: panel.above.map((row, unit) => row.map((value, t) => above(value, t, unit))) }
}
