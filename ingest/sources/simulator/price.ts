import { MODELS } from './catalogue.ts'
import { colourOf, type Journey } from './journey.ts'
import { draw } from './random.ts'
import { dayIndexAt } from './rhythm.ts'

const TRIMS = ['舒适型', '豪华型', '尊享型', '旗舰型'] as const

interface Price {
  list: string
  discount: string
  /** Contract price with tax, yuan. */
  amount: string
  trim: number
  vin: string
}

const LETTERS = 'ABCDEFGHJKLMNPRSTUVWXYZ0123456789'
const known = new WeakMap<Journey, Price>()

/** What the car of a journey costs: list price by trim, discount 5–11 % and wider in a month's last days. */
export function price(journey: Journey): Price {
  let found = known.get(journey)
  if (!found) {
    const { key, model, order, world } = journey
    const { low, high } = MODELS[model]!
    const trim = Math.floor(draw(key, 75) * TRIMS.length)
    const list = Math.round((low + ((high - low) * trim) / (TRIMS.length - 1)) / 100) * 100
    const day = Number(world.rhythm.texts[dayIndexAt(world.rhythm, order)]!.slice(8))
    const off = 0.05 + 0.05 * draw(key, 76) + (day > 24 ? 0.01 : 0)
    const discount = Math.round((list * off) / 100) * 100
    found = { list: yuan(list), discount: yuan(discount), amount: yuan(list - discount), trim, vin: vinOf(journey) }
    known.set(journey, found)
  }
  return found
}

/** Wire text of the contract's terms on order, deal, invoice and delivery; the car itself is known once it is paid. */
export function terms(journey: Journey, withCar: boolean): string {
  const { key, model } = journey
  const { list, discount, amount, trim, vin } = price(journey)
  const who = draw(key, 77)
  const sale = who < 0.965 ? 'retail' : who < 0.985 ? 'fleet' : who < 0.995 ? 'staff' : 'demo'
  const pay = draw(key, 78) < 0.62 ? 'loan' : 'cash'
  const deposit = MODELS[model]!.nev ? '5000.00' : '2000.00'
  return (
    `,"order_id":"O${journey.id}","sale_type":"${sale}","amount":"${amount}","list_price":"${list}","discount":"${discount}","deposit":"${deposit}"` +
    `,"pay":"${pay}","trade_in":${draw(key, 79) < 0.34}${withCar ? `,"vin":"${vin}"` : ''},"attrs":{"colour":"${colourOf(journey)}","trim":"${TRIMS[trim]}"}`
  )
}

const yuan = (amount: number): string => `${amount}.00`

function vinOf({ key }: Journey): string {
  let text = 'LYL'
  for (let i = 0; i < 14; i++) text += LETTERS[Math.floor(draw(key, 100 + i) * LETTERS.length)]
  return text
}
