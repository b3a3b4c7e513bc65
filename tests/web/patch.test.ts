import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Row, ViewPatch, ViewResult } from '#domain/view.ts'
import { applyPatch, keyText, opened, type Held } from '#web/live/patch.ts'

const ranges = {
  current: {
    from: '2026-11-01T00:00:00.000+08:00',
    to: '2026-11-22T10:00:00.000+08:00',
    days: 22,
    workdays: 15,
    open: true,
  },
}
const result = (rows: Row[], seq = 1): ViewResult => ({
  seq,
  as_of: '2026-11-22T10:00:00.000+08:00',
  ranges,
  rows,
  total: { current: {} },
  freshness: {},
  table: 'ledger',
})
const row = (region: string, lead: number): Row => ({ key: { region }, current: { lead } })
const start = (rows: Row[]): Held => opened({ view: 'v', rev: 1, seq: 1, as_of: '', result: result(rows) })
const patch = (held: Held, change: Partial<ViewPatch>): ViewPatch => ({
  view: 'v',
  rev: held.rev + 1,
  prev: held.rev,
  seq: 2,
  as_of: '',
  ranges,
  rows: [],
  gone: [],
  total: { current: {} },
  freshness: {},
  ...change,
})

describe('a patch', () => {
  it('replaces rows of the same key, adds new ones and lets gone ones leave', () => {
    const held = start([row('A', 1), row('B', 2), row('C', 3)])
    const next = applyPatch(held, patch(held, { rows: [row('B', 5), row('D', 1)], gone: [{ region: 'A' }] }))!
    expect(next.result.rows).toEqual([row('B', 5), row('C', 3), row('D', 1)])
    expect(next.rev).toBe(2)
    expect(held.result.rows).toHaveLength(3)
  })

  it('that does not follow is refused', () => {
    const held = start([])
    expect(applyPatch(held, patch(held, { prev: 7 }))).toBeNull()
    expect(applyPatch(held, patch(held, { view: 'other' }))).toBeNull()
  })

  it('knows a key whatever the order of its names, and null from the text "null"', () => {
    expect(keyText({ a: '1', b: null })).toBe(keyText({ b: null, a: '1' }))
    expect(keyText({ a: null })).not.toBe(keyText({ a: 'null' }))
  })

  it('any run of patches ends where the answer is', () => {
    const regions = fc.constantFrom('A', 'B', 'C', 'D', 'E')
    const states = fc.array(fc.dictionary(regions, fc.integer({ min: 1, max: 99 })), { minLength: 2, maxLength: 12 })
    fc.assert(
      fc.property(states, (run) => {
        const rowsOf = (state: Record<string, number>) =>
          Object.entries(state).map(([region, lead]) => row(region, lead))
        let held = start(rowsOf(run[0]!))
        for (let i = 1; i < run.length; i++) {
          const [before, after] = [run[i - 1]!, run[i]!]
          const rows = rowsOf(after).filter(({ key, current }) => before[key.region!] !== current.lead)
          const gone = Object.keys(before)
            .filter((region) => !(region in after))
            .map((region) => ({ region }))
          held = applyPatch(held, patch(held, { rows, gone }))!
        }
        const sorted = (rows: Row[]) => [...rows].sort((a, b) => (a.key.region! < b.key.region! ? -1 : 1))
        expect(sorted(held.result.rows)).toEqual(sorted(rowsOf(run.at(-1)!)))
      }),
      { seed: 7 },
    )
  })
})
