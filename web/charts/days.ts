import type { LineSeriesOption } from 'echarts/charts'
import type { GridComponentOption, TooltipComponentOption } from 'echarts/components'
import type { ComposeOption } from 'echarts/core'
import { frame } from './frame.ts'
import type { Ink } from './ink.ts'

export type DaysOption = ComposeOption<LineSeriesOption | GridComponentOption | TooltipComponentOption>

export interface DayLine {
  name: string
  /** One figure a day, oldest first; `null` leaves a gap. */
  values: readonly (number | null)[]
  /** `now` is drawn strong, `then` light. */
  weight: 'now' | 'then'
}

/** Days as lines on one axis from zero, labelled at the months' firsts and the last day. */
export function daysOption(days: readonly string[], lines: readonly DayLine[], ink: Ink): DaysOption {
  const last = days.length - 1
  return {
    ...frame(ink),
    grid: { left: 44, right: 16, top: 14, bottom: 24 },
    xAxis: {
      type: 'category',
      data: [...days],
      boundaryGap: false,
      axisLine: { lineStyle: { color: ink.line } },
      axisTick: { show: false },
      axisLabel: {
        color: ink.second,
        fontSize: 11,
        interval: (index: number, day: string) =>
          index === 0 || index === last || (day.endsWith('-01') && last - index > 6),
        formatter: (day: string) => day.slice(5),
      },
    },
    yAxis: {
      type: 'value',
      min: 0,
      splitNumber: 3,
      axisLabel: { color: ink.second, fontSize: 11 },
      splitLine: { lineStyle: { color: ink.line } },
    },
    series: lines.map(({ name, values, weight }): LineSeriesOption => ({
      name,
      type: 'line',
      data: [...values],
      symbol: 'none',
      lineStyle: { width: weight === 'now' ? 2 : 1.5, color: weight === 'now' ? ink.text : ink.then },
      itemStyle: { color: weight === 'now' ? ink.text : ink.then },
      emphasis: { disabled: true },
    })),
  }
}
