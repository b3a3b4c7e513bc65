import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alertFor, type Alert, type Face } from '#domain/alerts/alert.ts'
import { admit } from '#domain/alerts/limits.ts'
import type { Reading } from '#domain/alerts/detect.ts'
import { alertMeasures } from '#domain/alerts/measures.ts'
import { merge } from '#domain/alerts/merge.ts'
import type { Place } from '#domain/alerts/place.ts'
import { keyOf, track, type Tracked } from '#domain/alerts/track.ts'
import { learnSeason } from '#domain/alerts/season.ts'
import { readAlertSettings, ALERT_SETTINGS } from '#domain/alerts/settings.ts'
import { openCalendar } from '#domain/calendar.ts'
import { addDays, dayNumber, dayText } from '#domain/zone.ts'
import { createInterruptions } from '#web/alerts/queue.ts'
import { createDirector } from '#web/wall/rotation.ts'

const MINUTE = 60_000

describe('limits', () => {
  it('let at most one level 3 come in ten minutes and six a day, whatever is raised', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1_439 }), { maxLength: 60 }), (minutes) => {
        const thirds: number[] = []
        for (const at of minutes.sort((a, b) => a - b).map((minute) => minute * MINUTE))
          if (admit(3, thirds, at, 0) === 3) thirds.push(at)
        expect(thirds.length).toBeLessThanOrEqual(6)
        thirds.slice(1).forEach((at, i) => expect(at - thirds[i]!).toBeGreaterThanOrEqual(10 * MINUTE))
      }),
      { seed: 7 },
    )
  })
  it('leave the others alone', () => {
    expect(admit(2, [0], 1, 0)).toBe(2)
    expect(admit(1, [0], 1, 0)).toBe(1)
  })
})

const face = (cell: Record<string, string>): Face => ({
  cell, measure: 'order', stage: 'order', side: 'fall', tone: 'bad', seq: 1, zh: JSON.stringify(cell), en: '', figure: 1, usual: 2, z: -5, units: 1,
  span: { from: '2026-09-15', to: '2026-09-22', until_hour: null }, view: {}, link: '/desk',
}) // prettier-ignore
const alert: Alert = {
  id: '1', level: 3, kind: 'sales', ...face({}), parts: [face({ region: '华东' }), face({ region: '华东', area: '苏南' }), face({ region: '华南' })],
  raised_at: '', state: 'open', owner: null, until: null, closed_at: null,
} // prettier-ignore
const bare = (cell: Record<string, string>) => cell

describe('who sees an alert', () => {
  it('sees the whole in the whole scope, and a part of it in a narrower one', () => {
    expect(alertFor(alert, { where: {} }, bare)).toEqual(alert)
    const east = alertFor(alert, { where: { region: ['华东'] } }, bare)!
    expect([east.cell, east.level, east.parts.map(({ cell }) => cell)]).toEqual([
      { region: '华东' },
      2,
      [{ region: '华东', area: '苏南' }],
    ])
    expect(JSON.stringify(east)).not.toContain('华南')
    expect(alertFor(alert, { where: { region: ['西部'] } }, bare)).toBeNull()
    expect(alertFor(alert, { where: { model: ['X5'] } }, bare)).toBeNull()
  })
})

describe('settings', () => {
  it('join what changes with what stands, and name what does not fit', () => {
    expect(readAlertSettings({ budget: 3 }, ALERT_SETTINGS)).toEqual({ ...ALERT_SETTINGS, budget: 3 })
    expect(() => readAlertSettings({ third_share: 0 }, ALERT_SETTINGS)).toThrow('third_share')
    expect(() => readAlertSettings({ loud: 1 }, ALERT_SETTINGS)).toThrow()
  })
})

describe('what days weigh', () => {
  const calendar = openCalendar()
  const weekdays = [1.4, 0.8, 0.8, 0.8, 0.8, 0.9, 1.5]
  const weekday = (day: string) => (((dayNumber(day) + 4) % 7) + 7) % 7
  const isGolden = (day: string) => day.slice(5) >= '10-01' && day.slice(5) <= '10-07'
  const level = (day: string) => 100 * weekdays[weekday(day)]! * (isGolden(day) ? 1.4 : 1)
  const from = '2025-07-01'
  const history = (today: string) => ({
    from,
    units: Array.from({ length: dayNumber(today) - dayNumber(from) }, (_, i) => level(dayText(dayNumber(from) + i))),
  })

  it('follow weekdays and the last holiday of the same name', () => {
    const weigh = learnSeason(history('2026-10-05'), '2026-10-05', calendar)
    const plain = (day: string) => weigh(day)!.weight
    expect(plain('2026-09-12') / plain('2026-09-09')).toBeCloseTo(1.5 / 0.8, 0)
    const golden = weigh('2026-10-03')!
    expect(golden.sure).toBe(true)
    expect(golden.weight / plain('2026-09-12')).toBeGreaterThan(1.1)
  })
  it('are not told where no such holiday was ever seen', () => {
    const short = {
      from: '2026-03-01',
      units: history('2026-10-05').units.slice(dayNumber('2026-03-01') - dayNumber(from)),
    }
    expect(learnSeason(short, '2026-10-05', calendar)('2026-10-03')).toBeNull()
    expect(learnSeason(short, '2026-10-05', calendar)('2026-09-09')).not.toBeNull()
  })
  it('are unsure on a working Sunday', () => {
    const weigh = learnSeason(history('2026-10-05'), '2026-10-05', calendar)
    const working = Array.from({ length: 60 }, (_, i) => addDays('2026-08-15', i)).find(
      (day) => weekday(day) === 0 && calendar.isWorkday(day),
    )!
    expect(weigh(working)).toMatchObject({ sure: false })
  })
})

