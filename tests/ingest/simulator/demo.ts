import { instants, tell, type Detail } from '#ingest/sources/simulator/events.ts'
import type { Journey } from '#ingest/sources/simulator/journey.ts'
import type { Sink } from '#ingest/sources/simulator/sink.ts'
import { createWorld, DEMO_SEED, type World, type WorldOptions } from '#ingest/sources/simulator/world.ts'
import type { Kind } from '#domain/kinds.ts'

export const TODAY = '2026-11-23'

/** The demo world of a Monday late in November, unless told otherwise. */
export const demo = (change: Partial<WorldOptions> = {}): World =>
  createWorld({ seed: DEMO_SEED, size: 'default', today: TODAY, incidents: 'all', zone: 'Asia/Shanghai', ...change })

/** The first region alone, with all that happens there: seven times faster where the whole maker is not needed. */
export function north(change: Partial<WorldOptions> = {}): World {
  const world = demo(change)
  return { ...world, stores: world.stores.filter(({ place }) => place.region === '华北') }
}

/** Calls back for every event of a range of days, without writing lines. */
export function each(
  world: World,
  range: { from: string; to: string },
  see: (journey: Journey, kind: Kind, code: string, at: number, late: number) => void,
  detail: Detail = 'light',
): void {
  const { from, to } = instants(world, range.from, range.to)
  const sink: Sink = {
    from,
    to,
    event: (journey, kind, code, _source, at, _extras, late) => see(journey, kind, code, at, late),
    traffic: () => undefined,
  }
  for (const steps = tell(world, sink, detail); !steps.next().done;);
}

/** A figure against its design value, for the printed table. */
export interface Row {
  what: string
  is: number
  meant: number
}

/** Prints what the world really does beside what it is meant to do. */
export function print(title: string, rows: readonly Row[]): void {
  const text = rows.map(
    ({ what, is, meant }) => `  ${what.padEnd(44)} ${shorten(is).padStart(9)} ${shorten(meant).padStart(9)}`,
  )
  console.log([`${title}: is, meant`, ...text].join('\n'))
}

const shorten = (figure: number): string =>
  Math.abs(figure) < 1 ? figure.toFixed(4) : figure.toFixed(Math.abs(figure) < 100 ? 2 : 0)

/** Rows that are farther from their design value than a share of it. */
export const off = (rows: readonly Row[], tolerance: number): string[] =>
  rows
    .filter(({ is, meant }) => Math.abs(is - meant) > tolerance * meant)
    .map(({ what, is, meant }) => `${what}: ${is}, meant ${meant}`)
