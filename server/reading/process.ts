import type { Dimension } from '#domain/dimensions.ts'
import { MEASURES } from '#domain/measures.ts'
import type { Callers, Peers, ProcessFigure, Then } from '#domain/reading/gathered.ts'
import type { ViewResult, ViewSpec } from '#domain/view.ts'
import { countsOf, thenOf, type Look } from './look.ts'

/** Process figures by stage: those over journeys, and those that divide two counts. */
const JOURNEYS: Readonly<Record<string, readonly string[]>> = {
  first_visit: ['first_response_median', 'contact_24h_rate', 'second_call_rate'],
}
type Division = readonly [above: string, below: readonly string[]]
const RATES: Readonly<Record<string, Readonly<Record<string, Division>>>> = {
  first_visit: {
    contact_connected_rate: ['contact.connected', ['contact.stated']],
    appointment_kept_rate: ['invited_visit', ['invited_visit', 'no_show']],
  },
  test_drive: { test_drive_no_show_rate: ['no_show.test_drive', ['appointment.test_drive']] },
}
/** Values that a filter may hold. */
const MOST_NAMED = 2_000
/** A rate of fewer says nothing of a single dealer. */
const LEAST_TRIES = 20

type Where = ViewSpec['where']

export interface Process {
  figures: ProcessFigure[]
  callers: Callers | null
}

/** Counts by dealer (or advisor), all sources of it together. */
type Counts = ReadonlyMap<string, ReadonlyMap<string, Then<number>>>

/** Asks how leads were worked on, in the segment and at its peers. `null` at stages that know no such figures. */
export async function readProcess(look: Look, peers: Peers | null): Promise<Process | null> {
  const { spec, rest, place, inside } = look
  const rates = RATES[spec.stage]
  if (!rates) return null
  const advisors = place.advisor_id !== undefined
  const by: Dimension = advisors ? 'advisor_id' : 'dealer_id'
  const own = (advisors ? place.advisor_id! : inside).filter((id) => id !== null)
  const ids = [...own, ...(peers?.ids ?? [])]
  const named: Where = ids.length <= MOST_NAMED ? { ...rest, [by]: ids } : { ...rest, ...place }
  const calls = spec.stage === 'first_visit'
  const names = [...new Set(Object.values(rates).flatMap(([above, below]) => [above, ...below]))]
  const journeys = JOURNEYS[spec.stage] ?? []
  const [answer, timed] = await Promise.all([
    look.ask([...names, ...(calls ? ['contact'] : [])], calls ? [by, 'source'] : [by], named),
    // Journeys are dear to count: of peers they are not asked.
    journeys.length > 0 ? look.ask(journeys, [by], { ...rest, ...place }) : null,
  ])
  const counts = gathered(answer, by, names, spec.compare)
  const callers = calls ? callersOf(answer, by) : null
  const theirs = unlike(own, peers?.ids ?? [], callers)
  const figures = [
    ...journeys.map((name) => overJourneys(name, look, by, timed!)),
    ...Object.entries(rates).map(([name, of]) => divided(name, of, counts, own, peers && theirs)),
  ]
  return { figures, callers }
}

function gathered({ rows }: ViewResult, by: Dimension, names: readonly string[], compare: Look['spec']['compare']): Counts {
  const counts = new Map<string, Map<string, Then<number>>>()
  for (const row of rows) {
    const id = row.key[by]
    if (!id) continue
    const own = counts.get(id) ?? new Map<string, Then<number>>()
    counts.set(id, own)
    for (const name of names) {
      const { now, before } = countsOf(row, name, compare)
      const sum = own.get(name) ?? { now: 0, before: 0 }
      own.set(name, { now: sum.now + now, before: sum.before + before })
    }
  }
  return counts
} // prettier-ignore

/** Who makes the calls of each dealer: contacts of the range by source. */
function callersOf({ rows }: ViewResult, by: Dimension): Callers {
  const callers = new Map<string, Map<string, number>>()
  for (const row of rows) {
    const { [by]: id, source } = row.key
    const { now } = countsOf(row, 'contact', 'previous')
    if (!id || !source || now === 0) continue
    callers.set(id, (callers.get(id) ?? new Map<string, number>()).set(source, now))
  }
  return callers
}

/** Peers that are called for by others than the segment: those of the same caller centre share its fate. */
function unlike(own: readonly string[], peers: readonly string[], callers: Callers | null): readonly string[] {
  if (!callers) return peers
  const main = (id: string) => [...(callers.get(id) ?? [])].sort((a, b) => b[1] - a[1])[0]?.[0]
  const sources = new Set(own.map(main))
  const others = peers.filter((id) => !sources.has(main(id)))
  return others.length > 1 ? others : peers
}

const figure = (name: string, own: Then, peers: Then | null, units: ProcessFigure['units']): ProcessFigure => {
  const { zh, en, unit, better } = MEASURES.get(name)!
  return {
    name,
    words: { zh, en },
    unit: unit === 'minutes' ? 'minutes' : 'rate',
    better: better === 'less' ? 'less' : 'more',
    own,
    peers,
    units,
  }
}

function overJourneys(name: string, { spec }: Look, by: Dimension, { rows, total }: ViewResult): ProcessFigure {
  const units = rows.flatMap((row) => {
    const id = row.key[by]
    return id ? [[id, thenOf(row, name, spec.compare)] as const] : []
  })
  return figure(name, thenOf(total, name, spec.compare), null, new Map(units))
}

function divided(
  name: string,
  [above, below]: Division,
  counts: Counts,
  own: readonly string[],
  peers: readonly string[] | null,
): ProcessFigure {
  const rateOf = (ids: readonly string[], least: number): Then => {
    const sum = (names: readonly string[], side: 'now' | 'before') =>
      ids.reduce((all, id) => all + names.reduce((some, one) => some + (counts.get(id)?.get(one)?.[side] ?? 0), 0), 0)
    const divide = (side: 'now' | 'before') => {
      const bottom = sum(below, side)
      return bottom >= least ? sum([above], side) / bottom : null
    }
    return { now: divide('now'), before: divide('before') }
  }
  const units = own.map((id) => [id, rateOf([id], LEAST_TRIES)] as const)
  return figure(name, rateOf(own, 1), peers && rateOf(peers, 1), new Map(units))
}
