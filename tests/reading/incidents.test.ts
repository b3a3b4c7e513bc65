import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCalendar } from '#domain/calendar.ts'
import type { MorningItem } from '#domain/reading/morning.ts'
import type { Figure, Reading, Topic } from '#domain/reading/reading.ts'
import { fullScope, type Scope } from '#domain/scope.ts'
import type { Store } from '#ingest/sources/simulator/stores.ts'
import { createDiagnoser } from '#server/diagnosis/diagnoser.ts'
import { createMorning } from '#server/reading/morning.ts'
import { createReader, type Reader } from '#server/reading/reader.ts'
import { BEFORE, counted, MONTH } from './recount.ts'
import { openReadingWorld, zone, type ReadingWorld } from './world.ts'

/** Stores of each region that are enough to read its incident from. */
const STORES: Readonly<Record<string, number>> = { 西部: 5, 华南: 8, 鲁豫: 5, 浙闽赣: 10, 华北: 3 }
const EAST: Readonly<Record<string, number>> = { 苏南: 6, 上海: 3, 苏北: 2, 皖中: 2, 皖北: 2 }

let world: ReadingWorld
let reader: Reader
let recounted: ReturnType<typeof counted>

beforeAll(async () => {
  const taken = new Map<string, number>()
  const next = (name: string) => taken.set(name, (taken.get(name) ?? 0) + 1).get(name)!
  const stores = ({ place, marks }: Store): boolean => {
    if (marks.gaming) return true
    if (place.region === '华东') return next(place.area) <= (EAST[place.area] ?? 0)
    return next(place.region) <= (STORES[place.region] ?? 0)
  }
  const worked = ({ place }: Store): boolean => ['华东', '鲁豫', '华北'].includes(place.region)
  world = await openReadingWorld({ stores, worked, from: '2026-10-01' })
  reader = createReader(world.rooms)
  recounted = counted(world.told)
}, 900_000)
afterAll(() => world.close())

const MONTHLY = { period: 'month_to_date', compare: 'previous' }
const ask = (question: object, scope: Scope = fullScope): Promise<Reading> => reader.read({ ...MONTHLY, ...question }, scope) // prettier-ignore
const of = ({ sentences }: Reading, topic: Topic) => sentences.filter((one) => one.topic === topic)
const figure = (reading: Reading, topic: Topic, name: string): Figure | undefined =>
  of(reading, topic).flatMap(({ figures }) => figures).find((one) => one.name === name) // prettier-ignore

