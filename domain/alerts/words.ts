import { sourceWords } from '../source.ts'
import type { Reading } from './detect.ts'
import { toneOf } from './level.ts'
import type { Root } from './merge.ts'
import { liesIn } from './place.ts'

/** What places are called, the model, channel or rival at them included. */
export interface PlaceNames {
  zh(cell: Record<string, string>): string
  en(cell: Record<string, string>): string
}

export interface Sentence {
  zh: string
  en: string
}

const MOST_PARTS = 3

/** A root cause in one sentence: place, figure, what is usual, where most of it lies, and what moved with it. */
export function sentenceOf({ reading, folded }: Root, names: PlaceNames): Sentence {
  const { place, measure } = reading
  const change = `${signed((reading.units / reading.usual - 1) * 100)}%`
  const parts = folded
    .filter((one) => one.measure === measure && one.place !== place && liesIn(one.place, place))
    .slice(0, MOST_PARTS)
  const others = folded.filter((one) => one.measure !== measure)
  const [with_, thinned] = [others.filter(({ side }) => side === reading.side), others.filter(({ side }) => side !== reading.side)] // prettier-ignore
  const rise = reading.side === 'rise'
  const good = toneOf(reading) === 'good'
  const when = whenOf(reading)
  const [figure, usual] = [shown(reading, reading.units), shown(reading, reading.usual)]
  const zh = `${names.zh(place.cell)}·${measure.zh} ${when.zh} ${figure}，平时 ${usual}（${change}）`
  const en = `${names.en(place.cell)}: ${measure.en.toLowerCase()} ${when.en} ${figure}, usually ${usual} (${change})`
  return {
    zh: [
      `${good ? '好消息：' : ''}${zh}`,
      ...(reading.diluted ? [rise ? '分母减少，数量未升' : '分母增加，数量未降'] : []),
      ...(parts.length > 0 ? [`主要在${parts.map((one) => names.zh(one.place.cell)).join('、')}`] : []),
      ...(with_.length > 0 ? [`${measuresOf(with_, 'zh').join('、')}随之${rise ? '上升' : '下降'}`] : []),
      ...(thinned.length > 0 ? [`${measuresOf(thinned, 'zh').join('、')}被摊薄，数量未降`] : []),
    ].join('；'),
    en: [
      `${good ? 'Good news: ' : ''}${en}`,
      ...(reading.diluted ? [rise ? 'the denominator shrank, the count did not rise' : 'the denominator grew, the count did not fall'] : []),
      ...(parts.length > 0 ? [`mostly in ${parts.map((one) => names.en(one.place.cell)).join(', ')}`] : []),
      ...(with_.length > 0 ? [`${measuresOf(with_, 'en').join(' and ')} ${rise ? 'rose' : 'fell'} with it`] : []),
      ...(thinned.length > 0 ? [`${measuresOf(thinned, 'en').join(' and ')} thinned out, the count did not fall`] : []),
    ].join('; '),
  } // prettier-ignore
}

/** What stands now; seven days; the running day up to an hour; a day that is over. */
function whenOf({ family, measure, span: { from, until_hour } }: Reading): Sentence {
  if (measure.from === 'stock') return { zh: '目前', en: 'at present' }
  if (family === 'week') return { zh: '近7日', en: 'in 7 days' }
  if (until_hour === null) return { zh: `${from.slice(5)}全天`, en: `on ${from.slice(5)}` }
  return { zh: `今日至${until_hour}时`, en: `today by ${until_hour}:00` }
}

const measuresOf = (readings: readonly Reading[], lang: 'zh' | 'en'): string[] =>
  [...new Set(readings.map(({ measure }) => (lang === 'zh' ? measure.zh : measure.en.toLowerCase())))].slice(0, 2)

/** A source whose data is late; no figure that rests on it is judged. */
export function lateOf(source: string, last: string, hours: number): Sentence {
  const { zh, en } = sourceWords(source)
  return {
    zh: `数据中断：${zh} 的数据只到 ${last}（迟 ${hours} 小时），相关数字不完整，不作业务判断`,
    en: `Data fault: ${en} is complete up to ${last} only (${hours} h late); figures that rest on it are incomplete and are not judged`,
  }
}

/** Whose figures rest on a source that is late. */
export function lateDealersOf(dealers: number, regions: { zh: readonly string[]; en: readonly string[] }): Sentence {
  const where = (names: readonly string[], comma: string): string => names.slice(0, MOST_PARTS).join(comma)
  const more = regions.zh.length > MOST_PARTS
  return {
    zh: `；涉及${where(regions.zh, '、')}${more ? '等' : ''} ${dealers} 家店`,
    en: `; ${dealers} ${dealers === 1 ? 'dealer' : 'dealers'} in ${where(regions.en, ', ')}${more ? ' and elsewhere' : ''}`,
  }
}

/** The figure that people read: a count or a share. */
export const figureOf = (reading: Reading, units: number): number =>
  reading.measure.sort === 'rate' ? (reading.of > 0 ? units / reading.of : 0) : units

const shown = (reading: Reading, units: number): string => {
  const figure = figureOf(reading, units)
  if (reading.measure.sort === 'rate') return `${(figure * 100).toFixed(1)}%`
  return Math.round(figure).toLocaleString('en')
}

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(0)}`
