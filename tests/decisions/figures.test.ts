import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { claimOf, stretchOf, sumClaims, takenOn } from '#domain/decision/claims.ts'
import type { Decision } from '#domain/decision/decision.ts'
import { dueOf } from '#domain/decision/due.ts'
import { LIBRARY, lagDays } from '#domain/decision/library.ts'
import { buildAgenda, TEMPLATE_NAMES, type Gap, type Meeting } from '#domain/decision/meeting.ts'
import { expectationText, minutesOf, reportOf, type MeetingFile } from '#domain/decision/minutes.ts'
import { overlapping } from '#domain/decision/overlap.ts'
import { isMature, pool, scoreOf } from '#domain/decision/pool.ts'
import { readNew } from '#domain/decision/read.ts'
import { likeness } from '#domain/decision/similar.ts'
import { tell } from '#domain/decision/sight.ts'
import { ended, turn } from '#domain/decision/turn.ts'
import { MEASURES } from '#domain/measures.ts'
import { addDays } from '#domain/zone.ts'
import { weekOf } from '#server/meetings/title.ts'
import { suNan, zone } from './people.ts'

const runs = { numRuns: 300, seed: 5 }

const decision = (more: Partial<Decision> = {}): Decision => {
  const { evidence, ...sent } = readNew(suNan())
  return {
    ...sent, evidence: { ...evidence, as_of: '', known_at: '', picture: false }, id: 'd', no: 1, revision: 1, state: 'plan', treated: ['D1'], control: null, window: null,
    written_by: '', written_by_id: 'u1', created_at: '2026-11-22T02:03:00.000Z', updated_at: '', verdict: null, effect: null, withdrawn: null, ...more,
  } // prettier-ignore
}

describe('how much of a gap is taken on', () => {
  const dealers = ['D1', 'D2', 'D3', 'D4', 'D5']
  const made = fc.record({
    claims: fc.integer({ min: 0, max: 30 }),
    treated: fc.subarray(dealers),
    state: fc.constantFrom<Decision['state']>('plan', 'do', 'act', 'withdrawn'),
    day: fc.integer({ min: 1, max: 60 }),
  })

  it('is what decisions of the period take on by their dealers, never more than the gap, and parts add up', () => {
    fc.assert(
      fc.property(fc.array(made, { maxLength: 8 }), fc.integer({ min: -20, max: 60 }), (all, gap) => {
        const period = stretchOf({ from: '2026-11-01', to: '2026-12-01' }, zone)
        const decisions = all.map(({ day, ...rest }) =>
          decision({ ...rest, created_at: `${addDays('2026-10-20', day)}T10:00:00.000Z` }),
        )
        const mine = takenOn(new Set(['D1', 'D2']), decisions, period)
        const claim = claimOf({ units: -gap, unverified: false }, mine)
        // Counted again dealer by dealer.
        let taken = 0
        for (const { claims, treated, state, created_at } of decisions)
          for (const code of treated)
            if (state !== 'withdrawn' && created_at.startsWith('2026-11') && ['D1', 'D2'].includes(code))
              taken += claims / treated.length
        expect(Math.abs(claim.claimed - Math.min(Math.max(0, gap), taken))).toBeLessThanOrEqual(0.5 + 1e-6)
        expect(Number.isInteger(claim.claimed)).toBe(true)
        expect(claim.claimed + claim.unclaimed + claim.unverified).toBeCloseTo(claim.gap, 9)
        expect(claimOf({ units: -gap, unverified: true }, mine)).toEqual({
          gap: claim.gap,
          claimed: 0,
          unverified: claim.gap,
          unclaimed: 0,
        })
        const both = sumClaims([claim, claim])
        expect(both.claimed + both.unclaimed).toBeCloseTo(2 * claim.gap, 9)
      }),
      runs,
    )
  })
})

