import { describe, expect, it } from 'vitest'
import { estimate } from '#domain/outcome/estimate.ts'
import { MEASURES } from '#domain/measures.ts'
import { movedTo } from '#domain/outcome/guardrail.ts'
import { matchControls } from '#domain/outcome/match.ts'
import { sentenceOf, VERDICT_WORDS } from '#domain/outcome/sentence.ts'
import { judgeCase, REASON_CODES, type Case } from '#domain/outcome/verdict.ts'
import { drawPanel, type Wish } from './panels.ts'

function caseOf(wish: Wish, more: Partial<Case> = {}): Case {
  const { panel, treated } = drawPanel(21, { treated: 8, units: 40, ...wish })
  const controls = matchControls(panel, treated).map(({ id }) => id)
  const found = estimate(panel, { treated, controls })
  return {
    estimate: found,
    expected: null,
    better: 'more',
    today: '2026-11-20',
    window_to: '2026-11-01',
    matures_on: '2026-11-15',
    lag_days: 14,
    treated: treated.length,
    shared: { units: 0, decisions: 0 },
    contaminated: 0,
    controls: controls.length,
    before: 10,
    starts: treated.map(() => '2026-09-20'),
    moved: null,
    countable: true,
    ...more,
  }
}
const verdict = (wish: Wish, more?: Partial<Case>) => {
  const { verdict, reasons } = judgeCase(caseOf(wish, more))
  return `${verdict} ${reasons[0]!.code}`
}
const amount = (value: number) => ({ amount: value, low: null, high: null })
const lifted = caseOf({ lift: 1.5 }).estimate!.effect.value

describe('the verdict', () => {
  it('weighs the effect and its interval against what was expected', () => {
    expect(verdict({ lift: 1.5 }, { expected: amount(lifted * 0.8) })).toBe('met reached')
    expect(verdict({ lift: 1.5 }, { expected: { amount: null, low: lifted * 0.9, high: lifted * 2 } })).toBe(
      'met reached',
    )
    expect(verdict({ lift: 1.5 }, { expected: amount(lifted * 1.3) })).toBe('partly partly_reached')
    expect(verdict({ lift: 1 }, { expected: amount(lifted) })).toBe('missed missed')
    expect(verdict({ lift: 0.6 }, { expected: amount(lifted) })).toBe('missed opposite')
    expect(verdict({ lift: 1 }, { expected: amount(1) })).toBe('unclear too_wide')
  })

  it('of a figure that should fall is turned round', () => {
    const better = 'less' as const
    const fallen = -caseOf({ lift: 0.6 }).estimate!.effect.value
    expect(verdict({ lift: 0.6 }, { better, expected: amount(-fallen * 0.8) })).toBe('met reached')
    expect(verdict({ lift: 0.6 }, { better, expected: amount(fallen * 0.8) })).toBe('met reached')
    expect(verdict({ lift: 1.5 }, { better, expected: amount(-20) })).toBe('missed opposite')
  })

  it('without an expectation says whether there is an effect', () => {
    expect(verdict({ lift: 1.5 })).toBe('met effect_seen')
    expect(verdict({ lift: 1 })).toBe('unclear no_effect_seen')
  })

  it('is too early until the window is over and has matured', () => {
    expect(verdict({ lift: 1.5 }, { today: '2026-10-31' })).toBe('early window_open')
    expect(verdict({ lift: 1.5 }, { today: '2026-11-14' })).toBe('early not_matured')
    expect(verdict({ lift: 1.5 }, { today: '2026-11-15' })).toBe('met effect_seen')
  })

  it('cannot be given without comparison, with too little, or where others acted too', () => {
    expect(verdict({}, { estimate: null, controls: 0 })).toBe('unclear too_few_controls')
    expect(verdict({}, { controls: 2, contaminated: 9 })).toBe('unclear contaminated')
    expect(verdict({}, { treated: 0 })).toBe('unclear no_treated')
    expect(verdict({}, { before: 2 })).toBe('unclear no_time_before')
    expect(verdict({}, { estimate: { ...caseOf({}).estimate!, events: { before: 300, due: 12 } } })).toBe(
      'unclear too_few_events',
    )
    expect(verdict({}, { countable: false })).toBe('unclear not_countable')
    expect(verdict({ lift: 1.5 }, { shared: { units: 4, decisions: 1 } })).toBe('unclear shared')
    expect(judgeCase(caseOf({ lift: 1.5 }, { shared: { units: 2, decisions: 1 } })).reasons.map(({ code }) => code)).toContain('some_shared') // prettier-ignore
  })

  it('cannot be given where the two groups parted before the start', () => {
    const { panel, treated } = drawPanel(21, { treated: 8, units: 40 })
    const running = panel.above.map((row, unit) => row.map((value, t) => Math.round(unit < 8 ? value * 1.08 ** t : value))) // prettier-ignore
    const parted = { ...panel, above: running }
    const controls = matchControls(panel, treated).map(({ id }) => id)
    const found = estimate(parted, { treated, controls })
    expect(verdict({}, { estimate: found })).toBe('unclear pretrend')
  })

  it('tells of later starts, and of days that were moved after the window was fixed', () => {
    const codes = (more: Partial<Case>) => judgeCase(caseOf({ lift: 1.5 }, more)).reasons.map(({ code }) => code)
    expect(codes({})).toEqual(['effect_seen'])
    expect(codes({ moved: '2026-12-24', starts: ['2026-09-20', '2026-10-04'] })).toEqual([
      'effect_seen',
      'staggered',
      'window_kept',
    ])
  })

  it('of few treated says that its interval comes from placebos', () => {
    const { reasons } = judgeCase(caseOf({ lift: 2, treated: 3 }))
    expect(reasons.map(({ code }) => code)).toContain('few_treated')
  })
})

