import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCalendar } from '#domain/calendar.ts'
import { organise } from '#domain/organisation.ts'
import { fullScope } from '#domain/scope.ts'
import type { Target } from '#domain/streams.ts'
import { versionsOf } from '#domain/targets/versions.ts'
import { openZone } from '#domain/zone.ts'
import { createPace, type PaceRow } from '#server/pace/pace.ts'
import { createAsker } from '#server/query/ask.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { insertFacts } from '#store/clickhouse/facts.ts'
import { tables } from '#store/clickhouse/ledger.ts'
import { sql } from '#store/clickhouse/sql.ts'
import { clock, instantOf, zones } from './arbitrary.ts'
import { monthTarget, ProgressOracle, standing, type Sale, type Tree } from './progress.ts'
import { dealer, factOf, openLedger, smallMaker } from './world.ts'

const calendar = openCalendar()
const TREE: Tree = {
  D1: { region: '华东', area: '苏南' },
  D2: { region: '华东', area: '苏北' },
  D4: { region: '华南', area: '粤东' },
}
const organisation = organise({
  ...smallMaker,
  dealers: Object.entries(TREE).map(([id, { region, area }]) => dealer(id, region, area)),
})
const lamp = { basis: 'pace', warning_from: -0.03, least_target: 10 } as const
const settings = {
  numRuns: Number(process.env['FUZZ_RUNS'] ?? 15),
  seed: 20_261_122,
  endOnFailure: !process.env['FUZZ_SHRINK'],
}

const sale = fc.record({
  back: fc.oneof(fc.integer({ min: 0, max: 130 }), fc.integer({ min: 0, max: 560 })),
  hour: fc.integer({ min: 0, max: 23 }),
  dealer: fc.constantFrom(...Object.keys(TREE)),
  units: fc.integer({ min: 1, max: 9 }),
})

/** A few sales, or enough of them that every month has some. */
const sales = fc.oneof(
  fc.array(sale, { maxLength: 30, size: 'max' }),
  fc.array(sale, { minLength: 100, maxLength: 160, size: 'max' }),
)

const record = fc.record({
  place: fc.constantFrom({}, {}, { region: '华东' }, { region: '华南' }, { area: '苏南' }, { area: '粤东' }, { dealer_id: 'D1' }, { dealer_id: 'D2' }, { dealer_id: 'D4' }),
  /** Months from the clock's, and how many. */
  months: fc.constantFrom([0, 1], [0, 1], [0, 1], [-1, 2], [-2, 12], [1, 1]),
  kind: fc.constantFrom('target', 'target', 'commitment', 'challenge'),
  model: fc.constantFrom(undefined, undefined, undefined, 'X5', 'S7'),
  version: fc.constantFrom(undefined, 1, 2, 'v9', 'v10'),
  value: fc.integer({ min: 0, max: 400 }),
}) // prettier-ignore

function targetsOf(
  records: readonly (typeof record extends fc.Arbitrary<infer T> ? T : never)[],
  month: Temporal.PlainDate,
): Target[] {
  const rows = records.map(({ place, months: [first, length], kind, model, version, value }) => {
    const from = month.add({ months: first! })
    return {
      from: from.toString(), to: from.add({ months: length! }).toString(), measure: 'delivery', kind, value, ...place,
      ...(model && { model }), ...(version !== undefined && { version }),
    } as Target
  }) // prettier-ignore
  // The same key replaces, as the store would have it.
  const keyed = new Map(rows.map((row) => [JSON.stringify([row.from, row.to, row.kind, row.region, row.area, row.dealer_id, row.model, row.version]), row])) // prettier-ignore
  return [...keyed.values()]
}

let engine: Engine
let close: () => Promise<void>
let worlds = 0
let quarters = 0
beforeAll(async () => {
  ;({ engine, close } = await openLedger())
})
afterAll(() => close())

