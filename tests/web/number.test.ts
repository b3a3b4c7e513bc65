import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { roundTogether } from '#domain/round.ts'
import { brief, change, count, percent, points, signed, signedBrief } from '#web/format/number.ts'

describe('figures', () => {
  it.each([
    [0, '0', '0'],
    [-0.4, '0', '0'],
    [34_862, '34,862', '34,862'],
    [99_999, '99,999', '99,999'],
    [99_999.7, '10.0万', '100k'],
    [123_456, '12.3万', '123k'],
    [999_499, '99.9万', '999k'],
    [999_999, '100万', '1.00M'],
    [1_235_000, '124万', '1.24M'],
    [69_674_110, '6967万', '69.7M'],
    [123_456_789, '1.23亿', '123.5M'],
    [-38, '−38', '−38'],
  ])('%d is %s in Chinese and %s in English', (value, zh, en) => {
    expect(count(value, 'zh')).toBe(zh)
    expect(count(value, 'en')).toBe(en)
  })

  it('says nothing where there is no figure', () => {
    for (const nothing of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY])
      expect(count(nothing, 'zh')).toBe('–')
    expect(percent(null)).toBe('–')
    expect(points(null)).toBe('–')
    expect(change(5, 0).text).toBe('–')
  })

  it('signs differences, shares and points with a true minus', () => {
    expect([signed(12, 'zh'), signed(-38, 'zh'), signed(0.2, 'zh')]).toEqual(['+12', '−38', '0'])
    expect([percent(0.5691), percent(-0.02), percent(-0.00001), percent(12.5)]).toEqual([
      '56.9%',
      '−2.0%',
      '0.0%',
      '1250%',
    ])
    expect([points(-0.0203), points(0.0001), points(0.162), points(-2.667)]).toEqual(['−2.0', '0.0', '+16.2', '−267'])
  })

  it('is brief where there is little room', () => {
    expect([
      brief(9_999, 'zh'),
      brief(16_042, 'zh'),
      brief(960, 'en'),
      brief(6_239, 'en'),
      brief(16_042, 'en'),
    ]).toEqual(['9,999', '1.6万', '960', '6.2k', '16k'])
    expect([signedBrief(-6_239, 'en'), signedBrief(77_760, 'zh'), signedBrief(0, 'zh')]).toEqual([
      '−6.2k',
      '+7.8万',
      '0',
    ])
  })

  it('tells the way of a change without sign', () => {
    expect(change(106.2, 100)).toEqual({ way: 'up', text: '6.2%' })
    expect(change(96.9, 100)).toEqual({ way: 'down', text: '3.1%' })
    expect(change(100, 100)).toEqual({ way: 'level', text: '0.0%' })
    expect(change(600, 100)).toEqual({ way: 'up', text: '500%' })
    expect(change(6_000, 1)).toEqual({ way: 'up', text: '>999%' })
  })

  it('rounds a column so that it adds up to its rounded sum, no figure by a whole unit', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -500, max: 500, noNaN: true }), { maxLength: 20 }), (values) => {
        const rounded = roundTogether(values)
        const sum = (list: number[]) => list.reduce((total, value) => total + value, 0)
        expect(sum(rounded)).toBe(Math.round(sum(values)) || 0)
        rounded.forEach((value, i) => expect(Math.abs(value - values[i]!)).toBeLessThanOrEqual(1))
      }),
      { seed: 7 },
    )
    expect(roundTogether([-37.9, -36.05, -24.99, -17.4, -13.2, -10.6, 2.4, 10.2])).toEqual([
      -38, -36, -25, -17, -13, -11, 2, 10,
    ])
  })
})
