/** Units of a step of the funnel in the period so far; the first step is the entry, the last one what the target counts. */
export interface Step {
  stage: string
  units: number
}

/** Why an alternative is not an answer. */
export type Refused =
  /** The step would have to pass on more than everything. */
  | 'over_100'
  /** More than twice as many entries a day. */
  | 'more_than_double'
  /** A step between here and the end passed on nothing, or nothing came in: there is no rate to reckon with. */
  | 'no_rate'

/** One way to make up for what is short, everything else going on as it did. */
export interface Alternative {
  /** `volume`: entries a day; `rate`: what a step passes on of the step before it. */
  of: 'volume' | 'rate'
  stage: string
  /** The step before; absent for the entry. */
  from?: string
  now: number | null
  /** By how much it must rise, and to what; `null` where that cannot be said. */
  more: number | null
  to: number | null
  refused: Refused | null
}

/** A gap turned backwards through the funnel. */
export interface Backwards {
  short: number
  days_left: number
  alternatives: Alternative[]
}

/**
 * What would bring `short` more units of the funnel's last step within the days that are left: so many more entries a
 * day, or so much more of one rate. Each alternative holds the other rates at what they were in the elapsed days, and
 * the volumes at their daily average. It does not know how long a lead takes: late in a month only the last steps can
 * still count. A silly answer is given with its reason instead of being left out. `null` without a gap, without a funnel
 * before the last step or without time on either side.
 */
export function backwards(
  short: number,
  steps: readonly Step[],
  { elapsed, days }: { elapsed: number; days: number },
): Backwards | null {
  const left = days - elapsed
  if (!(short > 0) || steps.length < 2 || elapsed <= 0 || left <= 0) return null
  const end = steps.at(-1)!.units
  const alternatives = steps.map(({ stage, units }, i): Alternative => {
    const before = steps[i - 1]
    const yields = units > 0 ? end / units : 0
    if (!before) {
      const now = units / elapsed
      const more = yields > 0 ? short / yields / left : null
      const refused = more === null ? 'no_rate' : more > now ? 'more_than_double' : null
      return { of: 'volume', stage, now, more, to: more === null ? null : now + more, refused }
    }
    const now = before.units > 0 ? units / before.units : null
    const coming = (before.units / elapsed) * left
    const more = now !== null && coming > 0 && yields > 0 ? short / (coming * yields) : null
    const to = now === null || more === null ? null : now + more
    const refused = to === null ? 'no_rate' : to > 1 ? 'over_100' : null
    return { of: 'rate', stage, from: before.stage, now, more, to, refused }
  })
  return { short, days_left: left, alternatives }
}

/** The funnel on whose rates a gap is turned backwards, entry first. */
const FUNNEL = ['unique_lead', 'first_visit', 'test_drive', 'net_order', 'deal', 'delivery'] as const
/** Counts that stand beside the funnel: the step that they follow. */
const BESIDE: Readonly<Record<string, (typeof FUNNEL)[number]>> = { order: 'test_drive', invoice: 'net_order' }

/** The funnel's steps up to a measure; empty for one that the funnel does not lead to. */
export function stepsTo(measure: string): string[] {
  const after = BESIDE[measure]
  if (after) return [...FUNNEL.slice(0, (FUNNEL as readonly string[]).indexOf(after) + 1), measure]
  return FUNNEL.slice(0, (FUNNEL as readonly string[]).indexOf(measure) + 1)
}