describe('effects of several decisions', () => {
  const effect = fc.record({
    effect: fc.double({ min: -0.1, max: 0.1, noNaN: true }),
    half: fc.double({ min: 0.001, max: 0.05, noNaN: true }),
    cases: fc.integer({ min: 1, max: 40 }),
  })

  it('pool as DerSimonian and Laird say', () => {
    fc.assert(
      fc.property(fc.array(effect, { minLength: 1, maxLength: 9 }), (all) => {
        const pooled = pool(
          all.map(({ effect, half, cases }) => ({ effect, low: effect - half, high: effect + half, cases })),
        )!
        const v = all.map(({ half }) => (half / 1.6449) ** 2)
        const mean = (w: number[]) =>
          all.reduce((sum, { effect }, i) => sum + effect * w[i]!, 0) / w.reduce((a, b) => a + b)
        const w = v.map((one) => 1 / one)
        const q = all.reduce((sum, { effect }, i) => sum + w[i]! * (effect - mean(w)) ** 2, 0)
        const c = w.reduce((a, b) => a + b) - w.reduce((a, b) => a + b * b, 0) / w.reduce((a, b) => a + b)
        const tau2 = all.length > 1 ? Math.max(0, (q - all.length + 1) / c) : 0
        const star = v.map((one) => 1 / (one + tau2))
        expect(pooled.effect).toBeCloseTo(mean(star), 9)
        expect(pooled.high - pooled.low).toBeCloseTo((2 * 1.6449) / Math.sqrt(star.reduce((a, b) => a + b)), 9)
        expect(pooled.spread).toBeCloseTo(Math.sqrt(tau2), 9)
        expect(pooled.low).toBeLessThanOrEqual(pooled.effect)
      }),
      runs,
    )
    // The textbook case of no difference between places: the weighted mean by 1 / variance.
    expect(pool([{ effect: 1, low: 0, high: 2, cases: 1 }, { effect: 1, low: -1, high: 3, cases: 2 }])).toMatchObject({ effect: 1, spread: 0, decisions: 2, cases: 3 }) // prettier-ignore
    expect(pool([])).toBeNull()
  })

  it('are held against what was expected only once they are mature', () => {
    const measured = { effect: 0.02, low: 0.01, high: 0.03, cases: 4, method: 'did', reason: '', at: '' }
    expect(scoreOf(decision({ effect: measured, verdict: 'early' }))).toBeNull()
    expect(isMature(decision({ effect: measured, verdict: 'unclear' }))).toBe(false)
    const score = scoreOf(decision({ effect: measured, verdict: 'met' }))!
    expect(score).toMatchObject({ expected: 0.013, measured: 0.02, within: true })
    expect(score.share).toBeCloseTo(0.02 / 0.013, 9)
    const range = { ...decision().expected!, amount: null, low: 0.04, high: 0.06 }
    expect(scoreOf(decision({ effect: measured, verdict: 'partly', expected: range }))).toMatchObject({
      expected: 0.05,
      within: false,
    })
  })
})

describe('likeness', () => {
  it('is the sum of its parts, and whole for the same problem', () => {
    const problem = {
      measure: 'invited_visit_rate',
      stage: 'first_visit',
      direction: 'down',
      level: 'area',
      segment: { area: '苏南', channel_1: 'online' },
      side: 'inside',
    } as const
    expect(likeness(problem, decision()).score).toBe(1)
    expect(likeness({ ...problem, segment: { area: '上海', channel_1: 'online' } }, decision()).score).toBe(0.95)
    expect(likeness({ ...problem, measure: 'visit_order_rate', stage: 'order' }, decision()).score).toBe(0.5)
    fc.assert(
      fc.property(
        fc.constantFrom('down', 'up'),
        fc.constantFrom('nation', 'area'),
        fc.dictionary(fc.constantFrom('area', 'model', 'channel_2'), fc.constantFrom('苏南', 'X5')),
        (direction, level, segment) => {
          const { score, parts } = likeness({ ...problem, direction: direction as 'down', level, segment }, decision())
          expect(score).toBeCloseTo(
            parts.reduce((sum, part) => sum + part.score, 0),
            6,
          )
          for (const part of parts) expect(part.score).toBeLessThanOrEqual(part.weight)
        },
      ),
      runs,
    )
  })
})

