import { describe, expect, it } from 'vitest'
import { openAt, outlier } from '#domain/alerts/budget.ts'
import { detect, type Reading } from '#domain/alerts/detect.ts'
import { alertMeasures } from '#domain/alerts/measures.ts'
import { merge } from '#domain/alerts/merge.ts'
import { keyOf, track, type Tracked } from '#domain/alerts/track.ts'
import { dayStretch, HOURS, weekStretch, worldOf, type Planted, type World } from './world.ts'

const measures = alertMeasures('delivery')
const DAY = 86_400_000

interface Run {
  raised: { key: string; day: number; hour: number; folded: string[] }[]
  reopened: number
  closed: number
}

/** Watches a world through whole days at some of their hours, as the watcher does. */
function watch(world: World, from: number, days: number, budget: number, hours = HOURS): Run {
  let alerts: Tracked[] = []
  const run: Run = { raised: [], reopened: 0, closed: 0 }
  for (let day = from; day < from + days; day++) {
    const week = weekStretch(world, day)
    for (const hour of hours) {
      const stretches = [dayStretch(world, day, hour), week]
      const detected = detect(world.nation, measures, stretches, budget)
      const now = day * DAY + hour * 3_600_000
      const turn = track(alerts, merge(detected), detected, now)
      for (const { id } of turn.closed) alerts.find((one) => one.id === id)!.closed_at = now
      run.closed += turn.closed.length
      for (const { id, root, family, calm_since, reopened } of turn.kept) {
        const known = alerts.find((one) => one.id === id)!
        if (reopened) run.reopened++
        Object.assign(known, { family, calm_since, closed_at: null, ...(root && { key: keyOf(root.reading) }) })
      }
      for (const root of turn.raised) {
        const key = keyOf(root.reading)
        run.raised.push({ key, day, hour, folded: root.folded.map(keyOf) })
        alerts.push({
          id: `${alerts.length}`,
          key,
          family: root.reading.family,
          raised_at: now,
          calm_since: null,
          closed_at: null,
        })
      }
      alerts = alerts.filter(({ closed_at }) => closed_at === null || now - closed_at < 2 * DAY)
    }
  }
  return run
}

describe('thresholds', () => {
  it('are those of Student’s distribution', () => {
    // Tables: t with 30 degrees of freedom.
    expect(outlier(0.05)).toBeCloseTo(1.697, 2)
    expect(outlier(0.005)).toBeCloseTo(2.75, 2)
    expect(outlier(0.0005)).toBeCloseTo(3.646, 1)
  })
  it('rise with the number of cells that are tried and fall with the budget', () => {
    const [few] = openAt(1, [{ cells: 10, times: 7 }])
    const [many] = openAt(1, [{ cells: 1_000, times: 7 }])
    const [generous] = openAt(5, [{ cells: 1_000, times: 7 }])
    expect(many!).toBeGreaterThan(few!)
    expect(generous!).toBeLessThan(many!)
  })
})

describe('the budget of false alarms', () => {
  // `ALERT_WEEKS=20` is the long run.
  const weeks = Number(process.env['ALERT_WEEKS'] ?? 4)
  it.each([
    [1, 0.1],
    [1, 0.3],
    [3, 0.1],
  ])(
    'holds in quiet worlds: %d a week, spread %d',
    (budget, spread) => {
      let raised = 0
      const seeds = [11, 12]
      for (const seed of seeds) raised += watch(worldOf(seed, [], spread), 70, weeks * 7, budget).raised.length
      expect(raised / (weeks * seeds.length)).toBeLessThanOrEqual(budget)
    },
    400_000,
  )
})

