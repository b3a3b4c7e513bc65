import { afterAll, beforeAll, expect, it } from 'vitest'
import { openCalendar } from '#domain/calendar.ts'
import type { Doubt } from '#domain/doubts/judge.ts'
import { organise } from '#domain/organisation.ts'
import { fullScope } from '#domain/scope.ts'
import { openZone } from '#domain/zone.ts'
import { events } from '#ingest/sources/simulator/events.ts'
import { reference } from '#ingest/sources/simulator/reference.ts'
import { createDoubts } from '#server/doubts/doubts.ts'
import { readDoubts } from '#server/doubts/read.ts'
import { createAsker } from '#server/query/ask.ts'
import { readHead } from '#store/postgres/head.ts'
import { openRig, type Rig } from '../ingest/rig.ts'
import { north, TODAY } from '../ingest/simulator/demo.ts'

/** The demo's store that games its cards, and some honest ones of the same region. */
const world = north()
const gaming = world.stores.find(({ marks }) => marks.gaming)!
const chosen = new Set([gaming, ...world.stores.slice(0, 5)].map(({ id }) => id))
const isChosen = (line: string): boolean => {
  const dealer = /"dealer_id":"([^"]+)"/.exec(line)?.[1]
  return dealer === undefined || chosen.has(dealer)
}
const zone = openZone('Asia/Shanghai')
let rig: Rig
let found: readonly Doubt[]

beforeAll(async () => {
  rig = await openRig({ WARROOM_QUEUE_EVENTS: '1000000' })
  rig.clock = Date.parse(`${TODAY}T08:00:00+08:00`)
  const { dealers, advisors, models, channels } = reference(world)
  for (const [stream, rows] of Object.entries({ dealers, advisors, models, channels }))
    await rig.send(rows, { stream: stream as 'dealers' })
  for (const { text } of events(world, { from: '2026-08-20', to: TODAY, detail: 'full' }))
    await rig.send(text.split('\n').filter(isChosen).join('\n'), { history: true, priority: 'bulk' })
  const { seq } = await readHead(rig.stores.postgres)
  const organisation = organise({ dealers, advisors, models, channels })
  const rooms = {
    engine: rig.stores.engine, zone, calendar: openCalendar(), organisation: () => organisation, targets: () => [], freshness: () => ({}),
    head: () => seq, now: () => rig.clock,
  } // prettier-ignore
  const doubts = createDoubts({
    ...rooms,
    asker: createAsker(rooms),
    postgres: rig.stores.postgres,
    silent: async () => [],
  })
  found = await doubts(readDoubts({ period: 'month_to_date' }), fullScope)
}, 300_000)
afterAll(() => rig.close())

it('finds the store that games its cards and both of its advisors', () => {
  const at = (check: Doubt['check']) => found.filter((doubt) => doubt.check === check && doubt.dealer_id === gaming.id)
  expect(at('o_card_share').filter(({ advisor_id }) => advisor_id)).not.toEqual([])
  const [store, ...advisors] = at('card_slot')
  expect(store).toMatchObject({ advisor_id: null, over: 'period' })
  expect(advisors).toHaveLength(2)
  for (const { value } of advisors) expect(value).toBeGreaterThan(0.9)
})

it('leaves the honest stores alone', () => {
  expect(found.filter(({ dealer_id }) => dealer_id !== gaming.id)).toEqual([])
})
