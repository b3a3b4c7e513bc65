import type { LineSeriesOption } from 'echarts/charts'
import type { GridComponentOption, MarkLineComponentOption, TooltipComponentOption } from 'echarts/components'
import type { ComposeOption } from 'echarts/core'
import { frame } from './frame.ts'
import type { Ink } from './ink.ts'

export type EffectOption = ComposeOption<LineSeriesOption | GridComponentOption | MarkLineComponentOption | TooltipComponentOption> // prettier-ignore

/** One week: what came, what would have come, and where nine of ten weeks without the measure would lie. */
export interface EffectPoint {
  /** First day of the week. */
  from: string
  after: boolean
  actual: number | null
  counterfactual: number | null
  low: number | null
  high: number | null
}

/** Four significant digits: the picture is looked at, not computed with. */
const tidy = (value: number | null): number | null => (value === null ? null : Number(value.toPrecision(4)))

/**
 * Actual against counterfactual by week, with a band around the latter and a line where the decision was made. The band
 * is an area stacked on its lower edge.
 */
export function effectOption(
  points: readonly EffectPoint[],
  names: { actual: string; counterfactual: string; start: string },
  figure: (value: number) => string,
  ink: Ink,
): EffectOption {
  const start = points.findIndex(({ after }) => after)
  const hidden = { type: 'line', stack: 'band', symbol: 'none', silent: true, lineStyle: { opacity: 0 }, tooltip: { show: false } } as const // prettier-ignore
  const wide = points.map(({ low, high }) => (low === null || high === null ? null : tidy(high - low)))
  return {
    ...frame(ink, (value) => (typeof value === 'number' ? figure(value) : '–')),
    grid: { left: 52, right: 16, top: 24, bottom: 26 },
    xAxis: {
      type: 'category',
      data: points.map(({ from }) => from.slice(5)),
      axisLine: { lineStyle: { color: ink.line } },
      axisTick: { show: false },
      axisLabel: { color: ink.second, fontSize: 11 },
    },
    yAxis: {
      type: 'value',
      scale: true,
      splitNumber: 3,
      axisLabel: { color: ink.second, fontSize: 11, formatter: (value: number) => figure(value) },
      splitLine: { lineStyle: { color: ink.line } },
    },
    series: [
      { ...hidden, name: 'low', data: points.map(({ low }) => tidy(low)) },
      { ...hidden, name: 'high', data: wide, areaStyle: { color: ink.second, opacity: 0.18 } },
      {
        name: names.counterfactual,
        type: 'line',
        data: points.map(({ counterfactual }) => tidy(counterfactual)),
        symbol: 'none',
        lineStyle: { color: ink.second, width: 1.5, type: 'dashed' },
        itemStyle: { color: ink.second },
      },
      {
        name: names.actual,
        type: 'line',
        data: points.map(({ actual }) => tidy(actual)),
        symbol: 'none',
        lineStyle: { color: ink.text, width: 2 },
        itemStyle: { color: ink.text },
        ...(start >= 0 && {
          markLine: {
            symbol: 'none',
            silent: true,
            label: { formatter: names.start, color: ink.second, fontSize: 11 },
            lineStyle: { color: ink.second, type: 'solid' },
            data: [{ xAxis: start }],
          },
        }),
      },
    ],
  }
}
