import { expect, it } from 'vitest'
import { effectOption } from '#web/charts/effect.ts'

const ink = { text: '#fff', second: '#999', line: '#333', bar: '#555' }
const names = { actual: '实际', counterfactual: '若不做', start: '决定' }
const point = (from: string, after: boolean, actual: number | null) => ({ from, after, actual, counterfactual: 0.04, low: 0.035, high: 0.046 }) // prettier-ignore

it('draws what came against what would have come, with a band that is as wide as its interval', () => {
  const points = [point('2026-10-01', false, 0.04), point('2026-10-08', true, 0.05), point('2026-10-15', true, null)]
  const { series, xAxis } = effectOption(points, names, String, ink as never)
  const [low, wide, counterfactual, actual] = series as unknown as { data: (number | null)[]; markLine?: { data: object[] } }[] // prettier-ignore
  expect(low!.data).toEqual([0.035, 0.035, 0.035])
  expect(wide!.data).toEqual([0.011, 0.011, 0.011])
  expect(counterfactual!.data).toEqual([0.04, 0.04, 0.04])
  expect(actual!.data).toEqual([0.04, 0.05, null])
  expect(actual!.markLine!.data).toEqual([{ xAxis: 1 }])
  expect((xAxis as { data: string[] }).data).toEqual(['10-01', '10-08', '10-15'])
})

it('marks no start where nothing has come after it yet', () => {
  const { series } = effectOption([point('2026-10-01', false, 0.04)], names, String, ink as never)
  expect((series as { markLine?: object }[]).every(({ markLine }) => markLine === undefined)).toBe(true)
})
