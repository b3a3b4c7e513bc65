import type { BarSeriesOption, LineSeriesOption } from 'echarts/charts'
import type { GridComponentOption, TooltipComponentOption } from 'echarts/components'
import type { ComposeOption } from 'echarts/core'
import { frame } from './frame.ts'
import type { Ink } from './ink.ts'

export type LagsOption = ComposeOption<
  BarSeriesOption | LineSeriesOption | GridComponentOption | TooltipComponentOption
>

/** Journeys by whole days to the next step; the last entry holds all longer ones. */
export interface LagCurve {
  name: string
  histogram: readonly number[]
  begun: number
}

/** Shares of those who began, so that cohorts of different size can be laid over one another. */
const sharesOf = ({ histogram, begun }: LagCurve): number[] =>
  histogram.map((units) => (begun > 0 ? Math.round((10_000 * units) / begun) / 100 : 0))

/** Bars for this cohort, a line for the one it is compared with; days along the axis, the last one stands for more. */
export function lagsOption(now: LagCurve, then: LagCurve | null, day: (day: number) => string, ink: Ink): LagsOption {
  const last = now.histogram.length - 1
  return {
    ...frame(ink, (value) => `${String(value)}%`),
    grid: { left: 44, right: 16, top: 14, bottom: 26 },
    xAxis: {
      type: 'category',
      data: now.histogram.map((_units, i) => (i === last ? `${day(i)}+` : day(i))),
      axisLine: { lineStyle: { color: ink.line } },
      axisTick: { show: false },
      axisLabel: { color: ink.second, fontSize: 11, interval: (index: number) => index % 10 === 0 || index === last },
    },
    yAxis: {
      type: 'value',
      min: 0,
      splitNumber: 3,
      axisLabel: { color: ink.second, fontSize: 11, formatter: '{value}%' },
      splitLine: { lineStyle: { color: ink.line } },
    },
    series: [
      { name: now.name, type: 'bar', data: sharesOf(now), barCategoryGap: '20%', itemStyle: { color: ink.bar } },
      ...(then
        ? [
            {
              name: then.name,
              type: 'line' as const,
              data: sharesOf(then),
              symbol: 'none',
              step: 'middle' as const,
              lineStyle: { color: ink.text, width: 1.5 },
              itemStyle: { color: ink.text },
            },
          ]
        : []),
    ],
  }
}
