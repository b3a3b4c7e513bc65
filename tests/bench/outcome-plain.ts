import type { Panel, Treated } from '#domain/outcome/panel.ts'

/** Figure and what it is taken of, of units over stretches of time. */
function sums(panel: Panel, parts: readonly { id: string; from: number; to: number }[]): number {
  let [above, below] = [0, 0]
  for (const { id, from, to } of parts) {
    const unit = panel.units.findIndex((one) => one.id === id)
    for (let t = from; t < to; t++) {
      above += panel.above[unit]![t]!
      below += panel.below ? panel.below[unit]![t]! : 1
    }
  }
  return above / below
}

/** The relative effect as before and after alone tell it. */
export function beforeAfter(panel: Panel, treated: readonly Treated[]): number {
  const end = panel.periods.length
  const after = sums(panel, treated.map(({ id, start }) => ({ id, from: start, to: end }))) // prettier-ignore
  return after / sums(panel, treated.map(({ id, start }) => ({ id, from: 0, to: start }))) - 1 // prettier-ignore
}

/** The relative effect as two groups side by side tell it: all others since the first start. */
export function twoGroups(panel: Panel, treated: readonly Treated[]): number {
  const end = panel.periods.length
  const first = Math.min(...treated.map(({ start }) => start))
  const mine = new Set(treated.map(({ id }) => id))
  const others = panel.units.filter(({ id }) => !mine.has(id))
  const ours = sums(panel, treated.map(({ id, start }) => ({ id, from: start, to: end }))) // prettier-ignore
  return ours / sums(panel, others.map(({ id }) => ({ id, from: first, to: end }))) - 1 // prettier-ignore
}