describe('what is due', () => {
  it('follows the days and the state alone', () => {
    const kinds = (more: Partial<Decision>, today: string) =>
      dueOf(decision(more), Date.parse(`${today}T04:00:00Z`), zone.day).map(({ kind, days }) => [kind, days])
    const days = { due_on: '2026-11-25', review_on: '2026-12-05' }
    expect(kinds(days, '2026-11-22')).toEqual([])
    expect(kinds(days, '2026-11-23')).toEqual([['due', -2]])
    expect(kinds(days, '2026-11-25')).toEqual([['due', 0]])
    expect(kinds({ ...days, state: 'do' }, '2026-11-26')).toEqual([['overdue', 1]])
    expect(kinds({ ...days, state: 'check' }, '2026-11-26')).toEqual([])
    expect(kinds({ ...days, state: 'check' }, '2026-12-06')).toEqual([['review', 1]])
    for (const state of ['act', 'withdrawn'] as const)
      expect(kinds({ ...days, state, owner: '' }, '2027-01-01')).toEqual([])
    expect(kinds({ ...days, owner: '' }, '2026-11-22')).toEqual([])
    expect(kinds({ ...days, owner: '' }, '2026-11-23').map(([kind]) => kind)).toEqual(['incomplete', 'due'])
  })
})

describe('the library', () => {
  it('holds the twelve measures of the talk and names real stages', () => {
    const seeds = LIBRARY.filter(({ source }) => source === 'seed')
    expect(seeds.filter(({ ref }) => /^C[1-4]$/.test(ref))).toHaveLength(4)
    expect(seeds).toHaveLength(12)
    expect(new Set(LIBRARY.map(({ id }) => id)).size).toBe(LIBRARY.length)
    for (const { stages, prior, levers, zh, en } of LIBRARY) {
      for (const stage of stages) expect(MEASURES.has(stage)).toBe(true)
      if (prior) expect(MEASURES.has(prior.measure)).toBe(true)
      expect(levers.length).toBeGreaterThan(0)
      expect(zh !== '' && en !== '').toBe(true)
    }
    expect([lagDays('second_call', 'order'), lagDays(null, 'delivery'), lagDays(null, 'strange')]).toEqual([10, 28, 28])
  })
})

describe('an agenda', () => {
  const gap = fc.record({
    gap: fc.option(fc.integer({ min: -60, max: 20 })),
    claimed: fc.integer({ min: 0, max: 60 }),
    unverified: fc.boolean(),
  })

  it('puts what nobody has taken on first, those on plan last, and gives those no minutes', () => {
    fc.assert(
      fc.property(fc.array(gap, { maxLength: 10 }), fc.constantFrom(...TEMPLATE_NAMES), (all, template) => {
        const gaps = all.map(({ gap, claimed, unverified }, i): Gap => {
          const behind = Math.max(0, -(gap ?? 0))
          const claim = unverified ? { gap: behind, claimed: 0, unverified: behind, unclaimed: 0 } : { gap: behind, claimed: Math.min(behind, claimed), unverified: 0, unclaimed: behind - Math.min(behind, claimed) } // prettier-ignore
          return { key: { region: `R${i}` }, zh: `R${i}`, en: `R${i}`, gap, lamp: 'behind', claim }
        })
        const items = buildAgenda(template, gaps, ['d1'])
        expect(new Set(items.map(({ id }) => id)).size).toBe(items.length)
        expect(items.at(-1)!.kind).toBe('minutes')
        const listed = items.filter(({ kind }) => kind === 'gap')
        expect(listed).toHaveLength(gaps.filter((one) => one.gap !== null).length)
        const open = listed
          .map(({ zh }) => gaps.find((one) => one.zh === zh)!.claim)
          .map((claim) => claim.unclaimed + claim.unverified)
        expect(open).toEqual([...open].sort((a, b) => b - a))
        for (const item of listed) expect(item.minutes > 0).toBe(item.gap! < 0)
      }),
      runs,
    )
  })

  it('keeps the time that each item took', () => {
    const items = buildAgenda(
      'weekly',
      [
        {
          key: { region: 'R' },
          zh: 'R',
          en: 'R',
          gap: -3,
          lamp: 'behind',
          claim: { gap: 3, claimed: 0, unverified: 0, unclaimed: 3 },
        },
      ],
      [],
    )
    let meeting = { items, current: null, frozen: true, state: 'open' } as unknown as Meeting
    const move = (moved: Partial<Meeting>) => (meeting = { ...meeting, ...moved })
    move(turn(meeting, { current: 'i1' }, 0))
    move(turn(meeting, { add_minutes: 2 }, 60_000))
    move(turn(meeting, { current: 'i2' }, 90_000))
    move(turn(meeting, { current: 'i1' }, 100_000))
    move(ended(meeting, 130_000))
    expect(meeting.items.slice(0, 2).map(({ spent_s, minutes, state }) => [spent_s, minutes, state])).toEqual([[120, 7, 'done'], [10, 5, 'done']]) // prettier-ignore
    expect(meeting).toMatchObject({ state: 'closed', current: null })
  })

  it('is named after the week of the year', () => {
    expect(['2026-11-22', '2026-11-23', '2027-01-01', '2027-01-04', '2024-12-30'].map(weekOf)).toEqual([
      47, 48, 53, 1, 1,
    ])
  })
})

