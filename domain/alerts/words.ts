import type { Reading } from './detect.ts'
import type { Root } from './merge.ts'

/** What places are called. */
export interface PlaceNames {
  zh(cell: Record<string, string>): string
  en(cell: Record<string, string>): string
}

export interface Sentence {
  zh: string
  en: string
}

const MOST_PARTS = 3

/** A root cause in one sentence: place, figure, what is usual, and where most of it lies. */
export function sentenceOf({ reading, folded }: Root, names: PlaceNames): Sentence {
  const { place, measure, span } = reading
  const change = `${signed((reading.units / reading.usual - 1) * 100)}%`
  const parts = folded.filter((one) => one.measure === measure && one.place !== place).slice(0, MOST_PARTS)
  const others = [...new Set(folded.filter((one) => one.measure !== measure).map((one) => one.measure))].slice(0, 2)
  const when = { zh: span.until_hour === null ? '近7日' : `今日至${span.until_hour}时`, en: span.until_hour === null ? 'in 7 days' : `today by ${span.until_hour}:00` } // prettier-ignore
  const [figure, usual] = [shown(reading, reading.units), shown(reading, reading.usual)]
  const zh = `${names.zh(place.cell)}·${measure.zh} ${when.zh} ${figure}，平时 ${usual}（${change}）`
  const en = `${names.en(place.cell)}: ${measure.en.toLowerCase()} ${when.en} ${figure}, usually ${usual} (${change})`
  const diluted = reading.diluted
  return {
    zh: [
      zh,
      ...(diluted ? ['分母增加，数量未降'] : []),
      ...(parts.length > 0 ? [`主要在${parts.map((one) => names.zh(one.place.cell)).join('、')}`] : []),
      ...(others.length > 0 ? [`${others.map((one) => one.zh).join('、')}随之下降`] : []),
    ].join('；'),
    en: [
      en,
      ...(diluted ? ['the denominator grew, the count did not fall'] : []),
      ...(parts.length > 0 ? [`mostly in ${parts.map((one) => names.en(one.place.cell)).join(', ')}`] : []),
      ...(others.length > 0 ? [`${others.map((one) => one.en.toLowerCase()).join(' and ')} fell with it`] : []),
    ].join('; '),
  }
}

/** A source that stopped. */
export function silenceOf(source: string, last: string, hours: number): Sentence {
  return {
    zh: `数据中断：${source} 自 ${last} 起无数据（${hours} 小时），相关数字不完整，不作业务判断`,
    en: `Data fault: nothing from ${source} since ${last} (${hours} h); figures that rest on it are incomplete and are not judged`,
  }
}

/** The figure that people read: a count, a share, minutes. */
export const figureOf = (reading: Reading, units: number): number =>
  reading.measure.sort === 'rate' ? (reading.of > 0 ? units / reading.of : 0) : units

const shown = (reading: Reading, units: number): string => {
  const figure = figureOf(reading, units)
  if (reading.measure.sort === 'rate') return `${(figure * 100).toFixed(1)}%`
  if (reading.measure.sort === 'median') return `${Math.round(figure)}′`
  return Math.round(figure).toLocaleString('en')
}

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(0)}`
