import type { Gathered } from '#domain/reading/gathered.ts'
import { valueOf, type Pair } from '#domain/reading/moved.ts'
import { read } from '#domain/reading/read.ts'
import type { Direction, Reading } from '#domain/reading/reading.ts'
import type { Scope } from '#domain/scope.ts'
import type { Doubts } from '../doubts/doubts.ts'
import type { Asker, AskerOptions } from '../query/ask.ts'
import { lateOf, readBehind, readDoubted, type SilentSource } from './faults.ts'
import { lookAt, type Look } from './look.ts'
import type { Outside } from './outside.ts'
import { modelsOf, readChannels, readFallen, readIntake, readModels, readStock } from './parts.ts'
import { readProcess } from './process.ts'
import { readReadingSpec } from './spec.ts'
import { readUnits } from './units.ts'

export interface ReadingRooms extends AskerOptions {
  asker: Asker
  outside: Outside
  doubts: Doubts
  /** Sources that are silent against their rhythm right now. */
  silent: (scope: Scope) => Promise<readonly SilentSource[]>
}

export interface Reader {
  /** `POST /api/reading`. Throws what a question throws. */
  read(raw: unknown, scope: Scope): Promise<Reading>
}

/** What is asked for which stage; the rest would say nothing of it. */
const ASKED = {
  models: ['test_drive', 'order', 'deal', 'delivery', 'invoice'],
  channels: ['unique_lead'],
  intake: ['unique_lead', 'first_visit'],
  fallen: ['order', 'deal', 'delivery', 'invoice'],
  stock: ['order', 'deal', 'delivery', 'invoice'],
  market: ['unique_lead', 'first_visit', 'order', 'deal', 'invoice'],
  complaints: ['first_visit', 'test_drive', 'order', 'deal', 'delivery', 'invoice'],
} as const satisfies Record<string, readonly string[]>

/** Reads causes: asks the evidence for and against each side by the ordinary path, and judges it. */
export function createReader(rooms: ReadingRooms): Reader {
  return {
    async read(raw, scope) {
      const spec = readReadingSpec(raw)
      const look = lookAt(rooms.asker, rooms, spec, scope)
      const { kpi, units, pair, peers, answer } = await readUnits(look)
      const direction = spec.direction ?? directionOf(pair)
      const place = {
        plan: look.plan,
        compare: spec.compare,
        organisation: look.organisation,
        dealers: look.inside,
        models: modelsOf(look),
      }
      const when = <T>(what: keyof typeof ASKED, asked: () => Promise<T>): Promise<T> | null =>
        (ASKED[what] as readonly string[]).includes(spec.stage) ? asked() : null
      const [process, models, channels, intake, fallen, stock, market, complaints, behind, doubts] = await Promise.all([
        readProcess(look, peers),
        when('models', () => readModels(look, kpi)),
        when('channels', () => readChannels(look)),
        when('intake', () => readIntake(look)),
        when('fallen', () => readFallen(look)),
        when('stock', () => readStock(look)),
        when('market', () => rooms.outside.market(place)),
        when('complaints', () => rooms.outside.complaints(place)),
        late(rooms, look, scope).then((sources) => readBehind(look, kpi.above, sources, rooms.zone)),
        direction === 'up' ? readDoubted(look, units, rooms.doubts, scope) : [],
      ])
      const given: Gathered = {
        stage: spec.stage,
        kpi,
        direction,
        pair,
        units,
        peers,
        veiled: look.veiled,
        process: process?.figures ?? null,
        callers: process?.callers ?? null,
        models,
        channels,
        intake,
        fallen,
        stock,
        market,
        complaints,
        behind,
        doubts,
        view: look.view,
      }
      const { seq, as_of, ranges } = answer
      return { seq, as_of, segment: spec.segment, ...read(given), ranges }
    },
  }
}

const directionOf = ({ now, before }: Pair): Direction => ((valueOf(now) ?? 0) > (valueOf(before) ?? 0) ? 'up' : 'down')

/** Rhythms tell of this moment only; of an earlier one the sources' own words. */
async function late(rooms: ReadingRooms, look: Look, scope: Scope): Promise<Map<string, number>> {
  const running = look.plan.spec.as_of === null
  return lateOf(look.plan.ranges.current.until, rooms.freshness(), running ? await rooms.silent(scope) : [])
}