describe('the report of a meeting', () => {
  const told = (more: Partial<Decision>) => tell(decision(more), true)
  const call = (level: string, place: string, commitment: number) => ({ meeting_id: 'm', level, place, commitment })
  const file = {
    meeting: { id: 'm', template: 'weekly', title: '周会', items: [], total: null },
    claim: { gap: 0, claimed: 0, unverified: 0, unclaimed: 0 },
    decisions: [told({ id: 'a', title: '代呼', review_on: '2026-12-05' }), told({ id: 'b', title: '撤掉的', review_on: '2026-12-01', state: 'withdrawn' })],
    promises: [call('nation', '', 800), call('region', '华东', 448), call('region', '华东', 450), call('region', '华南', 330)],
    notes: [],
    attendees: [],
  } as unknown as MeetingFile // prettier-ignore

  it('counts neither what was taken back nor a promise twice', () => {
    const text = reportOf(file, 'zh').join('\n')
    expect(text).toContain('举措 1 项：代呼')
    expect(text).not.toContain('撤掉的')
    expect(text).toContain('报数 2 家，承诺合计 780 台；最近复盘 12-05')
    const whole = { ...file, promises: file.promises.slice(0, 1) }
    expect(reportOf(whole, 'en').join('\n')).toContain('1 called their number, 800 in all')
  })

  it('its minutes name what was taken back as such', () => {
    const meeting = { ...file.meeting, begun_at: '', as_of: '', closed_at: null }
    const [table] = minutesOf({ ...file, meeting, promises: [] }, 'zh', () => '').flatMap((block) => (block.kind === 'table' ? [block.rows] : []))
    expect(table!.map((row) => [row[1], row[6]])).toEqual([['举措', '结果'], ['代呼', '–'], ['撤掉的', '已撤回']])
  }) // prettier-ignore
})

describe('decisions on the same dealers', () => {
  it('overlap by business days', () => {
    // Made at seven in the morning of the 23rd, which was still the 22nd elsewhere.
    const later = decision({ id: 'later', created_at: '2026-11-22T23:00:00.000Z', review_on: '2026-12-20' })
    const over = decision({ id: 'over', created_at: '2026-11-02T02:00:00.000Z', review_on: '2026-11-22' })
    const still = decision({ id: 'still', created_at: '2026-11-02T02:00:00.000Z', review_on: '2026-11-23' })
    expect(overlapping(later, [over, still], zone.day).map(({ id }) => id)).toEqual(['still'])
  })
})

describe('an expectation in the minutes', () => {
  it('is said as its measure is', () => {
    const said = (expected: object) =>
      expectationText(tell(decision({ expected: { ...readNew(suNan({ expected })).expected! } }), true))
    expect(said({ measure: 'invited_visit_rate', from: 0.037, to: 0.05 })).toBe('3.7% → 5.0%')
    expect(said({ measure: 'invited_visit_rate', amount: 0.013 })).toBe('+1.3pp')
    expect(said({ measure: 'delivery', low: -2, high: 12 })).toBe('−2 … +12')
    expect(said({ measure: 'delivery', from: 71, to: 101 })).toBe('71 → 101')
  })
})