it('every reason has a sentence in both languages, with its figures in it', () => {
  const figures = { value: 0.0123, low: 0.004, high: 0.02, expected: 0.01, window_to: '2026-11-01', matures_on: '2026-11-15', lag_days: 14, treated: 11, controls: 9, least: 3, events: 12, before: 2, change: -0.2, contaminated: 2, units: 4, decisions: 1, beyond: 9, sets: 40, zh: '退订率', en: 'Orders cancelled', batches: 3, first: '2026-09-20', last: '2026-10-04', moved: '2026-12-24' } // prettier-ignore
  for (const code of REASON_CODES) {
    const { zh, en } = sentenceOf({ code, figures }, 'rate')
    for (const text of [zh, en]) expect(text).not.toMatch(/undefined|NaN|–$/)
    expect(zh).toMatch(/[。]$/)
    expect(en).toMatch(/[.]$/)
  }
  expect(sentenceOf({ code: 'reached', figures }, 'rate').en).toBe(
    'Measured +1.2 pp (90 % interval +0.4 pp to +2.0 pp): the expected +1.0 pp was reached.',
  )
  expect(sentenceOf({ code: 'missed', figures: { value: -3.2, low: -30, high: 24, expected: 40 } }, 'count').zh).toBe(
    '看不出效果：−3（90% 区间 −30 至 +24），预期 +40 在区间之外。',
  )
  expect(VERDICT_WORDS.unclear).toEqual({ zh: '无法判断', en: 'Cannot tell' })
})

it('a figure that is watched moved only as far as its interval says, and not at all where too little came', () => {
  const found = caseOf({ lift: 1.5 }).estimate!
  const [order, cancel] = [MEASURES.get('order')!, MEASURES.get('order_cancel_rate')!]
  expect([movedTo(order, found), movedTo(cancel, found)]).toEqual(['better', 'worse'])
  expect(movedTo(order, caseOf({ lift: 1 }).estimate!)).toBe('same')
  expect(movedTo(order, { ...found, events: { before: 300, due: 19 } })).toBe('few')
  expect(movedTo(order, { ...found, events: { before: 19, due: 300 } })).toBe('few')
})
