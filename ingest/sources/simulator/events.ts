import { DAY_MS } from '#domain/zone.ts'
import { journeys } from './entries.ts'
import { light } from './light.ts'
import { Lines } from './lines.ts'
import { cleaning, process } from './process.ts'
import type { Sink } from './sink.ts'
import { traffic } from './traffic.ts'
import type { World } from './world.ts'

/** `light`: what the wall stands on; `process_only`: cleaning, calls, appointments … of the same journeys; `full`: both. */
export type Detail = 'light' | 'full' | 'process_only'

export interface Batch {
  count: number
  /** NDJSON in the contract's wire format. */
  text: string
}

export interface EventRange {
  /** Business days `YYYY-MM-DD`, half-open, by the day on which events occurred. */
  from: string
  to: string
  detail: Detail
  /** Only what its source has sent before this instant, epoch ms; by default the start of the demo day. */
  until?: number
}

const BATCH = 10_000
/** Longest time from an event to its last line: insured cars 10 days, a correction 31 h more. */
const LATEST = 12 * DAY_MS

/** Instants of a range of business days. */
export function instants(world: World, from: string, to: string): { from: number; to: number } {
  const { starts, texts } = world.rhythm
  const at = (day: string): number => {
    const index = texts.indexOf(day)
    if (index < 0) throw new RangeError(`${day} lies outside the demo world’s calendar ${texts[0]} … ${texts.at(-1)}`)
    return starts[index]!
  }
  return { from: at(from), to: at(to) }
}

/** Sends the journeys of a range of instants into a sink, a step for each entry day. */
export function* tell(world: World, sink: Sink, detail: Detail): Generator<void> {
  const cleanIn: Detail = world.options.cleanInLight ? 'light' : 'process_only'
  if (detail !== 'process_only') traffic(world, sink)
  for (const ofDay of journeys(world, sink.from, sink.to)) {
    for (const journey of ofDay) {
      if (detail !== 'process_only') light(journey, sink)
      if (detail !== 'light') process(journey, sink)
      if (detail === 'full' || detail === cleanIn) cleaning(journey, sink)
    }
    yield
  }
}

/** The events that occurred in a range of business days, in batches of some thousands; the same for ever. */
export function* events(world: World, range: EventRange): Generator<Batch> {
  const { starts, first } = world.rhythm
  const sentTo = range.until ?? starts[world.today - first]!
  const { from, to } = instants(world, range.from, range.to)
  const lines = new Lines(world, { from, to: Math.min(to, sentTo), sentFrom: -Infinity, sentTo })
  for (const steps = tell(world, lines, range.detail); !steps.next().done;) {
    if (lines.texts.length >= BATCH) yield* batches(lines.take().texts)
  }
  if (lines.texts.length) yield* batches(lines.take().texts)
}

function* batches(texts: string[]): Generator<Batch> {
  for (let i = 0; i < texts.length; i += BATCH) {
    const part = texts.slice(i, i + BATCH)
    yield { count: part.length, text: part.join('') }
  }
}

/** A line and the instant at which its source sends it. */
export interface Due {
  at: number
  line: string
}

/** What sources send in [from, to), in the order of sending: late entries, corrections and repeats included. */
export function dueBetween(world: World, from: number, to: number, detail: Detail = 'full'): Due[] {
  if (to <= from) return []
  const lines = new Lines(world, { from: from - LATEST, to, sentFrom: from, sentTo: to })
  for (const steps = tell(world, lines, detail); !steps.next().done;);
  const { texts, times } = lines.take()
  const found = texts.map((line, i): Due => ({ at: times[i]!, line }))
  return found.sort((a, b) => a.at - b.at || (a.line < b.line ? -1 : 1))
}
