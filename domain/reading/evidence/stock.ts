import type { Dimension } from '../../dimensions.ts'
import type { Gathered } from '../gathered.ts'
import type { Sentence } from '../reading.ts'
import { course, say } from '../say.ts'

/** Months of retail on hand below which cars are short, if it was clearly more before. */
const SHORT = 0.8
const FELL = 0.7
/** Orders in hand that grow by more than this while orders hold are waiting for cars. */
const WAITING = 1.1
const HOLD = 0.9

/** Cars are known by dealer and model only. */
const UNKNOWN_TO_STOCK: readonly Dimension[] = ['channel', 'channel_1', 'channel_2', 'channel_3', 'channel_4', 'campaign', 'advisor_id'] // prettier-ignore

/** Words in a cancellation's reason that say the customer waited too long for the car. */
const WAITED = /等车|缺车|无车|没车|交付|交期|wait|stock|delivery/i

/** Cars on hand against what is sold: few where there were enough is a cause inside the maker, and no weak demand. */
export function stockEvidence({ stock, stage, direction, view }: Gathered): Sentence[] {
  if (!stock) return []
  const { cover, onHand, orders, inHand } = stock
  const note = stock.unknownBy.length === 0 ? { zh: '', en: '' } : { zh: '（库存不分颜色等属性）', en: ' (stock is not told by colour and the like)' } // prettier-ignore
  const sentences: Sentence[] = []
  const seen = view(['stock_turn_rate', 'vehicle_on_hand'], ['model'], { drop: [...UNKNOWN_TO_STOCK, ...stock.unknownBy] }) // prettier-ignore
  if (cover.now === null || onHand.now + onHand.before === 0) {
    sentences.push({ zh: '无证据：库存（没有上报）', en: 'No evidence: stock (not reported)', topic: 'stock', side: 'inside', supports: null, figures: [] }) // prettier-ignore
  } else {
    const short = cover.now < SHORT && (cover.before === null || cover.now < FELL * cover.before)
    const supports = direction === 'down' ? short : cover.before !== null && cover.before < SHORT && cover.now > cover.before / FELL // prettier-ignore
    sentences.push({
      ...say('库存系数 {cover}，在库 {cars} 台{note}', 'Months of stock {cover}, cars on hand {cars}{note}', {
        cover: course(cover.before, cover.now, 'ratio'),
        cars: course(onHand.before, onHand.now, 'count'),
        note,
      }),
      topic: 'stock',
      side: 'inside',
      supports,
      figures: [
        { name: 'stock_turn_rate', value: cover.now, before: cover.before, unit: 'months' },
        { name: 'vehicle_on_hand', value: onHand.now, before: onHand.before, unit: 'count' },
      ],
      view: seen,
    })
  }
  // Orders that wait explain why cars are not handed over, not why fewer order.
  if (stage !== 'order' && orders.now + orders.before > 0) sentences.push(waiting({ orders, inHand }, direction, view))
  return sentences
}

function waiting(
  { orders, inHand }: { orders: { now: number; before: number }; inHand: { now: number; before: number } },
  direction: Gathered['direction'],
  view: Gathered['view'],
): Sentence {
  const hold = orders.now >= HOLD * orders.before
  const grew = inHand.now > WAITING * inHand.before
  const supports = direction === 'down' ? hold && grew : inHand.now < inHand.before / WAITING
  return {
    ...say('订单 {orders}，在手订单 {hand}', 'Orders {orders}, orders in hand {hand}', {
      orders: course(orders.before, orders.now, 'count'),
      hand: course(inHand.before, inHand.now, 'count'),
    }),
    topic: 'waiting',
    side: 'inside',
    supports,
    figures: [
      { name: 'order', value: orders.now, before: orders.before, unit: 'count' },
      { name: 'order_in_hand', value: inHand.now, before: inHand.before, unit: 'count' },
    ],
    view: view(['order', 'order_in_hand'], ['model']),
  }
}

/** Orders cancelled because the car did not come. */
export function waitedEvidence({ fallen, direction, view }: Gathered): Sentence[] {
  if (!fallen) return []
  const all = fallen.reduce((sum, { cancelled }) => sum + cancelled.now + cancelled.before, 0)
  if (all === 0) return []
  const waited = fallen.filter(({ reason }) => reason !== null && WAITED.test(reason))
  const sum = (side: 'now' | 'before') => waited.reduce((total, { cancelled }) => total + cancelled[side], 0)
  const [now, before] = [sum('now'), sum('before')]
  const more = (now - before) / Math.sqrt(Math.max(1, now + before)) > 2
  return [
    {
      ...say('因等车退订 {course} 单', 'Orders cancelled for waiting {course}', {
        course: course(before, now, 'count'),
      }),
      topic: 'waiting',
      side: 'inside',
      supports: direction === 'down' && more,
      figures: [{ name: 'order_cancel', value: now, before, unit: 'count' }],
      view: view(['order_cancel'], ['reason']),
    },
  ]
}
