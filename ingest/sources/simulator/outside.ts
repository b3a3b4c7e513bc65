import type { FeedbackRow, MarketRow } from '#domain/streams.ts'
import { dayText } from '#domain/zone.ts'
import { BRAND, MODELS, MODEL_X5, RIVALS } from './catalogue.ts'
import { factor, draw, keyFrom } from './random.ts'
import { stamper } from './stamp.ts'
import { growth, onSale, type World } from './world.ts'

const WEEKS = 9
const DAY = 86_400_000
/** Incident 3: since when, by how much, and how much of the rival's sales it adds where it bites. */
const CUT = { from: -9, yuan: 12_000, lift: 1.6, place: '华南' }
/** The rival that cuts, by its place in the catalogue. */
const CUTTER = RIVALS[0]!
const SEGMENT = '中型 SUV'
const RIVAL_PRICE = 178_000
const POSTS_A_WEEK = 30
const ANGRY_A_DAY = 12

const GRUMBLES = [
  '启岳S5直降一万二，澜X5不跟就订对面了', '同样的钱能上启岳S5高配，澜X5还在犹豫', '销售说澜X5没有优惠，转去看启岳了', '启岳S5限时价太狠，澜X5性价比没了',
] as const // prettier-ignore
const TOPICS: readonly (readonly [topic: string, good: string, bad: string])[] = [
  ['价格', '落地价谈得满意', '优惠比邻市少'],
  ['续航', '续航基本不打折', '冬天续航掉得多'],
  ['空间', '后排空间够大', '后备厢偏小'],
  ['智驾', '高速领航很省心', '智驾在城里常退出'],
  ['服务', '顾问讲解专业', '试驾等了很久'],
  ['交付', '三天就提到车', '等车太久没人通知'],
]

/** What the world outside says, weekly up to a day: cars insured by city and model, street prices, customers' words. */
export function outside(world: World, upto: number): { market: MarketRow[]; feedback: FeedbackRow[] } {
  return { market: [...insured(world, upto), ...prices(world, upto)], feedback: feedback(world, upto) }
}

const weeksTo = (upto: number): number[] => Array.from({ length: WEEKS }, (_, i) => upto - 7 * (WEEKS - i))

/** How strongly the rival's cut is felt in a week: 0 … 1. */
const cutIn = (world: World, week: number): number =>
  world.incidents.has(3) ? Math.max(0, Math.min(7, week + 7 - (world.today + CUT.from))) / 7 : 0

function insured(world: World, upto: number): MarketRow[] {
  const cities = new Map<string, { region: string; monthly: number }>()
  for (const { place, monthly } of world.stores) {
    const city = cities.get(place.city) ?? { region: place.region, monthly: 0 }
    city.monthly += monthly
    cities.set(place.city, city)
  }
  return weeksTo(upto).flatMap((week) =>
    [...cities].flatMap(([place, { region, monthly }], no) => {
      const row = (brand: string, model: string, segment: string, expected: number, part: number): MarketRow => ({
        from: dayText(week),
        to: dayText(week + 7),
        place,
        brand,
        model,
        segment,
        basis: 'insured',
        units: Math.floor(expected * factor(0.15, draw(keyFrom(world.seed, no, week, 6_000), part)) + draw(keyFrom(world.seed, no, week, 6_001), part)),
        ...(week + 14 > world.today && { provisional: true }),
      }) // prettier-ignore
      const weekly = ((monthly * 7) / 30.4) * growth(world, week)
      const bite = region === CUT.place ? cutIn(world, week) : 0
      const own = MODELS.flatMap((model, i) => {
        if (!onSale(world, i, week)) return []
        const less = i === MODEL_X5 ? 1 - 0.3 * bite : 1
        return [row(BRAND, model.code, model.segment, ((weekly * model.share) / 100) * less, i)]
      })
      const rivals = RIVALS.map(([brand, model], i) => {
        const more = i === 0 ? 1 + (CUT.lift - 1) * bite : 1
        return row(brand, model, SEGMENT, weekly * 0.4 * more, 10 + i)
      })
      return [...own, ...rivals]
    }),
  )
}

function prices(world: World, upto: number): MarketRow[] {
  const regions = [...new Set(world.stores.map(({ place }) => place.region))]
  return weeksTo(upto).flatMap((week) =>
    regions.flatMap((place, no) => {
      const row = (brand: string, model: string, segment: string, price: number, part: number): MarketRow => ({
        from: dayText(week),
        to: dayText(week + 7),
        place,
        brand,
        model,
        segment,
        basis: 'street_price',
        price: Math.round((price * factor(0.006, draw(keyFrom(world.seed, no, week, 6_100), part))) / 100) * 100,
      })
      const own = MODELS.flatMap((model, i) =>
        onSale(world, i, week) ? [row(BRAND, model.code, model.segment, ((model.low + model.high) / 2) * 0.93, i)] : [],
      )
      const rivals = RIVALS.map(([brand, model], i) => {
        const cut = i === 0 && place === CUT.place ? CUT.yuan * cutIn(world, week) : 0
        return row(brand, model, SEGMENT, RIVAL_PRICE * (0.96 + 0.02 * i) - cut, 20 + i)
      })
      return [...own, ...rivals]
    }),
  )
}

function feedback(world: World, upto: number): FeedbackRow[] {
  const { rhythm } = world
  const stamp = stamper(rhythm)
  const said = (day: number, key: number, n: number): string =>
    stamp(rhythm.starts[day - rhythm.first]! + Math.floor((0.4 + 0.5 * draw(key, n)) * DAY))
  const stores = world.stores
  const south = stores.filter(({ place }) => place.region === CUT.place)
  const days = Array.from({ length: WEEKS * 7 }, (_, i) => upto - WEEKS * 7 + i)
  return days.flatMap((day) => {
    const key = keyFrom(world.seed, day, 6_200)
    const some = Array.from({ length: Math.round(POSTS_A_WEEK / 7) }, (_, n): FeedbackRow => {
      const store = stores[Math.floor(draw(key, 10 * n) * stores.length)]!
      const [topic, good, bad] = TOPICS[Math.floor(draw(key, 10 * n + 1) * TOPICS.length)]!
      const isGood = draw(key, 10 * n + 2) < 0.58
      const model = MODELS[Math.floor(draw(key, 10 * n + 3) * MODELS.length)]!
      const text = `${model.zh}：${isGood ? good : bad}`
      return { at: said(day, key, 10 * n + 4), place: store.place.city, brand: BRAND, model: model.code, topic, polarity: isGood ? 1 : -1, text }
    }) // prettier-ignore
    if (!world.incidents.has(3) || day < world.today + CUT.from) return some
    const angry = Array.from({ length: ANGRY_A_DAY }, (_, n): FeedbackRow => {
      const store = south[Math.floor(draw(key, 500 + 5 * n) * south.length)]!
      const text = GRUMBLES[Math.floor(draw(key, 501 + 5 * n) * GRUMBLES.length)]!
      return { at: said(day, key, 502 + 5 * n), place: store.place.city, brand: BRAND, model: MODELS[MODEL_X5]!.code, topic: '价格', polarity: -1, text: text.replace('启岳S5', CUTTER[1]) }
    }) // prettier-ignore
    return [...some, ...angry]
  })
}
