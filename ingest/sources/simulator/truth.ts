import type { Kind } from '#domain/kinds.ts'
import { LEAVES, MODELS } from './catalogue.ts'
import { instants, tell } from './events.ts'
import type { Journey } from './journey.ts'
import { OUTAGE, SCRIPTS, type Script } from './scripted.ts'
import type { Sink } from './sink.ts'
import { createWorld, type World } from './world.ts'

/** Units by kind; `first_visit` counts the first recorded visit of each journey. */
type Counts = Partial<Record<Kind | 'net_order', number>>

/** What one incident really did to the current month, from two runs that differ in nothing else. */
export interface Effect extends Omit<Script, 'from' | 'to'> {
  /** First and last day of the incident, business days. */
  from: string
  to: string
  /** Difference within the cell: with − without. */
  units: Counts
  /** The same by area, where a difference exists; first visits, net orders and deliveries. */
  areas: Record<string, Counts>
  /** Whole maker: with − without. */
  nation: Counts
  /** Figures of the cell with and without. */
  with: Counts
  without: Counts
}

export interface Truth {
  today: string
  range: { from: string; to: string }
  incidents: Effect[]
}

type ByArea = Map<string, Counts>

const AREA_KINDS = ['first_visit', 'net_order', 'delivery'] as const

/** Whether a journey belongs to an incident's cell. */
const CELLS: Record<number, (journey: Journey) => boolean> = {
  1: ({ store, leaf }) => store.marks.hub && LEAVES[leaf]!.online,
  2: ({ store, leaf }) => store.place.region === '西部' && LEAVES[leaf]!.code === 'portal_b',
  3: ({ store, model }) => store.place.region === '华南' && MODELS[model]!.code === 'X5',
  4: ({ model }) => MODELS[model]!.code === 'E',
  5: ({ store }) => store.marks.gaming,
  6: ({ store }) => store.place.region === '鲁豫',
  7: ({ store }) => store.dms === 'dms-c',
  8: ({ store, leaf }) => store.marks.secondCall === 'pilot' && LEAVES[leaf]!.online,
}

/** Counts instead of writing: the whole maker, and each incident's cell by area. */
class Tally implements Sink {
  readonly from: number
  readonly to: number
  readonly nation: Counts = {}
  readonly cells = new Map<number, ByArea>(SCRIPTS.map(({ no }) => [no, new Map()]))
  readonly #silent: { from: number; to: number } | null

  /** `silent`: count in cell 7 only what its DMS kept back. */
  constructor(range: { from: number; to: number }, silent: { from: number; to: number } | null) {
    this.from = range.from
    this.to = range.to
    this.#silent = silent
  }

  event(journey: Journey, kind: Kind, code: string, source: string, at: number): void {
    if (code === 'v') this.#add(journey, 'first_visit', 1, source, at)
    if (kind === 'order') this.#add(journey, 'net_order', 1, source, at)
    if (kind === 'order_cancel') this.#add(journey, 'net_order', -1, source, at)
    this.#add(journey, kind, 1, source, at)
  }

  traffic(): void {
    // No incident sends people to the doors.
  }

  #add(journey: Journey, kind: Kind | 'net_order', units: number, source: string, at: number): void {
    this.nation[kind] = (this.nation[kind] ?? 0) + units
    for (const [no, areas] of this.cells) {
      if (!CELLS[no]!(journey)) continue
      if (no === 7 && !(source === 'dms-c' && this.#silent && at >= this.#silent.from && at < this.#silent.to)) continue
      const { area } = journey.store.place
      const counts = areas.get(area) ?? {}
      counts[kind] = (counts[kind] ?? 0) + units
      areas.set(area, counts)
    }
  }
}

/** The truth of every active incident: the month up to the end of the demo day, told with all and without each. */
export function truth(world: World): Truth {
  const from = `${world.options.today.slice(0, 8)}01`
  const to = world.rhythm.texts[world.today - world.rhythm.first + 1]!
  const range = instants(world, from, to)
  const whole = count(world, range)
  const incidents = SCRIPTS.filter(({ no }) => world.incidents.has(no)).map((script): Effect => {
    const others = new Set([...world.incidents].filter((no) => no !== script.no))
    const rest = count(createWorld({ ...world.options, incidents: others }), range)
    const [mine, without] = [whole.cells.get(script.no)!, script.no === 7 ? new Map() : rest.cells.get(script.no)!]
    const areas: Record<string, Counts> = {}
    for (const area of new Set([...mine.keys(), ...without.keys()])) {
      const all = difference(mine.get(area) ?? {}, without.get(area) ?? {})
      const part = Object.fromEntries(AREA_KINDS.flatMap((kind) => (all[kind] ? [[kind, all[kind]]] : [])))
      if (Object.keys(part).length) areas[area] = part
    }
    const day = (since: number) => world.rhythm.texts[world.today + since - world.rhythm.first]!
    const [inside, outside] = [sum(mine), sum(without)]
    return {
      ...script,
      from: day(script.from),
      to: day(script.to),
      units: difference(inside, outside),
      areas,
      nation: difference(whole.nation, rest.nation),
      with: inside,
      without: outside,
    }
  })
  return { today: world.options.today, range: { from, to }, incidents }
}

function count(world: World, range: { from: number; to: number }): Tally {
  const { starts, first } = world.rhythm
  const at = (day: number) => starts[world.today + day - first]!
  const silent = world.incidents.has(7) ? { from: at(-1) + OUTAGE.from, to: at(0) + OUTAGE.until } : null
  const tally = new Tally(range, silent)
  for (const steps = tell(world, tally, 'light'); !steps.next().done;);
  return tally
}

function difference(one: Counts, other: Counts): Counts {
  const kinds = [...new Set([...Object.keys(one), ...Object.keys(other)])] as (Kind | 'net_order')[]
  return Object.fromEntries(
    kinds.flatMap((kind) => {
      const units = (one[kind] ?? 0) - (other[kind] ?? 0)
      return units ? [[kind, units]] : []
    }),
  )
}

function sum(areas: ByArea): Counts {
  const total: Counts = {}
  for (const counts of areas.values()) {
    for (const [kind, units] of Object.entries(counts) as [Kind | 'net_order', number][])
      total[kind] = (total[kind] ?? 0) + units
  }
  return total
}