describe('the cells that share the budget', () => {
  const world = worldOf(11)
  const stretches = [dayStretch(world, 80, 20), weekStretch(world, 80)]
  it('are all that are tried: places, models, channels and rivals, falls and rises', () => {
    const { readings } = detect(world.nation, measures, stretches, 1)
    const levels = new Set(readings.map(({ place }) => place.level))
    expect(levels).toEqual(new Set(['nation', 'region', 'area', 'dealer']))
    const slices = new Set(readings.map(({ place }) => place.slice.split('=')[0]))
    expect(slices).toEqual(new Set(['', 'model', 'channel', 'competitor_model']))
    expect(new Set(readings.map(({ side }) => side))).toEqual(new Set(['fall', 'rise']))
  })
  it('raise everybody’s threshold as they grow in number, so that the budget stays what it was', () => {
    const places = measures.map((measure) => ({ ...measure, slices: [] }))
    const falls = places.map((measure) => ({ ...measure, tones: { fall: 'bad' as const } }))
    const [all, some, few] = [measures, places, falls].map((own) => detect(world.nation, own, stretches, 1).readings)
    const week = (readings: Reading[]) => readings.filter(({ family }) => family === 'week')
    expect(all!.length).toBeGreaterThan(some!.length)
    expect(some!.length).toBeGreaterThan(few!.length)
    expect(week(all!)[0]!.open).toBeGreaterThan(week(few!)[0]!.open)
    // The chance of each side of each cell, over all that are tried in a week, is the family's half of the budget.
    const seven = 7
    expect(week(all!)[0]!.open).toBeCloseTo(outlier(0.5 / (week(all!).length * seven)), 9)
  })
})

describe('what was planted', () => {
  const START = 80
  const cases: [string, Planted, RegExp][] = [
    ['an area', { kind: 'first_visit', dealers: ({ area }) => area === 'A12', from: START, until: START + 21, factor: 0.5 }, /(first_visit|invited_visit_per_lead_rate) R1\u0000A12$/],
    ['a region', { kind: 'order', dealers: ({ region }) => region === 'R2', from: START, until: START + 21, factor: 0.4 }, /order.* R2$/],
    ['one channel of a region', { kind: 'unique_lead', slice: 'channel=c1', dealers: ({ region }) => region === 'R1', from: START, until: START + 21, factor: 0.4 }, /^unique_lead R1\u0001channel=c1$/],
    ['one model everywhere', { kind: 'delivery', slice: 'model=m2', dealers: () => true, from: START, until: START + 21, factor: 0.3 }, /^delivery \u0001model=m2$/],
    ['a flood of leads', { kind: 'unique_lead', slice: 'channel=c2', dealers: ({ region }) => region === 'R3', from: START, until: START + 21, factor: 4 }, /^unique_lead R3(\u0001channel=c2)? up$/],
    ['a success', { kind: 'first_visit', dealers: ({ region }) => region === 'R0', from: START, until: START + 21, factor: 1.8 }, /^(first_visit|invited_visit_per_lead_rate) R0(\u0001model=m[12])? up$/],
    ['cancelled orders', { kind: 'order_cancel', dealers: () => true, from: START, until: START + 21, factor: 3 }, /^order_cancel  up$/],
    ['customers lost to a rival', { kind: 'lost', slice: 'competitor_model=r2', dealers: ({ region }) => region === 'R2', from: START, until: START + 21, factor: 3 }, /^lost R2\u0001competitor_model=r2 up$/],
    ['everybody', { kind: 'unique_lead', dealers: () => true, from: START, until: START + 21, factor: 0.75 }, /^unique_lead $/],
  ] // prettier-ignore
  it.each(cases)(
    'is found once, in the right place, and ends: %s',
    (_name, planted, key) => {
      for (const seed of [5, 6]) {
        const { raised, closed } = watch(worldOf(seed, [planted]), START - 2, 32, 1, [11, 16, 23])
        const during = raised.filter(({ day }) => day >= START && day < START + 28)
        expect(during.length).toBeGreaterThan(0)
        expect(during[0]!.key).toMatch(key)
        // One in four weeks may be chance: the budget is one a week.
        expect(during.map(({ key: one }) => one).slice(3)).toEqual([])
        expect(closed).toBeGreaterThan(0)
      }
    },
    400_000,
  )
})
