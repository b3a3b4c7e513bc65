import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { measureRecords } from '#domain/decision/pool.ts'
import { createWorld, DEMO_SEED, type WorldOptions } from '#ingest/sources/simulator/world.ts'
import { targets } from '#ingest/sources/simulator/targets.ts'
import { writePast } from '#ingest/sources/past.ts'
import { pastOf } from '#ingest/sources/simulator/past.ts'
import { createDecisions, type Decisions } from '#server/decisions/decisions.ts'
import { recall } from '#server/decisions/memory.ts'
import { organise } from '#domain/organisation.ts'
import { reference } from '#ingest/sources/simulator/reference.ts'
import { listDecisions } from '#store/postgres/decisions.ts'
import { embedded } from '#store/postgres/embedded.ts'
import { listMeetings, notesOf } from '#store/postgres/meetings.ts'
import { migrate } from '#store/postgres/migrate.ts'
import { promisesOf } from '#store/postgres/promises.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import { tempFolder } from '../ingest/rig.ts'
import { chair, zone } from './people.ts'

const options: WorldOptions = {
  seed: DEMO_SEED,
  size: 'default',
  today: '2026-11-22',
  incidents: 'all',
  zone: 'Asia/Shanghai',
}
const NOW = zone.instant(options.today, 36_000_000)

describe('the demo’s logged past', () => {
  const folder = tempFolder()
  let postgres: Postgres
  let decisions: Decisions
  const world = createWorld(options)
  beforeAll(async () => {
    postgres = await embedded(folder)
    await migrate(postgres)
    const past = await pastOf(world, targets(world))
    await writePast(postgres, past)
    // A second time, as after a crash: nothing is there twice.
    await writePast(postgres, past)
    const organisation = organise(reference(world))
    decisions = createDecisions({ postgres, organisation: () => organisation, zone, now: () => NOW })
  }, 240_000)
  afterAll(async () => {
    await postgres.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('holds fourteen decisions over a year: six met, four partly, two missed, two too early', async () => {
    const all = await listDecisions(postgres)
    const verdicts = all.map(({ verdict }) => verdict)
    expect(
      ['met', 'partly', 'missed', 'early'].map((one) => verdicts.filter((verdict) => verdict === one).length),
    ).toEqual([6, 4, 2, 2])
    expect(all.map(({ no }) => no)).toEqual(Array.from({ length: 14 }, (_, i) => 14 - i))
    expect(Date.parse(all[0]!.created_at) - Date.parse(all.at(-1)!.created_at)).toBeGreaterThan(300 * 86_400_000)
    for (const { treated, control, effect, verdict, expected, state } of all) {
      expect(treated.length).toBeGreaterThan(4)
      expect(treated.filter((code) => control!.includes(code))).toEqual([])
      if (!effect) continue
      expect(state).toBe('act')
      // The verdict follows from the effect and what was expected of it.
      const share = effect.effect / expected!.amount!
      if (verdict === 'met') expect([effect.low > 0, share >= 0.9]).toEqual([true, true])
      if (verdict === 'partly') expect([effect.low > 0, share < 0.9]).toEqual([true, true])
      if (verdict === 'missed') expect(effect.low).toBeLessThan(0)
    }
    const pilot = all.find(({ measure_kind }) => measure_kind === 'second_call')!
    // Nine stores that the script made like them, and two of like size for each.
    expect([pilot.treated.length, pilot.control!.length]).toEqual([11, 31])
    const history = await decisions.history(pilot.id, chair)
    expect(history.map(({ fields }) => fields[0])).toEqual(['created', 'state', 'state', 'state'])
    expect((await decisions.due(chair)).map(({ kind }) => kind)).toEqual(['overdue'])
  })

  it('is what is found for the first incident: two that helped and one that failed', async () => {
    const problem = {
      measure: 'invited_visit_rate',
      stage: 'first_visit',
      direction: 'down',
      segment: { area: '苏南', channel_1: 'portal' },
      side: 'inside',
    }
    const { precedents, measures } = await recall(decisions, problem, chair)
    const kinds = precedents.map(({ decision }) => (decision.restricted ? '' : decision.measure_kind))
    // The trial that the events hold, of the same KPI, step, direction and sort of cause, is told first.
    expect(kinds[0]).toBe('second_call')
    expect(kinds.slice(0, 5).sort()).toEqual(['hq_calls', 'result_pay', 'second_call', 'smart_leads', 'store_callback'])
    const pooled = new Map(measures.map(({ id, pooled }) => [id, pooled?.effect]))
    for (const [id, effect] of Object.entries({ second_call: 0.009, hq_calls: 0.007, store_callback: -0.001 }))
      expect(pooled.get(id)).toBeCloseTo(effect, 9)
    expect(measureRecords(await decisions.visible(chair)).every(({ used }) => used > 0)).toBe(true)
  })

  it('is found by two characters of Chinese, by mixed words and by English', async () => {
    const found = async (search: string) =>
      (await decisions.list({ search }, chair)).flatMap((one) => (one.restricted ? [] : [one.measure_kind]))
    expect(await found('外呼')).toEqual(['second_call', 'hq_calls', 'store_callback', 'smart_leads', 'result_pay'])
    expect(await found('X5 竞品')).toContain('offer')
    expect(await found('x5竞品')).toContain('offer')
    expect(await found('second call')).toEqual(['second_call'])
    expect(await found('小程序 试驾')).toEqual(['drive_app'])
    expect(await found('竞争对手')).toEqual([])
  })

  it('holds a month of meetings with notes, gaps that add up, and every region’s numbers', async () => {
    const meetings = await listMeetings(postgres)
    expect(meetings.map(({ title }) => title)).toEqual(['周会 · 11-19', '周会 · 11-12', '周会 · 11-05', '周会 · 10-29'])
    for (const { id, items, total, unit } of meetings) {
      expect((await notesOf(postgres, id)).length).toBeGreaterThan(1)
      const gaps = items.filter(({ kind }) => kind === 'gap')
      expect(gaps).toHaveLength(8)
      expect(total!.actual).toBeGreaterThan(200)
      const said = (await promisesOf(postgres, { measure: 'delivery', from: unit.from })).filter(
        (one) => one.meeting_id === id,
      )
      expect(new Set(said.map(({ place }) => place)).size).toBe(8)
      for (const { least, commitment, challenge } of said) {
        expect(least!).toBeLessThanOrEqual(commitment)
        expect(commitment).toBeLessThanOrEqual(challenge!)
      }
    }
    const found = await decisions.list({ meeting_id: meetings[0]!.id }, chair)
    expect(found.map(({ title }) => title)).toEqual(['澜X5 限时金融贴息应对竞品降价'])
  })
})
