import { describe, expect, it } from 'vitest'
import type { Cause } from '#domain/diagnosis/answer.ts'
import { drawnWidth } from '#web/format/number.ts'
import { namesOf } from '#web/session/names.ts'
import { readDesk } from '#web/desk/state.ts'
import type { Scene } from '#web/wall/scene.ts'
import { START } from '#web/wall/state.ts'
import { askCauses, deskAt, losses, ROOM, sentence, sideMark } from '#web/wall/tiles/losses.ts'

const scene: Scene = { state: { ...START, lang: 'en' }, where: {}, retail: 'delivery', today: '2026-11-22' }
const dealer = (dealer_id: string, name: string) => ({ dealer_id, name, region: '华东', area: '苏南', province: '江苏', city: '苏州' }) // prettier-ignore
const names = namesOf({
  dealers: [dealer('D1', '呼和浩特赛罕如意西街远澜体验中心')],
  advisors: [],
  models: [],
  channels: [{ channel: 'portal', name: '垂媒' }],
})
const cause = (units: number, more: Partial<Cause> = {}): Cause => ({ segment: { area: '苏南', channel_1: 'portal' }, stage: 'first_visit', of: 'rate', units, low: units - 4, high: units + 4, expected: 150, actual: 96, rate: { before: 0.059, now: 0.037, of: 2_590 }, evidence: 30, small: false, view: {}, ...more }) // prettier-ignore

describe('C2, why units are lost', () => {
  it('asks the scene’s own question, against the target where it has one', () => {
    const asked = (rated: boolean) => JSON.parse(askCauses(scene, rated).body!) as object
    expect(asked(true)).toEqual({
      soon: true,
      measure: 'delivery',
      where: {},
      period: 'month_to_date',
      compare: 'target',
    })
    expect(asked(false)).toMatchObject({ compare: 'previous' })
  })

  it('names at most three losses, most units first, and never a gain', () => {
    const found = losses({ causes: [cause(-3), cause(9), cause(-20), cause(-1), cause(-14)] })
    expect(found.map(({ units }) => units)).toEqual([-20, -14, -3])
    expect(losses({ causes: [cause(4)] })).toEqual([])
  })

  it('says each in the room that its tile has, whatever the store is called', () => {
    const told = (own: Cause) => {
      const { place, what } = sentence(own, '全国', names, 'zh', ROOM.zh)
      return `${place}·${what}`
    }
    expect(told(cause(-14))).toBe('苏南·垂媒到店率 5.9→3.7%')
    expect(told(cause(-14, { segment: {} }))).toBe('全国·到店率 5.9→3.7%')
    const long = told(cause(-2, { segment: { dealer_id: 'D1', channel_1: 'portal' } }))
    expect(long).toMatch(/^呼.*…·垂媒到店率/)
    expect(drawnWidth(long)).toBeLessThanOrEqual(ROOM.zh)
  })

  it('opens the desk at exactly the cell, in the scene’s period and language', () => {
    const { path, query } = deskAt(scene, cause(-14), names)
    expect(path).toBe('/desk')
    expect(readDesk(query)).toMatchObject({ path: ['华东'], step: 'first_visit', across: 'channel_1', cell: { row: '苏南', column: 'portal' }, lang: 'en', period: 'month_to_date' }) // prettier-ignore
  })

  it('marks a side only where a reading has decided', () => {
    expect([sideMark(null), sideMark({ side: 'unknown' }), sideMark({ side: 'outside' })]).toEqual([null, null, 'outside']) // prettier-ignore
  })
})
