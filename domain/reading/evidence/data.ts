import { sourcesWords } from '../../source.ts'
import type { Gathered } from '../gathered.ts'
import type { FigureUnit, Sentence } from '../reading.ts'
import { course, say } from '../say.ts'

/** A silent source explains a fall when at least this share of what is missing would have come from it. */
const EXPLAINS = 0.5
/** Units; less than one is nothing that could be missed. */
const LEAST_MISSING = 1

/** What a silent source would have brought since, by what it brought in the comparison. */
const missingOf = ({ hours, rangeHours, before }: Gathered['behind'][number]): number =>
  rangeHours > 0 ? before * Math.min(1, hours / rangeHours) : 0

/** A source that fell silent is no collapse: what did not arrive is not what did not happen. */
export function sourceEvidence({ behind, pair, direction, stage, view }: Gathered): Sentence[] {
  if (behind.length === 0) {
    return [
      { zh: '各数据源按自己的节奏到数', en: 'All sources arrive in their own rhythm', topic: 'source', side: 'data', supports: false, figures: [] },
    ] // prettier-ignore
  }
  const missing = behind.reduce((sum, one) => sum + missingOf(one), 0)
  if (missing < LEAST_MISSING) {
    const source = sourcesWords(behind.map((one) => one.source))
    return [
      { ...say('数据源 {source} 没有到数，但这里几乎不靠它', 'Source {source} is silent, but hardly anything here comes from it', { source }), topic: 'source', side: 'data', supports: false, figures: [] },
    ] // prettier-ignore
  }
  const short = pair.before.above - pair.now.above
  const supports = direction === 'down' && missing >= EXPLAINS * Math.max(short, 0)
  const first = [...behind].sort((a, b) => b.before - a.before)[0]!
  const words = say(
    '数据源 {source} 自 {since} 起没有到数（{hours} 小时），约缺 {missing} 条{tail}',
    'Source {source} is silent since {since} ({hours} h): about {missing} missing{tail}',
    {
      source: sourcesWords(behind.map(({ source }) => source)),
      since: first.since,
      hours: first.hours.toFixed(1),
      missing: Math.round(missing),
      tail: supports
        ? { zh: '：不是下滑，是没到齐', en: ': not a fall, the data is not complete' }
        : say('，少掉的是 {short} 条，不足以解释', ', while {short} are short: not enough to explain it', { short: Math.max(0, short) }),
    },
  ) // prettier-ignore
  const figures = [
    { name: 'silent', value: first.hours, before: null, unit: 'hours' as const },
    { name: 'missing', value: missing, before: first.before, unit: 'count' as const },
  ]
  return [{ ...words, topic: 'source', side: 'data', supports, figures, view: view([stage], ['source']) }]
}

const UNITS: Readonly<Record<Gathered['doubts'][number]['unit'], FigureUnit>> = {
  share: 'rate',
  count: 'count',
  hours: 'hours',
}

/** A figure that looks made is checked before it is praised: doubts of the stores that carry it. */
export function doubtEvidence({ doubts, direction, stage, view }: Gathered): Sentence[] {
  if (direction !== 'up') return []
  if (doubts.length === 0)
    return [{ zh: '待核检查没有发现可疑', en: 'The honesty checks found nothing', topic: 'doubt', side: 'data', supports: false, figures: [] }] // prettier-ignore
  const measure = stage === 'order' || stage === 'card' ? 'o_card_rate' : stage
  return doubts.slice(0, 4).map(({ check, dealer, value, unit }): Sentence => ({
    ...say(
      '待核：{dealer} {check} {value}，先核实再表扬',
      'To check: {dealer}, {check} {value}: verify before praise',
      {
        dealer,
        check,
        value: course(null, value, UNITS[unit]),
      },
    ),
    topic: 'doubt',
    side: 'data',
    supports: true,
    figures: [{ name: check.en, value, before: null, unit: UNITS[unit] }],
    view: view([measure], ['advisor_id']),
  }))
}
