import { personName } from './names.ts'
import { draw, keyFrom } from './random.ts'

/** One person on a place of work, from a day on until the next one follows. */
export interface Employee {
  id: string
  name: { zh: string; en: string }
  role: 'SC' | 'DCC'
  /** Day numbers; the first employee of a slot was there before all history. */
  from: number
  until: number
  /** Factor on visit → order, mean 1. */
  skill: number
}

/** A place of work and those who held it, oldest first. */
export type Slot = Employee[]

/** 2021-01-01: no one in the demo is asked about an earlier day. */
const BEGIN = 18_628
const END = 21_500
/** Mean days that an advisor stays: 35 % leave within a year. */
const STAY = 847
const CARS_PER_ADVISOR = 2.9

/** Staffs a store: 3–10 sales advisors by size, then 1–3 callers. */
export function employ(seed: number, store: number, dealer: string, monthly: number): Slot[] {
  const sellers = Math.max(3, Math.min(10, Math.round(monthly / CARS_PER_ADVISOR)))
  const callers = monthly < 10 ? 1 : monthly < 24 ? 2 : 3
  let person = 0
  return Array.from({ length: sellers + callers }, (_, slot) => {
    const role = slot < sellers ? 'SC' : 'DCC'
    const held: Slot = []
    for (let from = BEGIN; from < END;) {
      const key = keyFrom(seed, store, 21 + slot, from)
      const until = Math.min(END, from + 30 + Math.round(-STAY * Math.log(1 - draw(key, 0))))
      person++
      const id = `A${dealer.slice(1)}${String(person).padStart(2, '0')}`
      held.push({ id, name: personName(key), role, from, until, skill: Math.exp(0.25 * gauss(key) - 0.03125) })
      from = until
    }
    return held
  })
}

/** Close enough to normal for a person's talent: the sum of three uniforms. */
const gauss = (key: number): number => (draw(key, 5) + draw(key, 6) + draw(key, 7) - 1.5) * 2

/** Who holds a slot on a day. */
export function onDuty(slot: Slot, day: number): Employee {
  let i = slot.length - 1
  while (i > 0 && slot[i]!.from > day) i--
  return slot[i]!
}

export const isSeller = (slot: Slot): boolean => slot[0]!.role === 'SC'
