import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ViewOpened, ViewPatch } from '#domain/view.ts'
import type { LiveError } from '#server/live/events.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { openLedger } from '../oracle/world.ts'
import { Screen, type Asked } from './client.ts'
import { openDoor, type Door, type ScreenSocket } from './door.ts'
import { House, type NewFact } from './house.ts'

const NOW = Date.parse('2026-11-22T10:00:00+08:00')
let engine: Engine
let shut: () => Promise<void>
let house: House
let door: Door
beforeAll(async () => {
  ;({ engine, close: shut } = await openLedger())
})
afterAll(() => shut())
beforeEach(async () => {
  house = await House.open(engine, 'Asia/Shanghai', NOW)
  door = await openDoor(house)
})
afterEach(() => door.close())

const raw = { measures: ['lead'], by: ['region'], compare: ['previous'] }
const lead = (more: Partial<NewFact> = {}): NewFact => ({
  kind: 'lead',
  occurred_at: NOW - 1_000,
  dealer_id: 'D1',
  ...more,
})
const ask = (socket: ScreenSocket, spec: unknown): Promise<ViewOpened | LiveError> =>
  new Promise((resolve) => socket.emit('view:open', spec, resolve))
const leave = (socket: ScreenSocket, view: unknown): Promise<unknown> =>
  new Promise((resolve) => socket.emit('view:close', view, resolve))
const patchOf = (socket: ScreenSocket): Promise<ViewPatch> =>
  new Promise((resolve) => socket.once('view:patch', resolve))

async function show(socket: ScreenSocket, spec: Asked): Promise<Screen> {
  const opened = await ask(socket, spec)
  if ('error' in opened) throw new Error(opened.error.message)
  return new Screen(spec, opened)
}

async function passed(milliseconds: number): Promise<void> {
  house.pass(milliseconds)
  await house.live.settled()
}

