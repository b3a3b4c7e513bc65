import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Stream } from '#domain/streams.ts'
import type { Zone } from '#domain/zone.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import { readMeta, writeMeta } from '#store/postgres/meta.ts'
import type { Door } from '../door.ts'
import { writePast } from './past.ts'
import { startFeed, type Feed } from './simulator/feed.ts'
import type { Speed } from './simulator/live.ts'
import { loadPlan } from './simulator/plan.ts'
import { DEMO_SEED } from './simulator/world.ts'

/** How far the demo's history is loaded. */
export interface DemoProgress {
  phase: string
  done: number
  total: number
  /** Months whose light events are complete: `2026-11`. */
  months: string[]
}

export interface DemoOptions {
  door: Door
  postgres: Postgres
  zone: Zone
  size: 'default' | 'large'
  speed: Speed
  /** The truth of the planted incidents is written here as `demo-truth.json`. */
  folder: string
  now: () => number
  log: Logger
  onProgress: (progress: DemoProgress | null) => void
}

/** What a restart must know to go on where the last process stopped. */
interface DemoState {
  seed: number
  size: 'default' | 'large'
  /** The demo day: anchor of every incident, kept when the folder is opened on a later day. */
  today: string
  /** Names of the phases that are booked. */
  phases: string[]
  /** Up to where the live day was sent, epoch ms. */
  liveUpto: number | null
  /** Instant at which the history ended and the live day began, epoch ms. */
  began: number
  /** Whether the decisions and meetings of the past are written. */
  past?: boolean
}

const KEY = 'demo'

/** The state of this folder's demo world; undefined when it never had one. */
export const demoState = (postgres: Postgres): Promise<DemoState | undefined> => readMeta<DemoState>(postgres, KEY)

/**
 * Fills an empty war room with the demo world and goes on with its live day, through the same door as any sender.
 * A restart continues: what was sent before is known by its identity and counts once.
 */
export async function startDemo(options: DemoOptions): Promise<Feed> {
  const { door, postgres, zone, folder, now, log, onProgress } = options
  const state: DemoState = (await demoState(postgres)) ?? {
    seed: DEMO_SEED,
    size: options.size,
    today: zone.day(now()),
    phases: [],
    liveUpto: null,
    began: now(),
  }
  const plan = loadPlan(state.today)
  const keep = (): Promise<void> => writeMeta(postgres, KEY, state)
  await keep()

  const send = async (
    body: Buffer | string,
    stream: Parameters<Door['receive']>[0]['stream'],
    live: boolean,
  ): Promise<void> => {
    const answer = await door.receive({
      body,
      stream,
      source: 'demo',
      mayNameSources: true,
      mayBackdate: true,
      history: stream === 'events' && !live,
      priority: live ? 'live' : 'bulk',
    })
    const [first] = answer.rejected
    if (first) log.warn({ stream, rejected: answer.rejected.length, first }, 'the door refused rows of the demo world')
  }

  const tell = async (streams: Partial<Record<Stream, unknown[]>>): Promise<void> => {
    for (const [stream, rows] of Object.entries(streams)) {
      await send(rows.map((row) => JSON.stringify(row)).join('\n'), stream as Stream, false)
    }
  }

  return startFeed(
    {
      world: { seed: state.seed, size: state.size, today: state.today, incidents: 'all', zone: zone.name },
      plan: plan.filter(({ name }) => !state.phases.includes(name)),
      now: state.began,
      liveFrom: state.liveUpto,
      live: true,
      speed: options.speed,
      truth: !state.phases.includes(plan.at(-1)!.name),
      past: !state.past,
    },
    {
      reference: (reference) => tell(reference),
      more: (rows) => tell(rows),
      rows: async (rows, { live, liveUpto }) => {
        await send(Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength), 'events', live)
        if (live && liveUpto > (state.liveUpto ?? 0)) {
          state.liveUpto = liveUpto
          await keep()
        }
      },
      progress: ({ phase, phaseDone }) => {
        if (phaseDone) {
          state.phases.push(phase)
          void keep()
        }
        const months = state.phases.filter((name) => name.endsWith(' light')).map((name) => name.slice(0, 7))
        const finished = state.phases.length >= plan.length
        onProgress(finished ? null : { phase, done: state.phases.length, total: plan.length, months })
      },
      past: async (past) => {
        await writePast(postgres, past)
        state.past = true
        await keep()
      },
      truth: (truth) => writeFile(join(folder, 'demo-truth.json'), `${JSON.stringify(truth, null, 2)}\n`),
    },
  )
}