describe('the eight incidents', () => {
  it('1: fewer visits of the east come from one caller centre behind all its stores', async () => {
    const reading = await ask({ where: { region: ['华东'] }, segment: { area: '苏南', channel_1: 'portal' }, stage: 'first_visit' }) // prettier-ignore
    expect(reading).toMatchObject({ kpi: 'unique_lead_first_visit_rate', direction: 'down', side: 'inside', because: 'callers', source: 'seed' }) // prettier-ignore
    expect(reading.words.zh).toMatch(/都由呼叫中心统一外呼（共服务 9 店）.*一个共同原因/)
    expect(of(reading, 'process').some(({ supports }) => supports)).toBe(true)
    expect(of(reading, 'market')[0]!.supports).toBe(false)
    const inside = new Set(world.told.stores.filter(({ place }) => place.area === '苏南').map(({ id }) => id))
    const is = (row: { [field: string]: unknown }, dealer: string) => inside.has(dealer) && String(row['channel']).startsWith('portal')
    const rate = (range: typeof MONTH) => recounted.units('first_visit', range, is) / recounted.units('unique_lead', range, is)
    expect(reading.moved.value).toBeCloseTo(rate(MONTH), 12)
    expect(reading.moved.before).toBeCloseTo(rate(BEFORE), 12)
    const reach = (range: typeof MONTH) => {
      const calls = recounted.standing('contact', range, (row) => is(row, row.dealer_id!) && row['connected'] !== undefined)
      return calls.filter((row) => row['connected'] === true).length / calls.length
    }
    const connected = figure(reading, 'process', 'contact_connected_rate')!
    expect(connected.value).toBeCloseTo(reach(MONTH), 12)
    expect(connected.before).toBeCloseTo(reach(BEFORE), 12)
  }) // prettier-ignore

  it('2: one channel runs dry in one region, others do not', async () => {
    const reading = await ask({ segment: { region: '西部', channel: 'portal_b' }, stage: 'unique_lead' })
    expect(reading).toMatchObject({ direction: 'down', side: 'inside', because: 'channel', source: 'ours' })
    const west = new Set(world.told.stores.filter(({ place }) => place.region === '西部').map(({ id }) => id))
    const leads = (range: typeof MONTH, own: boolean) =>
      recounted.units('unique_lead', range, ({ channel }, dealer) => west.has(dealer) && (channel === 'portal_b') === own)
    expect(reading.moved).toMatchObject({ value: leads(MONTH, true), before: leads(BEFORE, true) })
    expect(figure(reading, 'channel', 'unique_lead.others')).toMatchObject({ value: leads(MONTH, false), before: leads(BEFORE, false) })
    expect(of(reading, 'peers')[0]).toMatchObject({ side: 'outside', supports: false })
  }) // prettier-ignore

  it('3: a rival that cuts its price is the market’s doing', async () => {
    const reading = await ask({ segment: { region: '华南', model: 'X5' }, stage: 'order', direction: 'down' })
    expect(reading).toMatchObject({ kpi: 'card_order_rate', side: 'outside', because: 'rival', source: 'seed' })
    for (const topic of ['rival', 'price', 'feedback'] as const)
      expect(of(reading, topic).some(({ supports, side }) => supports && side === 'outside')).toBe(true)
    const south = world.told.stores.filter(({ place }) => place.region === '华南')
    const ids = new Set(south.map(({ id }) => id))
    const lost = (range: typeof MONTH) =>
      recounted.standing('lost', range, (row) => ids.has(row.dealer_id!) && row['model'] === 'X5' && row['competitor_model'] === '启岳S5').length
    expect(figure(reading, 'rival', 'lost.启岳S5')).toMatchObject({ value: lost(MONTH), before: lost(BEFORE) })
    const prices = world.told.market.filter(({ place, model, price }) => place === '华南' && model === '启岳S5' && price !== undefined)
    const then = prices.filter(({ from, to }) => from < '2026-10-24' && to > '2026-10-01').map(({ price }) => price!)
    const price = figure(reading, 'price', 'price.启岳S5')!
    expect(price.value).toBe(prices.at(-1)!.price)
    expect(price.before).toBeCloseTo(then.reduce((sum, one) => sum + one, 0) / then.length, 6)
    expect(price.before! - price.value!).toBeGreaterThan(9_000)
    const cities = new Set(south.map(({ place }) => place.city))
    const angry = world.told.feedback.filter(({ at, place, model, topic, polarity }) =>
      zone.day(Date.parse(at)) >= '2026-11-01' && cities.has(place) && model === 'X5' && topic === '价格' && polarity === -1)
    expect(figure(reading, 'feedback', 'complaints.价格')!.value).toBe(angry.length)
  }) // prettier-ignore

  it('4: cars that are missing are no weak demand', async () => {
    const reading = await ask({ segment: { model: 'E', 'attrs.colour': 'white' }, stage: 'delivery' })
    expect(reading).toMatchObject({ kpi: 'order_delivery_rate', direction: 'down', side: 'inside', because: 'stock' })
    expect(reading.words.zh).toContain('库存')
    const last = new Map<string, number>()
    for (const { at, dealer_id, model, on_hand } of world.told.stock)
      if (model === 'E' && Date.parse(at) <= MONTH.to) last.set(dealer_id, on_hand)
    const onHand = [...last.values()].reduce((sum, one) => sum + one, 0)
    const month = recounted.standing('delivery', { from: MONTH.to - 30 * 86_400_000, to: MONTH.to }, ({ model }) => model === 'E')
    expect(figure(reading, 'stock', 'vehicle_on_hand')!.value).toBe(onHand)
    expect(figure(reading, 'stock', 'stock_turn_rate')!.value).toBeCloseTo(onHand / month.length, 1)
    const orders = (range: typeof MONTH) =>
      recounted.standing('order', range, (row) => row['model'] === 'E' && (row['attrs'] as { colour?: string } | undefined)?.colour === 'white').length
    expect(figure(reading, 'waiting', 'order')).toMatchObject({ value: orders(MONTH), before: orders(BEFORE) })
  }) // prettier-ignore

  it('5: a store that looks best because it games its cards is flagged, not praised', async () => {
    const gaming = world.told.stores.find(({ marks }) => marks.gaming)!
    for (const stage of ['card', 'order']) {
      const reading = await ask({ segment: { dealer_id: gaming.id }, stage, direction: 'up' })
      expect(reading).toMatchObject({ side: 'data', because: 'doubt' })
      expect(reading.words.zh).toContain('先核实再表扬')
    }
    const honest = world.told.stores.find(({ place, marks }) => place.region === '华北' && !marks.gaming)!
    expect((await ask({ segment: { dealer_id: honest.id }, stage: 'order', direction: 'up' })).side).not.toBe('data')
  })

  it('6: bulk leads of a campaign are another mix, not worse execution', async () => {
    const reading = await ask({ segment: { region: '鲁豫' }, stage: 'first_visit' })
    expect(reading).toMatchObject({ direction: 'down', side: 'inside', because: 'campaign' })
    expect(reading.words.zh).toContain('不是执行')
    const own = new Set(world.told.stores.filter(({ place }) => place.region === '鲁豫').map(({ id }) => id))
    const bulk = recounted.units('unique_lead', MONTH, (row, dealer) => own.has(dealer) && row['campaign'] === '1111-fuel-card')
    expect(figure(reading, 'campaign', 'unique_lead')).toMatchObject({ value: bulk, before: 0 })
    const volume = await ask({ segment: { region: '鲁豫', campaign: '1111-fuel-card' }, stage: 'unique_lead' })
    expect(volume).toMatchObject({ direction: 'up', side: 'inside', because: 'campaign' })
  }) // prettier-ignore

  it('7: a DMS that is silent is an outage, never a fall', async () => {
    const reading = await ask({ period: 'today', segment: { region: '浙闽赣' }, stage: 'order' })
    expect(reading).toMatchObject({ side: 'data', because: 'source' })
    expect(reading.words.zh).toMatch(/数据源 DMS-C 自 11-22 19:40 起没有到数.*不是下滑/)
    expect(figure(reading, 'source', 'silent')!.value).toBeCloseTo((11 * 60 + 25) / 60, 6)
    const elsewhere = await ask({ period: 'today', segment: { region: '华南' }, stage: 'order', direction: 'down' })
    expect(elsewhere.side).not.toBe('data')
  })
})