describe('what interrupts the wall', () => {
  const of = (id: string, level: 1 | 2 | 3, kind: 'sales' | 'data' = 'sales') => ({ id, level, kind })
  it('is one band for 20 s and one panel for 60 s, in the order they came', () => {
    const queue = createInterruptions()
    queue.raised(of('hint', 1), 0)
    queue.raised(of('a', 2), 0)
    queue.raised(of('b', 2), 0)
    queue.raised(of('c', 3), 0)
    expect(queue.at(0)).toEqual({ band: 'a', panel: 'c' })
    expect(queue.at(19_999)).toEqual({ band: 'a', panel: 'c' })
    expect(queue.at(20_000)).toEqual({ band: 'b', panel: 'c' })
    expect(queue.at(60_000)).toEqual({ band: null, panel: null })
  })
  it('goes at once when it is acknowledged, and data faults are never red', () => {
    const queue = createInterruptions()
    queue.raised(of('c', 3), 0)
    queue.raised(of('d', 3, 'data'), 0)
    expect(queue.at(0)).toEqual({ band: 'd', panel: 'c' })
    queue.settled('c')
    expect(queue.at(1)).toEqual({ band: 'd', panel: null })
  })
  it('waits for the end of a meeting, but not for ever', () => {
    const queue = createInterruptions()
    queue.hold(true)
    queue.raised(of('old', 3), 0)
    queue.raised(of('new', 3), 25 * MINUTE)
    expect(queue.at(26 * MINUTE)).toEqual({ band: null, panel: null })
    expect(queue.waiting()).toBe(2)
    queue.hold(false)
    expect(queue.at(40 * MINUTE)).toEqual({ band: null, panel: 'new' })
  })
  it('lets the rotation go on where it stood', () => {
    let now = 0
    const director = createDirector(() => now)
    now = 50_000
    expect(director.over('a')).toBe(false)
    director.pause(60_000)
    now = 110_000
    expect(director.over('a')).toBe(false)
    now = 120_000
    expect(director.over('a')).toBe(true)
  })
})

describe('alerts and root causes', () => {
  const HOUR = 3_600_000
  const area = (name: string): Place => ({ id: `R\u0000${name}`, level: 'area', cell: { area: name }, slice: '', parent: null, children: [], dealers: [name] }) // prettier-ignore
  const region: Place = { id: 'R', level: 'region', cell: { region: 'R' }, slice: '', parent: null, children: [], dealers: ['A', 'B'] } // prettier-ignore
  const [measure] = alertMeasures('delivery').filter(({ name }) => name === 'contact_2h_rate')
  const reading = (place: Place, family: 'day' | 'week', units: number): Reading => ({
    place, measure: measure!, family, span: { from: '2026-09-15', to: '2026-09-22', until_hour: null }, side: 'fall', units, usual: 400, of: 1_000,
    deviation: 20, z: (units - 400) / 20, open: 5, diluted: false,
  }) // prettier-ignore
  const part = () => null
  const tracked = (id: string, place: Place, raised_at: number): Tracked => ({ id, key: keyOf({ measure: measure!, place, side: 'fall' }), family: 'day', raised_at, calm_since: null, closed_at: null }) // prettier-ignore

  it('are one where the week and the day of a cell are both beyond', () => {
    const readings = [reading(area('A'), 'week', 280), reading(area('A'), 'day', 20)]
    expect(merge({ readings, part }).map(({ reading: { family } }) => family)).toEqual(['week'])
  })
  it('never leave two alerts of one cell, whichever alert was there first', () => {
    const readings = [reading(area('A'), 'week', 100), reading(area('B'), 'week', 100), reading(region, 'week', 330)]
    const roots = readings.slice(0, 2).map((one) => ({ reading: one, folded: [] }))
    for (const alerts of [
      [tracked('1', region, 0), tracked('2', area('A'), HOUR)],
      [tracked('1', area('A'), 0), tracked('2', region, HOUR)],
      [tracked('1', region, 0), tracked('2', area('A'), 1), tracked('3', area('B'), 2)],
    ]) {
      const turn = track(alerts, roots, { readings, part }, 30 * HOUR)
      const keys = new Map(alerts.map(({ id, key }) => [id, key]))
      for (const { id } of turn.closed) keys.delete(id)
      for (const { id, root } of turn.kept) {
        const key = root ? keyOf(root.reading) : keys.get(id)!
        // As the store is written, one after the other.
        expect([...keys].filter(([other, own]) => other !== id && own === key)).toEqual([])
        keys.set(id, key)
      }
      for (const { reading: one } of turn.raised) expect([...keys.values()]).not.toContain(keyOf(one))
    }
  })
  it('tried each night are not over at noon', () => {
    const quiet = [reading(area('A'), 'week', 395)]
    const [kept] = track([tracked('1', area('A'), 0)], [], { readings: quiet, part }, 12 * HOUR).kept
    expect(kept).toMatchObject({ id: '1', calm_since: null })
    const night = [...quiet, reading(area('A'), 'day', 395)]
    expect(track([tracked('1', area('A'), 0)], [], { readings: night, part }, 24 * HOUR).kept[0]!.calm_since).toBe(24 * HOUR) // prettier-ignore
  })
})
