import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { zone } from '#tests/query/house.ts'
import { openWhyHouse, tell, type WhyHouse } from './house.ts'

let house: WhyHouse
const MINUTE = 60_000
const START = Date.parse('2026-11-22T10:00:00+08:00')

beforeAll(async () => {
  house = await openWhyHouse()
  const stages = { unique_lead: [1000, 1000], first_visit: [200, 100], order: [50, 30], delivery: [40, 20] } as const
  await tell(house, { D1: { autohome: stages }, D4: { store: stages } }, 'calls')
})
afterAll(() => house.close())

/** Statements that put leads and their calls together. */
const callsRead = () => house.asked.filter((text) => text.includes('missed_')).length
/** Until calls were read so often, and nothing is asked any more. */
const quiet = (times: number) => vi.waitFor(() => expect([callsRead(), house.pending()]).toEqual([times, 0]), { timeout: 30_000 }) // prettier-ignore
const later = (minutes: number) => house.set({ now: START + minutes * MINUTE })

it('how leads were called is read behind the answer, which tells how old it is', async () => {
  const room = house.diagnoser()
  const asOf = async (question: object = {}) => (await room.diagnose(question, house.whole)).calls_as_of
  expect(await asOf()).toBe(zone.iso(START))
  expect(callsRead()).toBe(1)

  // Every outcome has the same calls before it.
  expect(await asOf({ measure: 'order' })).toBe(zone.iso(START))
  later(4)
  expect(await asOf()).toBe(zone.iso(START))
  expect(callsRead()).toBe(1)

  later(6)
  expect(await asOf()).toBe(zone.iso(START))
  await quiet(2)
  later(7)
  expect(await asOf({ measure: 'order' })).toBe(zone.iso(START + 6 * MINUTE))
  expect(callsRead()).toBe(2)

  // What is two hours old is waited for.
  later(130)
  expect(await asOf()).toBe(zone.iso(START + 130 * MINUTE))
  expect(callsRead()).toBe(3)
})

it('how leads of other days were called is read anew, however fresh the last reading is', async () => {
  const room = house.diagnoser()
  const asOf = async (clock: string) => {
    house.set({ now: Date.parse(clock) })
    return (await room.diagnose({ period: 'last_7_days' }, house.whole)).calls_as_of
  }
  expect(await asOf('2026-11-22T23:50:00+08:00')).toContain('2026-11-22T23:50')
  expect(await asOf('2026-11-23T00:10:00+08:00')).toContain('2026-11-23T00:10')
})

it('what fails behind an answer leaves what is kept', async () => {
  const room = house.diagnoser()
  later(0)
  const { calls_as_of } = await room.diagnose({}, house.whole)
  later(10)
  house.fail((text) => text.includes('missed_'))
  expect((await room.diagnose({}, house.whole)).calls_as_of).toBe(calls_as_of)
  later(20)
  expect((await room.diagnose({}, house.whole)).calls_as_of).toBe(calls_as_of)
  house.fail(() => false)
})

it('questions that look at no calls say so', async () => {
  expect((await house.diagnoser().diagnose({ measure: 'unique_lead' }, house.whole)).calls_as_of).toBeNull()
})

it('who would rather have an answer soon does not wait, and asked again is told all', async () => {
  later(0)
  let let_go = (): void => undefined
  house.hold((text) => (text.includes('missed_') ? new Promise<void>((resolve) => (let_go = resolve)) : null))
  const room = house.diagnoser({ patience: 1 })
  const first = await room.diagnose({ soon: true }, house.whole)
  expect([first.pending, first.calls_as_of]).toEqual([true, null])
  const patient = room.diagnose({}, house.whole)
  let_go()
  house.hold(() => null)
  const whole = await patient
  expect([whole.pending, whole.calls_as_of]).toEqual([false, zone.iso(START)])
  // The clock has not moved: what was incomplete is not what is kept for ten seconds.
  expect(await room.diagnose({ soon: true }, house.whole)).toEqual(whole)
  expect({ ...first, pending: false, causes: [], calls_as_of: null }).toEqual({ ...whole, causes: [], calls_as_of: null }) // prettier-ignore
  await expect(room.diagnose({ soon: 'now' }, house.whole)).rejects.toMatchObject({ code: 'bad_spec', path: 'soon' })
})

it('what was not waited for and fails is a failure to whoever waits for all, and pending to who does not', async () => {
  later(0)
  let let_go = (): void => undefined
  house.hold((text) => (text.includes('missed_') ? new Promise<void>((resolve) => (let_go = resolve)) : null))
  house.fail((text) => text.includes('missed_'))
  const room = house.diagnoser({ patience: 1 })
  expect((await room.diagnose({ soon: true }, house.whole)).pending).toBe(true)
  const patient = room.diagnose({}, house.whole)
  let_go()
  house.hold(() => null)
  await expect(patient).rejects.toThrow()
  const before = callsRead()
  expect((await room.diagnose({ soon: true }, house.whole)).pending).toBe(true)
  expect(callsRead()).toBe(before)

  house.fail(() => false)
  later(1)
  expect((await room.diagnose({}, house.whole)).pending).toBe(false)
})