it('says which evidence is missing', async () => {
  const reading = await ask({ segment: { model: 'E' }, stage: 'order' })
  const missing = reading.sentences.filter(({ supports }) => supports === null).map(({ zh }) => zh)
  // No rival of its class is in the market's rows, and nobody else sells it.
  expect(missing).toContain('无证据：竞品终端价')
  expect(missing).toContain('无证据：没有其他门店可比')
  const visits = await ask({ segment: { region: '鲁豫' }, stage: 'first_visit' })
  expect(of(visits, 'advertising')[0]).toMatchObject({ supports: null, zh: '无证据：广告投放（未接入）' })
  for (const { supports, zh } of visits.sentences) expect(zh.startsWith('无证据') ? supports : null).toBeNull()
})

it('shows nothing of outside one’s scope, and refuses to be asked of it', async () => {
  const scope: Scope = { where: { region: ['华南'] } }
  const reading = await ask({ segment: { region: '华南', model: 'X5' }, stage: 'order' }, scope)
  expect(of(reading, 'peers')[0]).toMatchObject({ supports: null, zh: '无证据：可见范围内没有可比门店' })
  const foreign = world.told.stores.filter(({ place }) => place.region !== '华南').map(({ id }) => id)
  expect(foreign.filter((id) => JSON.stringify(reading).includes(id))).toEqual([])
  await expect(ask({ segment: { region: '西部' }, stage: 'order' }, scope)).rejects.toMatchObject({ code: 'forbidden' })
  await expect(ask({ segment: {}, stage: 'lead' })).rejects.toMatchObject({ code: 'bad_spec', message: expect.stringContaining('lead') as string }) // prettier-ignore
})

