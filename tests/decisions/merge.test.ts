import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { merge } from '#domain/decision/merge.ts'
import { mergeText } from '#domain/decision/merge-text.ts'
import { clausesOf, gramsOf, holds, soughtOf, tokensOf } from '#domain/decision/tokens.ts'
import type { Written } from '#domain/decision/decision.ts'

const runs = { numRuns: 400, seed: 11 }
const word = fc.constantFrom(
  '总',
  '部',
  '代',
  '呼',
  '店',
  '，',
  '。',
  ' ',
  '\n',
  'SmartLeaZ',
  'call',
  '12',
  'again',
  '3.7%',
  '😀',
  'é',
)
const text = fc.array(word, { maxLength: 24 }).map((words) => words.join(''))

/** Somebody's edit of a text: words put in or taken out here and there. */
const edit = fc.array(fc.record({ at: fc.nat(), put: fc.option(word, { nil: null }) }), { maxLength: 5 })
function edited(base: string, edits: readonly { at: number; put: string | null }[], mark: string): string {
  const tokens = tokensOf(base)
  edits.forEach(({ at, put }, i) => {
    const place = at % (tokens.length + 1)
    // Words put in carry their author's mark, so that each can be looked for.
    if (put === null) tokens.splice(place, 1)
    else tokens.splice(place, 0, `${mark}${i}${put}`)
  })
  return tokens.join('')
}
const marks = (text: string): string[] => text.match(/[甲乙]\d/g) ?? []

describe('texts that two write at once', () => {
  it('are cut without losing anything', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (any) => {
        expect(tokensOf(any).join('')).toBe(any)
        expect(clausesOf(any).join('')).toBe(any)
      }),
      runs,
    )
  })

  it('lose no word that either wrote', () => {
    fc.assert(
      fc.property(text, edit, edit, (base, one, other) => {
        const [theirs, yours] = [edited(base, one, '甲'), edited(base, other, '乙')]
        const merged = mergeText(base, theirs, yours)
        expect(marks(merged)).toEqual(expect.arrayContaining([...marks(theirs), ...marks(yours)]))
      }),
      runs,
    )
  })

  it('keep what neither took out, and take a change that only one made', () => {
    fc.assert(
      fc.property(text, edit, (base, one) => {
        const theirs = edited(base, one, '甲')
        expect(mergeText(base, theirs, base)).toBe(theirs)
        expect(mergeText(base, base, theirs)).toBe(theirs)
        expect(mergeText(base, theirs, theirs)).toBe(theirs)
      }),
      runs,
    )
    fc.assert(
      fc.property(text, edit, edit, (base, one, other) => {
        const puts = (edits: typeof one) => edits.filter(({ put }) => put !== null)
        const merged = mergeText(base, edited(base, puts(one), '甲'), edited(base, puts(other), '乙'))
        for (const token of tokensOf(base)) if (token.trim() !== '') expect(merged).toContain(token)
      }),
      runs,
    )
  })

  it('are not compared for ever, and still lose nothing', () => {
    const long = (sign: string) => sign.repeat(4_000)
    const merged = mergeText(long('总'), `甲1${long('部')}`, `乙1${long('代')}`)
    expect(marks(merged)).toEqual(['甲1', '乙1'])
    expect(merged).toContain(long('部'))
    expect(merged).toContain(long('代'))
  })

  it('read well', () => {
    const base = '邀约中心 6 人缺编，HR 周三前补 3 人。总部代呼。'
    expect(mergeText(base, base.replace('3 人', '5 人'), base.replace('总部代呼', '总部代呼两周'))).toBe(
      '邀约中心 6 人缺编，HR 周三前补 5 人。总部代呼两周。',
    )
    expect(mergeText(base, base.replace('3 人', '5 人'), base.replace('3 人', '4 人'))).toBe(
      '邀约中心 6 人缺编，HR 周三前补 5 / 4 人。总部代呼。',
    )
    expect(mergeText('', '先派单', '先打电话')).toBe('先派单 / 先打电话')
    expect(mergeText('call stores', 'call all stores', 'call stores again')).toBe('call all stores again')
    expect(mergeText('派单。', '', '派单给周敏。')).toBe('派单给周敏。')
  })
})

describe('decisions that two write at once', () => {
  const base: Written = {
    title: '代呼', what: '', measure_kind: null, also: ['wecom'], owner: '周敏', owner_id: null, due_on: '2026-11-25', review_on: null,
    expected: null, escalated: false, meeting_id: null, asserted_by: '', starts: {},
  } // prettier-ignore

  it('keep theirs where a part is no text, and what was added to lists', () => {
    const theirs = { ...base, owner: '顾晨', also: ['coupons'] }
    expect(merge(base, theirs, { owner: '陈粤', also: ['wecom', 'best_hour'], escalated: true })).toEqual({
      changes: { also: ['coupons', 'best_hour'], escalated: true },
      clashes: [
        { field: 'owner', base: '周敏', theirs: '顾晨', yours: '陈粤', merged: '顾晨', whole: false },
        { field: 'also', base: ['wecom'], theirs: ['coupons'], yours: ['wecom', 'best_hour'], merged: ['coupons', 'best_hour'], whole: true },
      ],
    }) // prettier-ignore
    expect(merge(base, theirs, { owner: '顾晨' })).toEqual({ changes: {}, clashes: [] })
    expect(merge(base, theirs, { due_on: '2026-11-26' })).toEqual({ changes: { due_on: '2026-11-26' }, clashes: [] })
  })
})

describe('search', () => {
  it('finds every piece of what was written, and only what holds it', () => {
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(), (any, at, length) => {
        const grams = new Set(gramsOf(any))
        const signs = [...any]
        const piece = signs.slice(at % (signs.length + 1)).slice(0, 1 + (length % 4)).join('') // prettier-ignore
        const chinese = piece.match(/[\p{Script=Han}]+/u)?.[0]
        if (chinese) expect(soughtOf(chinese).every((gram) => grams.has(gram))).toBe(true)
        expect(holds(any, any)).toBe(true)
      }),
      runs,
    )
    expect(soughtOf('ＳｍａｒｔLeaZ 二次外呼')).toEqual(['smartleaz', '二次', '外呼', '次外'])
    expect(holds('换人二次外呼', '外呼 换人')).toBe(true)
    expect(holds('换人二次外呼', '外呼换人')).toBe(false)
  })
})
