import { pino } from 'pino'
import { expect, it } from 'vitest'
import type { Decision } from '#domain/decision/decision.ts'
import { MEASURES } from '#domain/measures.ts'
import { scheduleOf, weekOf, weeksOver, windowOf, type Window } from '#domain/outcome/schedule.ts'
import { openZone } from '#domain/zone.ts'
import type { Outcome } from '#server/outcome/outcome.ts'
import { settle, startSettling, type SettleRooms } from '#server/outcome/settle.ts'

const zone = openZone('Asia/Shanghai')
const NOW = Date.parse('2026-11-23T08:00:00+08:00')
const asked = (id: string, more: Partial<Decision> = {}) => ({ id, state: 'check', verdict: null, effect: null, created_at: '2026-10-01T01:00:00.000Z', due_on: null, review_on: null, window: null, ...more }) as Decision // prettier-ignore

/** Measures that judge as told, and what was written. */
function rooms(decisions: Decision[], verdicts: Record<string, Outcome['verdict'] | Error>) {
  const written: [string, string][] = []
  const windows: (Window | null | undefined)[] = []
  const made: SettleRooms = {
    outcomes: {
      controlsFor: async () => null,
      outcomeOf: async ({ id }) => {
        const verdict = verdicts[id]!
        if (verdict instanceof Error) throw verdict
        return {
          seq: 1, measure: MEASURES.get('order')!, schedule: scheduleOf({ made_on: '2026-10-01', due_on: null, review_on: null, window: null }, 10), verdict,
          reasons: [{ code: 'too_wide', figures: {} }], estimate: null, weeks: [], treated: [], control: ['D1'], control_fixed: true, others: [], guardrails: [], later: null,
        } // prettier-ignore
      },
    },
    decisions: async () => decisions,
    record: async (id, { verdict, window }) => {
      written.push([id, verdict])
      windows.push(window)
    },
    zone,
    now: () => NOW,
    ready: () => true,
    log: pino({ level: 'silent' }),
  }
  return { made, written, windows }
}

it('writes the verdicts of what has matured, and of nothing else', async () => {
  const decisions = [
    asked('matured'),
    asked('early', { verdict: 'early' }),
    asked('judged', { verdict: 'met' }),
    asked('withdrawn', { state: 'withdrawn' }),
    asked('broken'),
    // Not even asked: its window runs.
    asked('young', { created_at: '2026-11-10T01:00:00.000Z' }),
    asked('late', { verdict: 'early' }),
  ]
  const { made, written, windows } = rooms(decisions, { matured: 'met', early: 'early', broken: new Error('away'), late: 'unclear', young: 'met' }) // prettier-ignore
  expect(await settle({ ...made, ready: () => false })).toBe(0)
  expect(await settle(made)).toBe(2)
  expect(written).toEqual([
    ['matured', 'met'],
    ['late', 'unclear'],
  ])
  // With the window that it was judged in, and the lag that made it mature.
  expect(windows[0]).toEqual({ from: '2026-10-01', to: '2026-10-29', due: '2026-10-01', lag_days: 10 })
})

it('judges after the start and again, one round at a time', async () => {
  const { made, written } = rooms([asked('matured')], { matured: 'partly' })
  const runs: (() => void)[] = []
  const later = (_ms: number, run: () => void) => {
    runs.push(run)
    return () => void runs.splice(0)
  }
  const stop = startSettling({ ...made, timer: { after: later, every: later } })
  expect(runs).toHaveLength(2)
  for (const run of [...runs]) run()
  await new Promise((resolve) => setImmediate(resolve))
  expect(written).toEqual([['matured', 'partly']])
  stop()
  expect(runs).toEqual([])
})

it('a window is whole weeks from the day of the decision to its review, and matures with its step', () => {
  const of = (due_on: string | null, review_on: string | null, lag = 10, window: Window | null = null) => {
    const { from, to, weeks, matures_on, before } = scheduleOf(
      { made_on: '2026-10-01', due_on, review_on, window },
      lag,
    )
    return [before, from, to, weeks, matures_on]
  }
  expect(of('2026-10-08', '2026-11-12')).toEqual(['2026-07-09', '2026-10-01', '2026-11-12', 6, '2026-11-12'])
  expect(of('2026-10-08', '2026-11-15')).toEqual(['2026-07-09', '2026-10-01', '2026-11-12', 6, '2026-11-12'])
  // A review that is too soon, or none: four weeks after it was due.
  expect(of('2026-10-08', '2026-10-10')).toEqual(['2026-07-09', '2026-10-01', '2026-11-05', 5, '2026-11-05'])
  expect(of(null, null)).toEqual(['2026-07-09', '2026-10-01', '2026-10-29', 4, '2026-10-29'])
  // Slow steps come through after the window.
  expect(of('2026-10-08', '2026-10-22', 30)).toEqual(['2026-07-09', '2026-10-01', '2026-10-22', 3, '2026-11-07'])
  // As it was fixed, whatever its days say now.
  const window = windowOf({ made_on: '2026-10-01', due_on: '2026-10-08', review_on: '2026-11-12' })
  expect(window).toEqual({ from: '2026-10-01', to: '2026-11-12', due: '2026-10-08' })
  expect(of('2026-12-01', '2026-12-24', 10, window)).toEqual([
    '2026-07-09',
    '2026-10-01',
    '2026-11-12',
    6,
    '2026-11-12',
  ])
  expect(weekOf(['2026-10-01', '2026-10-08'], '2026-10-07')).toBe(0)
  expect(weekOf(['2026-10-01', '2026-10-08'], '2026-10-14')).toBe(1)
  expect(weekOf(['2026-10-01', '2026-10-08'], '2026-10-15')).toBe(2)
  expect(weekOf(['2026-10-01'], '2026-09-30')).toBe(-1)
  expect(weeksOver('2026-10-01', 4, '2026-10-15')).toEqual(['2026-10-01', '2026-10-08'])
  expect(weeksOver('2026-10-01', 4, '2026-10-14')).toEqual(['2026-10-01'])
})