it('opens the figures of every sentence by an ordinary question', async () => {
  for (const question of [
    { segment: { area: '苏南' }, stage: 'first_visit' },
    { segment: { region: '华南', model: 'X5' }, stage: 'order' },
    { segment: { model: 'E', 'attrs.colour': 'white' }, stage: 'delivery' },
    { segment: { region: '西部', channel: 'portal_b' }, stage: 'unique_lead' },
  ])
    for (const { view } of (await ask(question)).sentences)
      if (view) await expect(world.rooms.asker.answer(view, fullScope)).resolves.toBeDefined()
})

describe('three things of the day', () => {
  const morning = async (
    where: object,
    scope: Scope = fullScope,
    due: Parameters<ReturnType<typeof createMorning>>[2] = async () => [],
  ) => {
    const { rooms } = world
    const lamp = { basis: 'pace', warning_from: -0.03, least_target: 10 } as const
    const diagnoser = createDiagnoser({ ...rooms, calendar: openCalendar(), retail: 'delivery', lamp, silent: async () => [] }) // prettier-ignore
    return createMorning({ ...rooms, reader, diagnoser, retail: 'delivery' })({ where }, scope, due)
  }

  it('are three at most, ranked by cars, each with a call in both languages', async () => {
    for (const where of [{}, { region: ['华东'] }, { area: ['苏南'] }]) {
      const { items } = await morning(where)
      expect(items.length).toBeGreaterThan(0)
      expect(items.length).toBeLessThanOrEqual(3)
      expect(items.map(({ units }) => units)).toEqual(items.map(({ units }) => units).sort((a, b) => b - a))
      for (const { zh, en, call, units } of items) {
        expect(units).toBeGreaterThan(0)
        expect([zh, en, call.zh, call.en].every((text) => text.length > 0 && !/[{}]|undefined|NaN/.test(text))).toBe(true)
      }
    }
  }) // prettier-ignore

  it('count a dealer’s overdue cards as its stock does', async () => {
    const dealer = world.told.stores.find(({ place }) => place.area === '苏南')!
    const { items } = await morning({ dealer_id: [dealer.id] })
    const overdue = items.find(({ view }) => (view as { measures?: string[] } | null)?.measures?.[0] === 'overdue_card')
    const { total } = await world.rooms.asker.answer({ measures: ['overdue_card'], where: { dealer_id: [dealer.id] }, period: 'month_to_date' }, fullScope) // prettier-ignore
    if (overdue) expect(overdue.zh).toContain(`逾期未跟进 ${(total.current['overdue_card'] as number).toLocaleString('en')} 张卡`) // prettier-ignore
    expect(items.every(({ kind }: MorningItem) => ['cause', 'overdue', 'due', 'data'].includes(kind))).toBe(true)
  })

  it('hold due actions by what they were to bring', async () => {
    const action = {
      zh: '举措',
      en: 'decision',
      units: 1e6,
      link: '/decisions/1',
      call: { zh: '问', en: 'ask' },
      treated: [],
    }
    const { items } = await morning({}, fullScope, async () => [action])
    expect(items[0]).toMatchObject({ kind: 'due', units: 1e6, view: null })
  })
})
