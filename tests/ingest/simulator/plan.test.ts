import { describe, expect, it } from 'vitest'
import { loadPlan } from '#ingest/sources/simulator/plan.ts'

describe('the loading plan', () => {
  const plan = loadPlan('2026-11-23')

  it('begins with what the wall’s first picture compares', () => {
    expect(plan.slice(0, 3).map(({ from, to, detail }) => `${from} ${to} ${detail}`)).toEqual([
      '2026-11-01 2026-11-24 light',
      '2026-10-01 2026-11-01 light',
      '2025-11-01 2025-12-01 light',
    ])
    expect(plan.findIndex(({ opens }) => opens)).toBe(2)
    // Who came for the first time is told by the months before those; then come the months of the pace.
    expect(plan.slice(3, 7).map(({ from }) => from)).toEqual(['2026-09-01', '2025-10-01', '2026-08-01', '2026-07-01'])
  })

  it('covers 24 months and the current one once, and the process events of four', () => {
    const light = plan.filter(({ detail }) => detail === 'light').map(({ from }) => from)
    expect([...light].sort()[0]).toBe('2024-11-01')
    expect(new Set(light).size).toBe(25)
    expect(light.length).toBe(25)
    expect(plan.slice(-4).map(({ from, detail }) => `${from} ${detail}`)).toEqual(
      ['2026-11-01', '2026-10-01', '2026-09-01', '2026-08-01'].map((from) => `${from} process_only`),
    )
  })

  it('crosses years and short months', () => {
    expect(
      loadPlan('2027-01-01')
        .slice(0, 3)
        .map(({ from, to }) => `${from} ${to}`),
    ).toEqual(['2027-01-01 2027-01-02', '2026-12-01 2027-01-01', '2026-01-01 2026-02-01'])
    expect(loadPlan('2028-02-29')[0]!.to).toBe('2028-03-01')
  })
})
