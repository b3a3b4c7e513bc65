import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stageOf } from '#web/wall/shape.ts'
import {
  DENSITIES,
  METRICS,
  PERIODS,
  readState,
  SCENES,
  shownState,
  START,
  whereOf,
  writeState,
  type WallState,
} from '#web/wall/state.ts'

const word = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' })
const states: fc.Arbitrary<WallState> = fc.record({
  path: fc.array(word, { maxLength: 4 }),
  model: fc.option(word, { nil: null }),
  channel: fc.option(word, { nil: null }),
  period: fc.constantFrom(...PERIODS),
  metric: fc.constantFrom(...METRICS),
  hideBottom: fc.boolean(),
  density: fc.constantFrom(...DENSITIES),
  lang: fc.constantFrom('zh', 'en'),
  page: fc.constantFrom(1, 2),
  scene: fc.constantFrom(...SCENES),
  rotate: fc.boolean(),
  sprint: fc.boolean(),
  meeting: fc.boolean(),
})

describe('the state in the address', () => {
  it('survives being written and read', () => {
    fc.assert(
      fc.property(states, (state) => {
        const address = new URLSearchParams(writeState(state)).toString()
        expect(readState(Object.fromEntries(new URLSearchParams(address)))).toEqual(state)
      }),
      { seed: 7 },
    )
  })

  it('is empty at the start, and whatever it does not understand is the start', () => {
    expect(writeState(START)).toEqual({})
    expect(readState({ period: 'someday', lang: ['x'], page: '9', area: 'without region', metric: 4 })).toEqual(START)
  })

  it('keeps the chosen period for the scenes that have one', () => {
    const week = { ...START, period: 'week_to_date' as const }
    expect(SCENES.map((scene) => shownState({ ...week, scene }).period)).toEqual([
      'week_to_date',
      'week_to_date',
      'month_to_date',
      'month_to_date',
    ])
  })

  it('becomes the filter that every tile shares', () => {
    const level = () => 2
    expect(whereOf({ ...START, path: ['华东', '苏南'] }, level)).toEqual({ region: ['华东'], area: ['苏南'] })
    expect(whereOf({ ...START, path: ['华东', '苏南', 'D1', 'A1'], model: 'X5', channel: 'portal_a' }, level)).toEqual({
      dealer_id: ['D1'],
      advisor_id: ['A1'],
      model: ['X5'],
      channel_2: ['portal_a'],
    })
  })
})

describe('the shape of a window', () => {
  it.each([
    [1920, 1080, 'full', 'wall', 100],
    [3840, 2160, 'full', 'wall', 200],
    [5120, 1440, 'full', 'wall', 133.33],
    [1080, 1920, 'full', 'upright', 100],
    [1280, 720, 'full', 'near', 80],
    [1920, 1080, 'lean', 'near', 120],
    [390, 844, 'full', 'phone', 54.17],
  ] as const)('%d × %d %s is %s', (width, height, density, shape, rem) => {
    const stage = stageOf(width, height, density)
    expect(stage.shape).toBe(shape)
    expect(stage.rem).toBeCloseTo(rem, 1)
  })
})
