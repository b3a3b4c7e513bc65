import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OUTCOMES } from '#domain/journey/counters.ts'
import { ALIGNMENTS } from '#domain/range.ts'
import {
  chosenPath,
  CROSSES,
  DESK_ENTRIES,
  DESK_START,
  FUNNELS,
  INTAKES,
  MORE_PERIODS,
  nodeId,
  nodePath,
  PANELS,
  readDesk,
  THEMES,
  WINDOWS,
  writeDesk,
  YARDSTICKS,
  type DeskState,
} from '#web/desk/state.ts'
import { ACROSS, SIDES, type WhyState } from '#web/desk/why/state.ts'
import { STAGES } from '#web/desk/why/stages.ts'
import { DENSITIES, METRICS, PERIODS, readState, writeState } from '#web/wall/state.ts'

const word = fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' })
const code = word.filter((text) => text.trim() === text)
const measure = fc.constantFrom('delivery', 'visit_order_rate', 'completion', 'gap')
const ids = (most: number) => fc.uniqueArray(fc.array(code, { minLength: 1, maxLength: 4 }), { maxLength: most }).map((paths) => paths.map(nodeId)) // prettier-ignore
const span = fc.oneof(
  fc.constant(null),
  fc.constantFrom(...MORE_PERIODS),
  fc.constant({ from: '2026-11-01', to: '2026-11-08' }),
  fc.constantFrom({ window: 'national_day' }, { window: 'national_day', year: 2026 }),
)
const why = fc
  .record({
    gap: fc.constantFrom('target', 'range'),
    step: fc.option(fc.constantFrom(...STAGES), { nil: null }),
    across: fc.constantFrom(...ACROSS),
    cell: fc.option(
      fc.record({
        row: fc.option(fc.oneof(code, fc.constant('')), { nil: null }),
        column: fc.option(code, { nil: null }),
      }),
      { nil: null },
    ),
    side: fc.option(fc.constantFrom(...SIDES), { nil: null }),
  })
  .map((own) => (own.step === null ? { ...own, cell: null } : own)) as fc.Arbitrary<WhyState>
const rest: fc.Arbitrary<Omit<DeskState, keyof WhyState>> = fc.record({
  path: fc.array(word, { maxLength: 4 }),
  model: fc.option(word, { nil: null }),
  channel: fc.option(word, { nil: null }),
  period: fc.constantFrom(...PERIODS),
  metric: fc.constantFrom(...METRICS),
  hideBottom: fc.boolean(),
  density: fc.constantFrom(...DENSITIES),
  lang: fc.constantFrom('zh', 'en'),
  page: fc.constantFrom(1, 2),
  scene: fc.constantFrom('a', 'b'),
  rotate: fc.boolean(),
  sprint: fc.boolean(),
  meeting: fc.boolean(),
  span,
  align: fc.constantFrom(...ALIGNMENTS),
  vs: fc.constantFrom(...YARDSTICKS),
  funnel: fc.constantFrom(...FUNNELS),
  intake: fc.constantFrom(...INTAKES),
  entry: fc.constantFrom(...DESK_ENTRIES),
  window: fc.constantFrom(...WINDOWS),
  org: fc.constantFrom('current', 'as_stood'),
  base: fc.constantFrom('all', 'same_store'),
  successors: fc.boolean(),
  alert: fc.option(fc.constantFrom('1', '42'), { nil: null }),
  against: fc.constantFrom('target', 'commitment', 'challenge'),
  asOf: fc.constantFrom(null, '2026-11-22T02:03:00.000Z'),
  theme: fc.constantFrom(...THEMES),
  chosen: fc.array(code, { maxLength: 4 }),
  open: ids(6),
  columns: fc.option(fc.uniqueArray(measure), { nil: null }),
  sort: fc.option(fc.record({ column: measure, dir: fc.constantFrom('asc', 'desc') }), { nil: null }),
  search: word,
  cross: fc.constantFrom(...CROSSES),
  crossed: measure,
  pinned: ids(4),
  rows: fc.option(
    fc.record(
      {
        measure,
        path: fc.array(code, { maxLength: 4 }),
        cross: fc.option(code, { nil: null }),
        range: fc.constantFrom('current', 'previous', 'last_year'),
        part: fc.constantFrom(...OUTCOMES),
        intake: fc.constantFrom('new', 'carried'),
      },
      { requiredKeys: ['measure', 'path', 'cross', 'range'] },
    ),
    { nil: null },
  ),
  panel: fc.option(fc.constantFrom(...PANELS), { nil: null }),
})
const states: fc.Arbitrary<DeskState> = fc.tuple(rest, why).map(([one, other]) => ({ ...one, ...other }))

describe('the desk’s state in the address', () => {
  it('survives being written and read', () => {
    fc.assert(
      fc.property(states, (state) => {
        const address = new URLSearchParams(writeDesk(state)).toString()
        expect(readDesk(Object.fromEntries(new URLSearchParams(address)))).toEqual(state)
      }),
      { seed: 11, numRuns: 300 },
    )
  })

  it('is empty at the start, and whatever it does not understand is the start', () => {
    expect(writeDesk(DESK_START)).toEqual({})
    const odd = { align: 'sideways', sort: 'x', as_of: 'noon', window: '31', rows: '!', from: '2026-11-08', to: '2026-11-01', span: 'window:' } // prettier-ignore
    expect(readDesk(odd)).toEqual(DESK_START)
  })

  it('opens from the wall’s address with the wall’s place, period and filters', () => {
    const wall = { region: '华东', area: '苏南', model: 'X5', period: 'quarter_to_date', lang: 'en' }
    const state = readDesk(wall)
    expect(state).toMatchObject({ path: ['华东', '苏南'], model: 'X5', period: 'quarter_to_date', lang: 'en' })
    expect(writeState(readState(writeDesk(state)))).toEqual(wall)
  })

  it('names nodes so that any code can stand in a list', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (path) => {
        const id = nodeId(path)
        expect(id).not.toMatch(/[,;]/)
        expect(nodePath(id)).toEqual(path)
      }),
      { seed: 3 },
    )
  })

  it('a chosen node counts only within the scope', () => {
    expect(chosenPath({ ...DESK_START, path: ['华东'], chosen: ['华东', '苏南'] })).toEqual(['华东', '苏南'])
    expect(chosenPath({ ...DESK_START, path: ['华南'], chosen: ['华东', '苏南'] })).toEqual(['华南'])
  })
})
