import { SOURCES } from './catalogue.ts'
import type { Rows } from './reference.ts'
import { OUTAGE } from './scripted.ts'
import { stamper } from './stamp.ts'
import { stock } from './stock.ts'
import { dayOf, type World } from './world.ts'

/** How often a source says how far it is complete. */
const EVERY_MS = 300_000
/** When stores report their cars, local time of day. */
const MORNING_MS = 8 * 3_600_000

/** What the systems of the live day say of themselves: how far each is complete, and each morning the cars on hand. */
export class SystemReports {
  readonly #world: World
  #marked = 0
  #counted: number

  /** `began`: the instant up to which the history goes, whose day's cars are told with it. */
  constructor(world: World, began: number) {
    this.#world = world
    this.#counted = dayOf(world, began)
  }

  /** The rows that have become due by an instant (epoch ms), or `null`. */
  take(now: number): Rows | null {
    if (now - this.#marked < EVERY_MS) return null
    this.#marked = now
    const rows: Rows = { watermark: this.#watermarks(now) }
    const today = dayOf(this.#world, now - MORNING_MS)
    if (today > this.#counted) {
      const days = Array.from({ length: Math.min(today - this.#counted, 31) }, (_, i) => today - i - this.#world.today)
      rows.stock = stock(this.#world, days)
      this.#counted = today
    }
    return rows
  }

  #watermarks(now: number): { source: string; upto: string }[] {
    const { today, rhythm, incidents } = this.#world
    const stamp = stamper(rhythm)
    const at = (day: number) => rhythm.starts[today + day - rhythm.first]!
    const silent = { from: at(-1) + OUTAGE.from, until: at(0) + OUTAGE.until }
    const isSilent = incidents.has(7) && now >= silent.from && now < silent.until
    return SOURCES.map((source) => ({
      source,
      upto: stamp(source === 'dms-c' && isSilent ? silent.from : now),
    }))
  }
}
