import { figures } from '#domain/answer.ts'
import { grow, type GrowingSums } from '#domain/cells.ts'
import { splitsIntake } from '#domain/journey/intake.ts'
import { figure, type Measure } from '#domain/measure.ts'
import { countersOf } from '#domain/measures.ts'
import { Refusal, quote } from '#domain/errors.ts'
import { stateRanges, type Plan } from '#domain/plan.ts'
import type { StatedRange } from '#domain/range.ts'
import { narrow } from '#domain/samestore/narrow.ts'
import type { Scope } from '#domain/scope.ts'
import { moneyText, readInstant } from '#domain/value.ts'
import type { Figure } from '#domain/view.ts'
import { addDays } from '#domain/zone.ts'
import type { Asker, AskerOptions } from './ask.ts'
import { buildRestated, type RestatedLine } from './restate.ts'
import { ask, countersOfLine } from './run.ts'

/** A figure of a closed day that is no longer what it was. */
export interface Restated {
  day: string
  measure: string
  then: Figure
  now: Figure
  /** `now − then`; `null` where either is. */
  difference: Figure
  /** Entries that came in between and that the measure counts, reversals too. */
  entries: number
}

export interface RestatedAnswer {
  seq: number
  as_of: string
  range: StatedRange
  /** Newest day first. */
  restated: Restated[]
}

const FIELDS = ['measures', 'where', 'period', 'org', 'since']

/**
 * Which closed business days have another figure now than was known at their close. With `since`, a day that had closed
 * by then is held against what was known at that instant. Throws a `Refusal`.
 */
export function createRestated(
  options: AskerOptions,
  asker: Pick<Asker, 'plan'>,
): (raw: unknown, scope: Scope) => Promise<RestatedAnswer> {
  const { engine, zone } = options
  return async (raw, scope) => {
    const { since: asked, ...spec } = readFields(raw)
    const now = options.now()
    const plan = asker.plan({ period: 'last_30_days', ...spec, by: ['day'] }, scope, now)
    const strange = plan.measures.find((measure) => countersOf([measure]).some(({ from }) => from !== 'flow'))
    if (strange) throw new Refusal('bad_spec', `${strange.name} does not count single events, so no entry restates it`, { path: 'measures' }) // prettier-ignore
    if (splitsIntake(plan.spec)) throw new Refusal('bad_spec', 'whether a journey is new is not said by single events', { path: 'where.intake' }) // prettier-ignore
    const since = asked === undefined || asked === null ? null : readSince(asked, now)
    const known = closes(plan, since)
    const organisation = options.organisation()
    const seq = options.head()
    const question = buildRestated(narrow(plan, organisation), organisation, known, seq)
    const lines = question ? await ask<RestatedLine>(engine, question, 'sums') : []
    return { seq, as_of: zone.iso(plan.as_of), range: stateRanges(plan).current, restated: differences(plan, lines) }
  }

  /** The closed days of the range, newest first, with the instant whose knowledge each is held against. */
  function closes({ ranges: { current }, as_of }: Plan, since: number | null): Map<string, number> {
    const known = new Map<string, number>()
    const first = zone.day(current.from)
    for (let day = zone.day(Math.max(current.from, current.until - 1)); day >= first; day = addDays(day, -1)) {
      const close = zone.instant(addDays(day, 1))
      if (close <= as_of) known.set(day, Math.max(close, since ?? close))
    }
    return known
  }

  function readSince(raw: unknown, now: number): number {
    let since: number
    try {
      since = readInstant(raw, 'since')
    } catch (cause) {
      throw new Refusal('bad_clock', `since ${quote(raw)} is not an instant with an offset`, { path: 'since', cause })
    }
    if (since > now) throw new Refusal('bad_clock', `since ${zone.iso(since)} lies in the future`, { path: 'since' })
    return since
  }
}

function readFields(raw: unknown): Record<string, unknown> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    throw new Refusal('bad_spec', 'the question is not a JSON object', { path: '' })
  const strange = Object.keys(raw).find((name) => !FIELDS.includes(name))
  if (strange !== undefined)
    throw new Refusal('bad_spec', `no part of this question is called ${quote(strange)}`, {
      path: strange.slice(0, 60),
    })
  return raw as Record<string, unknown>
}

interface DaySums {
  then: GrowingSums
  now: GrowingSums
  /** Later entries by counter. A line of a slice is one of its kind too, so counters of a measure never add up. */
  later: { counters: readonly string[]; n: number }[]
}

function differences(plan: Plan, lines: readonly RestatedLine[]): Restated[] {
  const counters = countersOfLine(plan)
  const days = new Map<string, DaySums>()
  for (const line of lines) {
    const sums = days.get(line.day) ?? { then: {}, now: {}, later: [] }
    days.set(line.day, sums)
    const own = counters(line)
    for (const name of own) {
      grow(sums.then, name, Number(line.u_then), Number(line.a_then))
      grow(sums.now, name, Number(line.u_now), Number(line.a_now))
    }
    sums.later.push({ counters: own, n: Number(line.n) })
  }
  return [...days]
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .flatMap(([day, sums]) =>
      plan.measures.flatMap((measure): Restated[] => {
        const changed = change(measure, sums)
        if (changed.then === changed.now) return []
        const used = new Set(countersOf([measure]).map(({ name }) => name))
        const later = sums.later.filter((line) => line.counters.some((name) => used.has(name)))
        const entries = later.reduce((all, { n }) => all + n, 0)
        return [{ day, measure: measure.name, ...changed, entries }]
      }),
    )
}

function change(measure: Measure, { then, now }: DaySums): Pick<Restated, 'then' | 'now' | 'difference'> {
  const of = (sums: GrowingSums) => figures([measure], sums)[measure.name] as Figure
  const [before, after] = [of(then), of(now)]
  if (before === null || after === null) return { then: before, now: after, difference: null }
  const difference = figure(measure, now)! - figure(measure, then)!
  return { then: before, now: after, difference: measure.unit === 'money' ? moneyText(difference) : difference }
}