describe('the socket', () => {
  it('signs in by token or cookie, and lets nobody else in', async () => {
    const refusal = async (options: Parameters<Door['dial']>[0]) =>
      new Promise((resolve) => {
        const socket = door.dial(options)
        socket.once('connect', () => resolve('in'))
        socket.once('connect_error', (thrown) => resolve((thrown as Error & { data?: { code: string } }).data?.code))
      })
    expect(await refusal({ auth: { token: 'all' } })).toBe('in')
    expect(await refusal({ extraHeaders: { cookie: 'warroom_session=east' } })).toBe('in')
    for (const token of ['', 'wrong', '__proto__', 7, null, { all: 1 }])
      expect(await refusal({ auth: { token } })).toBe('unauthorised')
    expect(await refusal({ auth: { token: 'broken' } })).toBe('internal')
  })

  it('answers with a snapshot and then pushes what changes to all who watch, each in scope', async () => {
    const [one, two, east] = await Promise.all([door.enter('all'), door.enter('all'), door.enter('east')])
    await house.book([lead(), lead({ dealer_id: 'D4' })])
    const screens = await Promise.all([one, two, east].map((socket) => show(socket, raw)))
    expect(screens.map(({ rows }) => rows.length)).toEqual([2, 2, 1])
    expect(screens[0]!.view).toBe(screens[1]!.view)
    expect(house.asked).toBe(2)
    const coming = [patchOf(one), patchOf(two), patchOf(east)]
    await house.book([lead({ occurred_at: NOW }), lead({ occurred_at: NOW, dealer_id: 'D4' })])
    await passed(1_000)
    const patches = await Promise.all(coming)
    screens.forEach((screen, i) => expect(screen.apply(patches[i]!)).toBe(true))
    expect(screens.map(({ total }) => total.current['lead'])).toEqual([4, 4, 2])
    expect(JSON.stringify(patches[2])).not.toContain('华南')
  })

  it('lets a view go with its viewers, and every one of them when the line breaks', async () => {
    const [one, two] = await Promise.all([door.enter('all'), door.enter('all')])
    const { view } = await show(one, raw)
    await show(one, raw)
    await show(two, { ...raw, measures: ['order'] })
    expect(house.live.state()).toMatchObject({ views: 2, viewers: 3 })
    expect(await leave(one, { view })).toEqual({ closed: true })
    expect(await leave(one, view)).toEqual({ closed: true })
    expect(await leave(one, view)).toEqual({ closed: false })
    expect(await leave(two, view)).toEqual({ closed: false })
    expect(house.live.state()).toMatchObject({ viewers: 1 })
    const gone = new Promise((resolve) => door.io.sockets.sockets.get(two.id!)!.once('disconnect', resolve))
    two.disconnect()
    await gone
    expect(house.live.state()).toMatchObject({ viewers: 0 })
  })

  it('a reconnected screen opens again and is where the others are', async () => {
    const first = await door.enter('all')
    const before = await show(first, raw)
    first.disconnect()
    await house.book([lead()])
    await passed(1_000)
    const again = await door.enter('all')
    const screen = await show(again, raw)
    expect(screen.view).toBe(before.view)
    expect(screen.total.current).toEqual({ lead: 1 })
    expect(house.asked).toBe(1)
    const coming = patchOf(again)
    await house.book([lead({ occurred_at: NOW })])
    await passed(1_000)
    const patch = await coming
    expect(before.apply(patch)).toBe(false)
    expect(screen.apply(patch)).toBe(true)
  })

  it('names what offends in a question, and holds at most 64 views a socket', async () => {
    const socket = await door.enter('east')
    expect(await ask(socket, { measures: ['nonsense'] })).toMatchObject({
      error: { code: 'unknown_measure', path: 'measures[0]' },
    })
    expect(await ask(socket, { measures: ['customer_lead'] })).toMatchObject({ error: { code: 'needs_full_scope' } })
    expect(await ask(socket, { measures: ['lead'], where: { region: ['华南'] } })).toMatchObject({
      error: { code: 'forbidden' },
    })
    const views = await Promise.all(
      Array.from({ length: 66 }, (_, i) => ask(socket, { measures: ['lead'], limit: i + 1 })),
    )
    const refused = views.filter((one) => 'error' in one)
    expect(refused).toHaveLength(2)
    expect(refused[0]).toMatchObject({ error: { code: 'busy', retry_after: 2 } })
  })

  it('holds a screen back that does not keep up, and brings it to the newest state', async () => {
    const [quick, slow] = await Promise.all([door.enter('all'), door.enter('all')])
    const screen = await show(slow, raw)
    await show(quick, raw)
    const behind = door.io.sockets.sockets.get(slow.id!)!
    const buffer = (behind.conn as unknown as { writeBuffer: { data?: string }[] }).writeBuffer
    const backlog = Array.from({ length: 300 }, () => ({ type: 'message', data: '' }))
    const received: ViewPatch[] = []
    slow.on('view:patch', (patch) => received.push(patch))
    buffer.push(...backlog)
    door.crank.turn()
    buffer.length = 0
    const coming = patchOf(quick)
    await house.book([lead()])
    await passed(1_000)
    await coming
    await leave(slow, 'a message that comes after all earlier ones')
    expect(received).toEqual([])
    door.crank.turn()
    const next = patchOf(slow)
    await house.book([lead({ occurred_at: NOW })])
    await passed(1_000)
    expect(screen.apply(await next)).toBe(false)
    expect((await show(slow, raw)).total.current).toEqual({ lead: 2 })
  })

  it('stands whatever is sent', async () => {
    const watching = await door.enter('all')
    const screen = await show(watching, raw)
    const hostile = await door.enter('all')
    const word = fc.oneof(
      fc.constantFrom('lead', '__proto__', 'constructor', 'region', 'today', "');DROP TABLE x;--", '\0', '🚗'),
      fc.string(),
    )
    const spec = fc.record(
      { measures: fc.anything(), by: fc.anything(), where: fc.dictionary(word, fc.anything()), period: fc.anything(), compare: fc.array(word), limit: fc.anything(), as_of: fc.anything() },
      { requiredKeys: [] },
    ) // prettier-ignore
    const plain = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one)) ?? 'null')
    await fc.assert(
      fc.asyncProperty(fc.oneof(spec, fc.anything()).map(plain), word, async (payload, event) => {
        hostile.emit(event as 'view:close', payload)
        hostile.emit('view:open', payload)
        ;(hostile.emit as (...given: unknown[]) => void)('view:open', payload, payload, 'no callback')
        await leave(hostile, payload)
        expect(await ask(hostile, payload)).toSatisfy((answer) => 'error' in answer || 'view' in answer)
      }),
      { numRuns: 150, seed: 7 },
    )
    const coming = patchOf(watching)
    await house.book([lead()])
    await passed(1_000)
    expect(screen.apply(await coming)).toBe(true)
  })
})
