import type { Calendar } from '#domain/calendar.ts'
import { resolvePeriod, type Resolved } from '#domain/period.ts'
import { stateRanges, type Plan } from '#domain/plan.ts'
import type { Ranges } from '#domain/view.ts'
import type { Zone } from '#domain/zone.ts'

interface Frame {
  resolved: Resolved
  stated?: Ranges
}

/** Views that compare alike share one resolution of their ranges at each move of the clock. */
export class Frames {
  readonly #zone: Zone
  readonly #calendar: Calendar
  readonly #known = new Map<string, Frame>()
  #as_of = Number.NaN

  constructor(zone: Zone, calendar: Calendar) {
    this.#zone = zone
    this.#calendar = remembering(calendar)
  }

  /** A running plan moved to another clock. Fixed plans stay as they are. */
  move(plan: Plan, as_of: number): Plan {
    if (plan.spec.as_of !== null || plan.as_of === as_of) return plan
    const { resolved } = this.#frame(plan, as_of)
    return { ...plan, ...resolved, as_of, clock: { as_of, zone: this.#zone, calendar: this.#calendar } }
  }

  /** The plan's ranges as a message states them. */
  state(plan: Plan): Ranges {
    if (plan.spec.as_of !== null) return stateRanges(plan)
    const frame = this.#frame(plan, plan.as_of)
    frame.stated ??= stateRanges(plan)
    return frame.stated
  }

  #frame(plan: Plan, as_of: number): Frame {
    if (as_of !== this.#as_of) {
      this.#known.clear()
      this.#as_of = as_of
    }
    const { period, compare, align } = plan.spec
    const name = JSON.stringify([period, compare, align])
    let frame = this.#known.get(name)
    if (!frame) {
      const clock = { as_of, zone: this.#zone, calendar: this.#calendar }
      frame = { resolved: resolvePeriod(period, compare, align, clock) }
      this.#known.set(name, frame)
    }
    return frame
  }
}

const MOST_REMEMBERED = 1_000

/** Counting a year's working days anew with every message would cost more than the message. */
function remembering(calendar: Calendar): Calendar {
  const counts = new Map<string, number>()
  const workdays: Calendar['workdays'] = (from, to) => {
    const stretch = `${from}/${to}`
    let count = counts.get(stretch)
    if (count === undefined) {
      if (counts.size >= MOST_REMEMBERED) counts.clear()
      count = calendar.workdays(from, to)
      counts.set(stretch, count)
    }
    return count
  }
  return { ...calendar, workdays }
}
