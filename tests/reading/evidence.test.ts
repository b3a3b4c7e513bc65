import { describe, expect, it } from 'vitest'
import type { Gathered, Peers, ProcessFigure, Unit } from '#domain/reading/gathered.ts'
import type { Pair } from '#domain/reading/moved.ts'
import { read } from '#domain/reading/read.ts'
import type { Topic } from '#domain/reading/reading.ts'
import { KPI_OF } from '#domain/reading/table.ts'

const rate = (before: number, now: number, of = 1_000): Pair => ({
  before: { above: before, below: of },
  now: { above: now, below: of },
})
const NAME = { zh: '店', en: 'dealer' }
const unit = (id: string, inside: boolean, pair: Pair): Unit => ({ id, name: NAME, city: 'c', region: 'r', tier: '1', inside, pair }) // prettier-ignore
const peersOf = (pair: Pair): Peers => ({ level: 'city', ids: ['D2', 'D3'], pair })
const process = (name: string, before: number, now: number, peers: readonly [number, number]): ProcessFigure => ({
  name, words: NAME, unit: 'rate', better: 'more', own: { before, now }, peers: { before: peers[0], now: peers[1] }, units: new Map(),
}) // prettier-ignore

/** A store whose step fell by a third, of which nothing else is known, but for `more`. */
const given = (stage: string, more: Partial<Gathered> = {}): Gathered => ({
  stage, kpi: KPI_OF[stage]!, direction: 'down', pair: rate(300, 200), units: [unit('D1', true, rate(300, 200))], peers: null, veiled: false,
  process: null, callers: null, models: null, channels: null, intake: null, fallen: null, stock: null, market: null, complaints: null,
  behind: [], doubts: [], view: (measures) => ({ measures }), ...more,
}) // prettier-ignore

const supported = (stage: string, topic: Topic, more: Partial<Gathered>) =>
  read(given(stage, more)).sentences.filter((one) => one.topic === topic).map(({ supports }) => supports) // prettier-ignore

describe('a piece of evidence', () => {
  it('peers moved too when they went at least two fifths as far; else only this one moved', () => {
    expect(supported('first_visit', 'peers', { peers: peersOf(rate(300, 250)) })).toEqual([true])
    expect(supported('first_visit', 'alone', { peers: peersOf(rate(300, 250)) })).toEqual([false])
    // Beyond chance, but hardly a third as far.
    expect(supported('first_visit', 'peers', { peers: peersOf(rate(3_000, 2_700, 10_000)) })).toEqual([false])
    expect(supported('first_visit', 'alone', { peers: peersOf(rate(3_000, 2_700, 10_000)) })).toEqual([true])
    expect(supported('first_visit', 'peers', { peers: peersOf(rate(300, 400)) })).toEqual([false])
    expect(supported('first_visit', 'peers', { peers: peersOf(rate(3, 1, 9)) })).toEqual([null])
  })

  it('a silent source explains a fall of which it would have brought half, and no rise', () => {
    const behind = (before: number) => [{ source: 's', hours: 12, rangeHours: 24, since: '', before, all: 300 }]
    // A hundred are short: half a day of so many.
    expect(supported('first_visit', 'source', { behind: behind(102) })).toEqual([true])
    expect(supported('first_visit', 'source', { behind: behind(98) })).toEqual([false])
    expect(supported('first_visit', 'source', { behind: behind(1) })).toEqual([false])
    expect(supported('first_visit', 'source', { behind: behind(200), direction: 'up', pair: rate(200, 300) })).toEqual([false]) // prettier-ignore
  })

  it('cars are short with less than 0.8 months of them, where that fell by three tenths', () => {
    const stock = (before: number | null, now: number) => ({
      stock: { cover: { before, now }, onHand: { before: 90, now: 40 }, orders: { before: 0, now: 0 }, inHand: { before: 0, now: 0 }, unknownBy: [] },
    }) // prettier-ignore
    const told = (before: number | null, now: number) => supported('delivery', 'stock', stock(before, now))
    expect([told(1.2, 0.7), told(0.9, 0.7), told(1.2, 0.81), told(null, 0.5)]).toEqual([[true], [false], [false], [true]]) // prettier-ignore
  })

  it('orders wait where as many came and a tenth more are in hand', () => {
    const told = (orders: number, inHand: number) =>
      supported('delivery', 'waiting', {
        stock: { cover: { before: 1, now: 1 }, onHand: { before: 9, now: 9 }, orders: { before: 100, now: orders }, inHand: { before: 100, now: inHand }, unknownBy: [] },
      }) // prettier-ignore
    expect([told(95, 115), told(85, 115), told(95, 105)]).toEqual([[true], [false], [false]])
  })

  it('a process figure counts from an eighth on, and only the way the step went', () => {
    const told = (now: number) => supported('test_drive', 'process', { process: [process('p', 0.5, now, [0.5, 0.5])] })
    expect([told(0.43), told(0.46), told(0.6)]).toEqual([[true], [false], [false]])
  })
})

describe('the side of a reading', () => {
  it('is the one with more weight, where several sentences of a topic are one argument', () => {
    const worse = ['a', 'b'].map((name) => process(name, 0.5, 0.3, [0.5, 0.5]))
    const market = (change: number): Partial<Gathered> => ({
      market: { models: [{ brand: 'b', model: 'm', own: false, units: { before: 100, now: 100 * (1 + change) }, price: { before: null, now: null } }], upto: '2026-11-01', provisional: false, places: { units: [], price: [] } },
    }) // prettier-ignore
    const peers = peersOf(rate(300, 200))
    expect(read(given('first_visit', { process: worse }))).toMatchObject({ side: 'inside', because: 'process' })
    expect(read(given('first_visit', { peers }))).toMatchObject({ side: 'outside', because: 'peers' })
    // Peers and market (3) against the process (2), however many of its figures fell.
    expect(read(given('first_visit', { process: worse, peers, ...market(-0.3) }))).toMatchObject({ side: 'outside' })
    expect(read(given('first_visit', { process: worse, peers, ...market(0) }))).toMatchObject({ side: 'inside' })
    expect(read(given('first_visit'))).toMatchObject({ side: 'unknown', because: null })
  })

  it('is data before all else, where what is missing did not arrive', () => {
    const behind = [{ source: 's', hours: 12, rangeHours: 24, since: '', before: 250, all: 300 }]
    const worse = [process('a', 0.5, 0.3, [0.5, 0.5])]
    expect(read(given('first_visit', { behind, process: worse }))).toMatchObject({ side: 'data', because: 'source' })
  })
})
