import type { Dimension } from '#domain/dimensions.ts'
import { MEASURES } from '#domain/measures.ts'
import type { Callers, Peers, ProcessFigure, Then } from '#domain/reading/gathered.ts'
import type { ViewResult, ViewSpec } from '#domain/view.ts'
import { countsOf, thenOf, type Look } from './look.ts'

/** Process figures by stage: those over journeys, and those that divide two counts. */
const JOURNEYS: Readonly<Record<string, readonly string[]>> = {
  first_visit: ['first_response_median', 'contact_24h_rate', 'second_call_rate'],
}
const RATES: Readonly<Record<string, Readonly<Record<string, readonly [above: string, below: readonly string[]]>>>> = {
  first_visit: {
    contact_connected_rate: ['contact.connected', ['contact.stated']],
    appointment_kept_rate: ['visit.invited', ['visit.invited', 'no_show']],
  },
  test_drive: { test_drive_no_show_rate: ['no_show.test_drive', ['appointment.test_drive']] },
}
/** More dealers than this are shown by area. */
const MOST_DEALERS = 60
/** Values that a filter may hold. */
const MOST_NAMED = 2_000
/** A rate of fewer says nothing of a single dealer. */
const LEAST_TRIES = 20

type Where = ViewSpec['where']

export interface Process {
  figures: ProcessFigure[]
  callers: Callers | null
}

/** Asks how leads were worked on: by dealer of the segment, and for the peers together. `null` where no stage asks it. */
export async function readProcess(look: Look, peers: Peers | null): Promise<Process | null> {
  const { spec, rest, inside } = look
  const journeys = JOURNEYS[spec.stage] ?? []
  const rates = RATES[spec.stage]
  if (!rates) return null
  const advisors = look.place.advisor_id !== undefined
  const own: Where = { ...rest, ...look.place }
  const by: Dimension = advisors ? 'advisor_id' : inside.length <= MOST_DEALERS ? 'dealer_id' : 'area'
  const theirs: Where | null = peers && peers.ids.length <= MOST_NAMED ? { ...rest, [advisors ? 'advisor_id' : 'dealer_id']: peers.ids } : null // prettier-ignore
  const counts = [...new Set(Object.values(rates).flatMap(([above, below]) => [above, ...below]))]
  const ownRates = await look.ask(counts, [by], own)
  const peerRates = theirs && (await look.ask(counts, [], theirs))
  const ownTimes = journeys.length > 0 ? await look.ask(journeys, [by], own) : null
  const peerTimes = theirs && journeys.length > 0 ? await look.ask(journeys, [], theirs) : null
  const figures = [
    ...journeys.map((name) => timed(name, look, by, ownTimes!, peerTimes)),
    ...Object.entries(rates).map(([name, of]) => divided(name, of, look, by, ownRates, peerRates)),
  ]
  return {
    figures,
    callers: by === 'dealer_id' && spec.stage === 'first_visit' ? await readCallers(look, peers) : null,
  }
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

function timed(name: string, { spec }: Look, by: Dimension, own: ViewResult, peers: ViewResult | null): ProcessFigure {
  const units = own.rows
    .filter(({ key }) => key[by] !== null)
    .map((row) => [row.key[by]!, thenOf(row, name, spec.compare)] as const)
  return figure(
    name,
    thenOf(own.total, name, spec.compare),
    peers && thenOf(peers.total, name, spec.compare),
    new Map(units),
  )
}

function divided(
  name: string,
  [above, below]: readonly [string, readonly string[]],
  { spec }: Look,
  by: Dimension,
  own: ViewResult,
  peers: ViewResult | null,
): ProcessFigure {
  const rateOf = (row: Parameters<typeof countsOf>[0], least: number): Then => {
    const top = countsOf(row, above, spec.compare)
    const bottoms = below.map((one) => countsOf(row, one, spec.compare))
    const divide = (side: 'now' | 'before') => {
      const bottom = bottoms.reduce((sum, one) => sum + one[side], 0)
      return bottom >= least ? top[side] / bottom : null
    }
    return { now: divide('now'), before: divide('before') }
  }
  const units = own.rows
    .filter(({ key }) => key[by] !== null)
    .map((row) => [row.key[by]!, rateOf(row, LEAST_TRIES)] as const)
  return figure(name, rateOf(own.total, 1), peers && rateOf(peers.total, 1), new Map(units))
}

/** Who makes the calls of each dealer: contacts of the range by source, in the segment and at its peers. */
async function readCallers(look: Look, peers: Peers | null): Promise<Callers | null> {
  const ids = [...look.inside, ...(peers?.ids ?? [])]
  if (ids.length > MOST_NAMED) return null
  const { rows } = await look.ask(['contact'], ['dealer_id', 'source'], { ...look.rest, dealer_id: ids })
  const callers = new Map<string, Map<string, number>>()
  for (const row of rows) {
    const { dealer_id, source } = row.key
    if (!dealer_id || !source) continue
    const calls = callers.get(dealer_id) ?? new Map<string, number>()
    callers.set(dealer_id, calls.set(source, countsOf(row, 'contact', look.spec.compare).now))
  }
  return callers
}
