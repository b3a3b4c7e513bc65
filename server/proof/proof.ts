import type { Logger } from 'pino'
import { Counter, Gauge, type Registry } from 'prom-client'
import { Refusal } from '#domain/errors.ts'
import { systemTimer, type Timer } from '../live/timer.ts'
import { PROOFS, type Contradiction, type Probe, type ProofName, type ProofRooms } from './probe.ts'
import type { Random } from './random.ts'
import { SAMPLERS } from './samplers.ts'

/** A cell of which two ways of counting say two things. */
export interface Failure extends Contradiction {
  check: ProofName
  cell: string
  spec: unknown
  /** When it was last seen to fail, ISO. */
  at: string
}

/** `failing` until every cell that failed has been tried again and held. */
export interface ProofState {
  state: 'starting' | 'ok' | 'failing'
  checked: number
  skipped: number
  lastAt: string | null
  failures: Failure[]
}

export interface ProofOptions extends ProofRooms {
  random: Random
  /** Whether the house has better things to do right now. */
  busy: () => boolean
  log: Logger
  registry?: Registry
  timer?: Timer
}

export interface Proof {
  state(): ProofState
  /** Tries one cell: by turns one of each sort, every other time one that failed before. */
  turn(): Promise<void>
  /** Tries one cell of a sort. */
  try(check: ProofName): Promise<void>
  stop(): Promise<void>
}

const EVERY_MS = 4_000
/** A check of one second is followed by twenty seconds without one: the proof takes a twentieth of the store at most. */
const REST = 20
const MOST_FAILURES = 20

/** Tries figures against each other as long as the house stands. */
export function createProof(options: ProofOptions): Proof {
  const { random, busy, log, registry, zone, now, timer = systemTimer } = options
  const failing = new Map<string, { failure: Failure; probe: Probe }>()
  let [checked, skipped, turns, restUntil] = [0, 0, 0, Number.NEGATIVE_INFINITY]
  let lastAt: number | null = null
  let running: Promise<void> | null = null
  const outcomes = registry && counters(registry, () => failing.size)

  const run = async (check: ProofName, probe: Probe): Promise<void> => {
    const key = `${check} ${probe.cell}`
    const contradiction = await probe.run()
    checked++
    lastAt = now()
    outcomes?.inc({ check, outcome: contradiction ? 'failing' : 'ok' })
    failing.delete(key)
    if (!contradiction) return
    const failure: Failure = { check, cell: probe.cell, spec: probe.spec, ...contradiction, at: zone.iso(lastAt) }
    failing.set(key, { failure, probe })
    log.error({ failure }, 'a figure contradicts itself')
    for (const oldest of failing.keys()) {
      if (failing.size <= MOST_FAILURES) break
      failing.delete(oldest)
    }
  }

  const attempt = async (check: ProofName, probe: () => Probe | null | Promise<Probe | null>): Promise<void> => {
    const start = performance.now()
    try {
      const sampled = await probe()
      if (sampled) await run(check, sampled)
    } catch (thrown) {
      skipped++
      outcomes?.inc({ check, outcome: 'skipped' })
      // A store that is away proves nothing either way.
      if (!(thrown instanceof Refusal)) log.warn({ err: thrown, check }, 'a proof could not be tried')
    }
    restUntil = now() + REST * (performance.now() - start)
  }

  const sample = (check: ProofName) => attempt(check, () => SAMPLERS[check](options, random))

  const turn = async (): Promise<void> => {
    const [oldest] = failing.values()
    const again = oldest && turns % 2 === 1
    const check = PROOFS[Math.floor(turns / (failing.size > 0 ? 2 : 1)) % PROOFS.length]!
    turns++
    await (again ? attempt(oldest.failure.check, () => oldest.probe) : sample(check))
  }

  const ticking = timer.every(EVERY_MS, () => {
    if (running || now() < restUntil) return
    if (busy()) {
      skipped++
      return
    }
    running = turn().finally(() => (running = null))
  })

  return {
    state: () => ({
      state: failing.size > 0 ? 'failing' : checked === 0 ? 'starting' : 'ok',
      checked,
      skipped,
      lastAt: lastAt === null ? null : zone.iso(lastAt),
      failures: [...failing.values()].map(({ failure }) => failure),
    }),
    turn,
    try: sample,
    stop: async () => {
      ticking()
      await running
    },
  }
}

function counters(registry: Registry, failing: () => number): Counter<'check' | 'outcome'> {
  const registers = [registry]
  new Gauge({ name: 'warroom_proof_failing', help: 'Cells whose figures contradict each other.', registers, collect() { this.set(failing()) } }) // prettier-ignore
  return new Counter({ name: 'warroom_proof_checks_total', help: 'Sampled cells that were tried, by outcome.', labelNames: ['check', 'outcome'], registers }) // prettier-ignore
}
