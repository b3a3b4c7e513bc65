import type { Words } from '../measure.ts'
import type { Verdict } from '../decision/decision.ts'
import type { Reason, ReasonCode } from './verdict.ts'

/** Names of the verdicts. */
export const VERDICT_WORDS: Readonly<Record<Verdict, Words>> = {
  met: { zh: '达成', en: 'Met' },
  partly: { zh: '部分达成', en: 'Partly met' },
  missed: { zh: '未达成', en: 'Not met' },
  early: { zh: '尚早', en: 'Too early' },
  unclear: { zh: '无法判断', en: 'Cannot tell' },
}

/** How figures of the measure are written: `rate` in points of a hundred, `count` in whole units. */
export type FigureUnit = 'count' | 'rate'

type Write = (name: string) => string
type Sentence = (own: Write, plain: Write) => Words

/** `own` writes a figure in the measure's unit with its sign, `plain` as it stands. */
const SENTENCES: Readonly<Record<ReasonCode, Sentence>> = {
  reached: (own) => ({ zh: `实测效果 ${own('value')}（90% 区间 ${own('low')} 至 ${own('high')}），达到预期的 ${own('expected')}。`, en: `Measured ${own('value')} (90 % interval ${own('low')} to ${own('high')}): the expected ${own('expected')} was reached.` }),
  partly_reached: (own) => ({ zh: `确有效果 ${own('value')}（90% 区间 ${own('low')} 至 ${own('high')}），但低于预期的 ${own('expected')}。`, en: `There is an effect of ${own('value')} (90 % interval ${own('low')} to ${own('high')}), below the expected ${own('expected')}.` }),
  missed: (own) => ({ zh: `看不出效果：${own('value')}（90% 区间 ${own('low')} 至 ${own('high')}），预期 ${own('expected')} 在区间之外。`, en: `No effect can be seen: ${own('value')} (90 % interval ${own('low')} to ${own('high')}); the expected ${own('expected')} lies outside.` }),
  opposite: (own) => ({ zh: `结果与预期相反：${own('value')}（90% 区间 ${own('low')} 至 ${own('high')}）。`, en: `It went the other way: ${own('value')} (90 % interval ${own('low')} to ${own('high')}).` }),
  effect_seen: (own) => ({ zh: `确有效果 ${own('value')}（90% 区间 ${own('low')} 至 ${own('high')}）；当时未写预期。`, en: `There is an effect of ${own('value')} (90 % interval ${own('low')} to ${own('high')}); nothing was expected in figures.` }),
  no_effect_seen: (own) => ({ zh: `效果 ${own('value')} 与零分不开（90% 区间 ${own('low')} 至 ${own('high')}）；当时未写预期。`, en: `The effect of ${own('value')} cannot be told from none (90 % interval ${own('low')} to ${own('high')}); nothing was expected in figures.` }),
  too_wide: (own) => ({ zh: `还说不准：${own('value')}（90% 区间 ${own('low')} 至 ${own('high')}），可能没有效果，也可能达到预期的 ${own('expected')}。`, en: `It cannot be told yet: ${own('value')} (90 % interval ${own('low')} to ${own('high')}); there may be no effect, or the expected ${own('expected')}.` }),
  window_open: (_, at) => ({ zh: `观察期到 ${at('last')} 为止，${at('matures_on')} 可判；下面是到目前的数。`, en: `The window runs until ${at('last')}; the figures are those so far; it can be judged on ${at('matures_on')}.` }),
  not_matured: (_, at) => ({ zh: `观察期已结束，但这一步八成要 ${at('lag_days')} 天才走完，${at('matures_on')} 可判。`, en: `The window is over, but four of five cases of this step take up to ${at('lag_days')} days; it can be judged on ${at('matures_on')}.` }),
  no_treated: () => ({ zh: '举措范围内没有门店。', en: 'No dealer lies where the decision applies.' }),
  too_few_controls: (_, at) => ({ zh: `可比门店只有 ${at('controls')} 家，至少要 ${at('least')} 家。`, en: `Only ${at('controls')} comparable dealers; at least ${at('least')} are needed.` }),
  too_few_events: (_, at) => ({ zh: `数量太少：前后各要 ${at('least')} 个，只有 ${at('events')} 个。`, en: `Too few events: ${at('events')} where ${at('least')} are needed before and after.` }),
  no_time_before: (_, at) => ({ zh: `举措之前只有 ${at('before')} 周数据，至少要 ${at('least')} 周。`, en: `Only ${at('before')} weeks of data before the start; at least ${at('least')} are needed.` }),
  pretrend: (_, at) => ({ zh: `举措之前，这些门店与对照店的走势就已分开（${at('change%')}），之后的差别不能算在举措上。`, en: `These stores and those they are compared with had parted before the start (${at('change%')}): what differs since cannot be put down to the decision.` }),
  contaminated: (_, at) => ({ zh: `对照组有 ${at('contaminated')} 家同期另有举措，只剩 ${at('controls')} 家可比。`, en: `${at('contaminated')} of the comparison group were under other decisions at the time; ${at('controls')} are left.` }),
  shared: (_, at) => ({ zh: `${at('treated')} 家中有 ${at('units')} 家同期另有 ${at('decisions')} 项举措，效果分不开；所列为合计。`, en: `${at('units')} of ${at('treated')} dealers were under ${at('decisions')} other decisions too; the effect shown is of all together.` }),
  not_countable: () => ({ zh: '这个指标不是计数，也不是两个计数之比，不能这样比较。', en: 'The measure is neither a count nor a quotient of counts and cannot be compared this way.' }),
  few_treated: (_, at) => ({ zh: `只有 ${at('treated')} 家店，区间按对照店自身的起伏来定，所以较宽。`, en: `Only ${at('treated')} stores: the interval is as wide as stores without the measure strayed by themselves.` }),
  staggered: (_, at) => ({ zh: `门店分 ${at('batches')} 批开始（${at('first')} 至 ${at('last')}），各从自己的开始日算起；未轮到的门店先作对照。`, en: `The dealers began in ${at('batches')} batches (${at('first')} to ${at('last')}); each counts from its own start, and is compared with until then.` }),
  window_kept: (_, at) => ({ zh: `日期后来改到 ${at('moved')}；结论仍按当初定下的观察期（到 ${at('last')} 止）判，之后的另列为复看。`, en: `The days were moved later (${at('moved')}); it is still judged in the window that was fixed (until ${at('last')}), what came after is told apart as a later look.` }),
  some_shared: (_, at) => ({ zh: `${at('treated')} 家中有 ${at('units')} 家同期另有 ${at('decisions')} 项举措。`, en: `${at('units')} of ${at('treated')} dealers were under ${at('decisions')} other decisions too.` }),
  controls_left_out: (_, at) => ({ zh: `对照组中 ${at('contaminated')} 家同期另有举措，已剔除。`, en: `${at('contaminated')} of the comparison group were under other decisions and were left out.` }),
  placebo_weak: (_, at) => ({ zh: `可能是碰巧：没做举措的店照样比 ${at('sets')} 次，有 ${at('beyond')} 次偏离得一样远。`, en: `It may be chance: of ${at('sets')} comparisons of stores without the measure ${at('beyond')} strayed as far.` }),
  guardrail: (_, at) => ({ zh: `当心：${at('zh')} 同时变差（${at('change%')}）。`, en: `Mind that ${at('en')} got worse meanwhile (${at('change%')}).` }),
  logged: (own) => ({ zh: `按当时上报的结果记入：${own('value')}（90% 区间 ${own('low')} 至 ${own('high')}）；不是本系统测得，也不重算。`, en: `As reported at the time: ${own('value')} (90 % interval ${own('low')} to ${own('high')}); it was not measured here, nor is it measured again.` }),
} // prettier-ignore

/** A reason in both languages. */
export function sentenceOf({ code, figures }: Reason, unit: FigureUnit): Words {
  const plain: Write = (name) => {
    if (name.endsWith('%')) return percent(Number(figures[name.slice(0, -1)]))
    const figure = figures[name]
    return typeof figure === 'number' ? String(Math.round(figure * 10) / 10) : (figure ?? '–')
  }
  const own: Write = (name) => {
    const figure = figures[name]
    if (typeof figure !== 'number') return '–'
    return unit === 'rate' ? `${signed(figure * 100, 1)} pp` : signed(figure, 0)
  }
  return SENTENCES[code](own, plain)
}

const percent = (share: number): string => `${signed(share * 100, 1)} %`

/** A figure with its sign and a true minus. */
function signed(figure: number, digits: number): string {
  const text = Math.abs(figure).toFixed(digits)
  return Number(text) === 0 ? text : `${figure < 0 ? '−' : '+'}${text}`
}
