import { describe, expect, it } from 'vitest'
import { homeOf, within } from '#web/session/home.ts'
import { namesOf } from '#web/session/names.ts'

const dealer = { dealer_id: 'D1', name: '苏州一店', region: '华东', area: '苏南', province: '江苏', city: '苏州' }
const names = namesOf({ dealers: [dealer], advisors: [], models: [], channels: [] })

describe('home', () => {
  it('is the one place that may be seen, with all that lies above it', () => {
    expect(homeOf({}, names)).toEqual([])
    expect(homeOf({ region: ['华东'] }, names)).toEqual(['华东'])
    expect(homeOf({ area: ['苏南'] }, names)).toEqual(['华东', '苏南'])
    expect(homeOf({ dealer_id: ['D1'] }, names)).toEqual(['华东', '苏南', 'D1'])
  })

  it('is everything where the scope is no single place', () => {
    expect(homeOf({ region: ['华东', '华南'] }, names)).toEqual([])
    expect(homeOf({ region: ['华东'], group: ['G1'] }, names)).toEqual([])
    expect(homeOf({ group: ['G1'] }, names)).toEqual([])
    expect(homeOf({ dealer_id: ['D9'] }, names)).toEqual([])
  })

  it('is never left upwards or sidewards', () => {
    expect(within(['华东'], [])).toEqual(['华东'])
    expect(within(['华东'], ['华南', '珠三角东'])).toEqual(['华东'])
    expect(within(['华东'], ['华东', '苏南'])).toEqual(['华东', '苏南'])
    expect(within([], ['华南'])).toEqual(['华南'])
  })
})
