import type { Words } from '../../measure.ts'
import type { Gathered, Market, MarketModel, Then } from '../gathered.ts'
import type { Figure, Sentence } from '../reading.ts'
import { course, percent, say } from '../say.ts'

/** Market figures are rounded and sampled: less than this is no move. */
const LEAST_UNITS = 0.1
const LEAST_PRICE = 0.02

const relative = ({ now, before }: Then): number | null => (now === null || !before ? null : now / before - 1)

const total = (models: readonly MarketModel[]): Then => {
  const add = (read: (one: Then) => number | null): number | null => {
    const known = models.map(({ units }) => read(units)).filter((one) => one !== null)
    return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0)
  }
  return { now: add(({ now }) => now), before: add(({ before }) => before) }
}

const dated = ({ upto, provisional }: Market): Words =>
  say('截至 {upto}{mark}', 'up to {upto}{mark}', {
    upto: upto ?? '',
    mark: provisional ? { zh: '，含暂定', en: ', partly provisional' } : { zh: '', en: '' },
  })

const absent = (topic: 'market' | 'price', zh: string, en: string): Sentence => ({
  zh: `无证据：${zh}`,
  en: `No evidence: ${en}`,
  topic,
  side: 'outside',
  supports: null,
  figures: [],
})

/** Cars of other brands insured at the same places: if they moved too, the market did. */
export function marketEvidence({ market, direction }: Gathered): Sentence[] {
  if (!market) return []
  const others = market.models.filter(({ own }) => !own)
  const units = total(others)
  const change = relative(units)
  if (change === null) return [absent('market', '同地其他品牌的销量', 'sales of other brands in these places')]
  const too = direction === 'down' ? change <= -LEAST_UNITS : change >= LEAST_UNITS
  return [
    {
      ...say('同地其他品牌上险 {change}（{dated}）', 'Other brands insured in these places {change} ({dated})', {
        change: percent(change),
        dated: dated(market),
      }),
      topic: 'market',
      side: 'outside',
      supports: too,
      figures: [{ name: 'insured.others', value: units.now, before: units.before, unit: 'count' }],
    },
  ]
}

/** A rival's price that fell against ours, or rose. */
export function priceEvidence({ market, direction }: Gathered): Sentence[] {
  if (!market) return []
  const own = market.models.filter(({ own: ours, price }) => ours && relative(price) !== null)
  const ours = own.length === 0 ? null : own.reduce((sum, { price }) => sum + relative(price)!, 0) / own.length
  const rivals = market.models
    .filter(({ own: isOwn, price }) => !isOwn && relative(price) !== null)
    .map((rival) => ({ ...rival, gap: relative(rival.price)! - (ours ?? 0) }))
    .sort((a, b) => (direction === 'down' ? a.gap - b.gap : b.gap - a.gap))
  const first = rivals[0]
  if (!first) return [absent('price', '竞品终端价', 'street prices of rivals')]
  const moved = direction === 'down' ? first.gap <= -LEAST_PRICE : first.gap >= LEAST_PRICE
  const figures: Figure[] = [
    { name: `price.${first.model}`, value: first.price.now, before: first.price.before, unit: 'yuan' },
  ]
  const ownWords: Words =
    ours === null
      ? { zh: '自家终端价无数据', en: 'own street price unknown' }
      : say('自家终端价 {change}', 'own street price {change}', { change: percent(ours) })
  if (own.length === 1) {
    const [{ model, price }] = own as [MarketModel]
    figures.push({ name: `price.${model}`, value: price.now, before: price.before, unit: 'yuan' })
  }
  const words = moved
    ? say('{rival} 终端价 {course}，{own}', 'Street price of {rival} {course}, {own}', {
        rival: first.model,
        course: course(first.price.before, first.price.now, 'yuan'),
        own: ownWords,
      })
    : say('{n} 个竞品与自家的价差没有变', 'Prices of {n} rivals against ours unchanged', { n: rivals.length })
  return [{ ...words, topic: 'price', side: 'outside', supports: moved, figures }]
}

/** Customers lost to one rival's model, with that model's own sales at the same places. */
export function rivalEvidence({ fallen, market, direction, view }: Gathered): Sentence[] {
  if (!fallen) return []
  const lost = new Map<string, Then<number>>()
  for (const { rival, lost: units } of fallen) {
    if (rival === null) continue
    const sum = lost.get(rival) ?? { now: 0, before: 0 }
    lost.set(rival, { now: sum.now + units.now, before: sum.before + units.before })
  }
  if (lost.size === 0)
    return [{ zh: '无证据：战败去向（没有登记竞品）', en: 'No evidence: which rival customers went to', topic: 'rival', side: 'outside', supports: null, figures: [] }] // prettier-ignore
  const way = direction === 'down' ? 1 : -1
  const excess = ({ now, before }: Then<number>) => (way * (now - before)) / Math.sqrt(Math.max(1, now + before))
  const [name, units] = [...lost].sort((a, b) => excess(b[1]) - excess(a[1]))[0]!
  // The most of several: one in a hundred by chance, not one in twenty.
  const more = excess(units) >= 2.6 && (direction === 'up' || units.now >= 1.3 * units.before)
  const sold = market?.models.find(({ model, own }) => !own && model === name)
  const figures: Figure[] = [{ name: `lost.${name}`, value: units.now, before: units.before, unit: 'count' }]
  const change = sold ? relative(sold.units) : null
  if (sold) figures.push({ name: `insured.${name}`, value: sold.units.now, before: sold.units.before, unit: 'count' })
  const told = change === null ? { zh: '', en: '' } : say('，其同地上险 {change}', ', insured in these places {change}', { change: percent(change) }) // prettier-ignore
  const words = more
    ? say('战败给 {name} {course} 台{told}', 'Lost to {name} {course}{told}', {
        name,
        course: course(units.before, units.now, 'count'),
        told,
      })
    : say('战败去向没有集中到哪个竞品', 'Losses do not gather at any rival', {})
  return [{ ...words, topic: 'rival', side: 'outside', supports: more, figures, view: view(['lost'], ['competitor_model']) }] // prettier-ignore
}