describe.each(zones)('progress in %s', (tz) => {
  const zone = openZone(tz)

  it('is that of a plain recount', { timeout: 300_000 }, async () => {
    const drawn = fc.tuple(clock, sales, fc.array(record, { maxLength: 14, size: 'max' }))
    await fc.assert(
      fc.asyncProperty(drawn, async ([text, happened, records]) => {
        const asOf = instantOf(text, tz)
        const local = Temporal.Instant.fromEpochMilliseconds(asOf).toZonedDateTimeISO(tz)
        const today = local.toPlainDate()
        const month = today.with({ day: 1 })
        const happenings = happened
          .map(({ back, hour, dealer, units }): Sale => {
            const day = today.subtract({ days: back })
            return { day, at: zone.instant(day.toString(), hour * 3_600_000), dealer, units }
          })
          .filter(({ at }) => at < asOf)
          .map((one) => ({ ...one, day: Temporal.PlainDate.from(zone.day(one.at)) }))
        const facts = happenings.map(({ at, dealer, units }, i) =>
          factOf({ seq: i + 1, kind: 'delivery', occurred_at: at, dealer_id: dealer, units }, zone),
        )
        await engine.command(sql`TRUNCATE TABLE ${tables['warroom.ledger']}`)
        await insertFacts(engine, facts, `progress-${tz}-${worlds++}`)
        const targets = targetsOf(records, month)
        const rooms = {
          engine, zone, calendar, organisation: () => organisation, targets: () => targets, freshness: () => ({}), head: () => facts.length, now: () => asOf,
        } // prettier-ignore
        const pace = createPace({ ...rooms, asker: createAsker(rooms), retail: 'delivery', lamp })
        const oracle = new ProgressOracle(calendar, happenings)
        const clockHour =
          (local.hour * 3_600_000 + local.minute * 60_000 + local.second * 1000 + local.millisecond) / 3_600_000
        const shop = Math.min(1, Math.max(0, (clockHour - 9) / 12))
        const share = (today.day - 1 + shop) / month.daysInMonth

        const expected = (actual: number, dealers: readonly string[], place: { level: string; name: string }, paced: number | null) => {
          const stand = standing(targets)
          const set = (kind: string) => monthTarget(stand.filter((row) => row.kind === kind), TREE, month, place)
          const goal = set('target')
          const left = month.daysInMonth * (1 - share)
          const gap = (base: number | null) => (goal === null || base === null ? null : { share: actual / goal - base, units: actual - goal * base })
          const behind = gap(paced)
          return {
            actual, target: goal, commitment: set('commitment'), challenge: set('challenge'),
            completion: goal === null ? null : actual / goal,
            gap: { calendar: gap(share), pace: behind, workday: gap(oracle.workday(month, today, shop)) },
            lamp: lampOf(behind, goal),
            need_per_day: goal === null ? null : actual >= goal ? 0 : left > 0 ? (goal - actual) / left : null,
            usual_per_day: oracle.usual(month, share, dealers),
          }
        } // prettier-ignore
        const lampOf = (gap: { share: number; units: number } | null, goal: number | null) => {
          if (gap === null || goal === null || goal < 10) return 'unrated'
          if (gap.share >= -1e-9 || gap.units > -1) return 'on_plan'
          return gap.share >= -0.03 - 1e-9 ? 'warning' : 'behind'
        }
        const plain = ({ forecast, backwards, ...row }: PaceRow) => {
          if (backwards) expect(backwards.short).toBe(-row.gap.pace!.units)
          if (forecast) {
            expect(forecast.low).toBeGreaterThanOrEqual(row.actual)
            expect(forecast.high).toBeGreaterThanOrEqual(forecast.low)
            expect(forecast.value).toBeGreaterThanOrEqual(row.actual)
          }
          return row
        }

        const answer = await pace({ by: 'region' }, fullScope)
        const recounted = oracle.pace(month, share)
        // Without history the total's own day weights stand in, where it has a target.
        const paced = recounted === 'learned' || recounted === null ? answer.bases.pace : recounted
        if (recounted === null) expect(answer.pace_from).not.toBe('history')
        near(answer.bases, { calendar: share, pace: paced, workday: oracle.workday(month, today, shop) })
        expect(answer.pace_months).toEqual(oracle.paceMonths(month).map((one) => one.toString().slice(0, 7)))
        const all = Object.keys(TREE)
        const tomorrow = today.add({ days: 1 })
        near(plain(answer.total), expected(oracle.units(month, tomorrow), all, { level: 'nation', name: '' }, paced))
        const opening = month.with({ month: month.month - ((month.month - 1) % 3) })
        const quarter = await pace({ period: 'quarter' }, fullScope)
        expect(quarter.total.actual).toBe(oracle.units(opening, tomorrow))
        const long = typeof recounted === 'number' ? oracle.longPace(opening, 3, month, recounted) : null
        if (long !== null) {
          quarters++
          near(quarter.bases, { ...quarter.bases, pace: long })
        }
        for (const { key, ...row } of answer.rows) {
          const name = key['region']!
          const dealers = all.filter((id) => TREE[id]!.region === name)
          near(plain(row), expected(oracle.units(month, tomorrow, dealers), dealers, { level: 'region', name }, paced))
        }
      }),
      settings,
    )
  })
})

it('quarters were among them', () => expect(quarters).toBeGreaterThan(0))

it('versions: what stands, what does not, and what took its place', () => {
  const month = Temporal.PlainDate.from('2026-11-01')
  fc.assert(
    fc.property(fc.array(record, { maxLength: 20, size: 'max' }), (records) => {
      const targets = targetsOf(records, month)
      const stands = standing(targets)
      const listed = versionsOf(targets)
      expect(listed.reduce((sum, { records }) => sum + records, 0)).toBe(targets.length)
      expect(listed.reduce((sum, { standing }) => sum + standing, 0)).toBe(stands.length)
      for (const { measure, kind, from, to, version, records, standing, superseded_by } of listed) {
        const own = targets.filter((row) => row.measure === measure && row.kind === kind && row.from === from && row.to === to && (row.version === undefined ? null : String(row.version)) === version) // prettier-ignore
        expect(own).toHaveLength(records)
        expect(own.filter((row) => stands.includes(row))).toHaveLength(standing)
        const over = new Set(own.filter((row) => !stands.includes(row)).map((row) => String(stands.find((other) => sameRecord(row, other))!.version))) // prettier-ignore
        expect([...superseded_by].sort()).toEqual([...over].sort())
      }
    }),
    { ...settings, numRuns: 200 },
  )
})

const sameRecord = (a: Target, b: Target): boolean =>
  (['measure', 'kind', 'from', 'to', 'region', 'area', 'dealer_id', 'model'] as const).every(
    (name) => a[name] === b[name],
  )

/** Equal but for the noise of adding binary fractions, and what targets are rounded to. */
function near(is: object, meant: object): void {
  expect(Object.keys(is).sort()).toEqual(Object.keys(meant).sort())
  for (const [name, value] of Object.entries(meant) as [keyof typeof is, unknown][]) {
    const own: unknown = is[name]
    if (typeof value === 'number' && typeof own === 'number') expect(own, name).toBeCloseTo(value, 4)
    else if (typeof value === 'object' && value !== null) near(own as object, value)
    else expect(own, name).toBe(value)
  }
}
