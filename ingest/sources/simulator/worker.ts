import { parentPort, workerData } from 'node:worker_threads'
import { events } from './events.ts'
import { liveDay, type Live } from './live.ts'
import type { Assignment, FromWorker, ToWorker } from './messages.ts'
import { pastOf } from './past.ts'
import { further, reference, type Rows } from './reference.ts'
import { SystemReports } from './reports.ts'
import { truth } from './truth.ts'
import { createWorld, dayOf } from './world.ts'

/** Buffers that may be under way at once. */
const IN_FLIGHT = 2
const TICK_MS = 1_000
const LIVE_BATCH = 4_000

const port = parentPort!
const assignment = workerData as Assignment
const encoder = new TextEncoder()
const world = createWorld(assignment.world)

const told = reference(world)
const reports = new SystemReports(world, assignment.now)

let underWay = 0
let stopped = false
let live: Live | null = null
let lastTick = 0
let speed = assignment.speed
let wake: () => void = () => undefined

const post = (message: FromWorker, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer)
const sleep = (ms?: number): Promise<void> =>
  new Promise((resolve) => {
    const timer = ms === undefined ? undefined : setTimeout(resolve, ms)
    wake = () => {
      clearTimeout(timer)
      resolve()
    }
  })

port.on('message', (message: ToWorker) => {
  if (message.type === 'ack') underWay--
  else if (message.type === 'stop') stopped = true
  else {
    speed = message.speed
    live?.setSpeed(speed, lastTick)
  }
  wake()
})

async function room(): Promise<void> {
  while (underWay >= IN_FLIGHT && !stopped) await sleep()
}

async function send(text: string, count: number, phase: string, liveUpto: number | null): Promise<void> {
  await room()
  if (stopped) return
  const rows = encoder.encode(text)
  underWay++
  post({ type: 'rows', rows, count, phase, live: liveUpto !== null, liveUpto: liveUpto ?? 0 }, [rows.buffer])
}

/** Sends what the live day owes by now, at most once a second; the history waits meanwhile. */
async function tick(): Promise<void> {
  const now = Date.now()
  if (!live || now - lastTick < TICK_MS) return
  lastTick = now
  const due = reports.take(now)
  if (due) await tell(due)
  const lines = live.take(now)
  for (let i = 0; i < lines.length && !stopped; i += LIVE_BATCH) {
    const part = lines.slice(i, i + LIVE_BATCH)
    // Only the last buffer proves that everything up to now has been sent.
    await send(
      part.join(''),
      part.length,
      'live',
      i + LIVE_BATCH >= lines.length ? now : (assignment.liveFrom ?? assignment.now),
    )
  }
}

async function tell(more: Rows): Promise<void> {
  await room()
  if (stopped) return
  underWay++
  post({ type: 'more', more })
}

function openLive(): void {
  if (!assignment.live || live) return
  live = liveDay(world, { from: assignment.liveFrom ?? assignment.now, speed })
  lastTick = 0
}

async function history(): Promise<void> {
  const { plan, now } = assignment
  if (!plan.some(({ opens }) => opens)) {
    openLive()
    if (plan.length > 0) await tell(further(world, dayOf(world, now)))
    await remember()
  }
  for (const [done, phase] of plan.entries()) {
    const progress = (phaseDone: boolean): void =>
      post({
        type: 'progress',
        phase: phase.name,
        done: done + (phaseDone ? 1 : 0),
        total: plan.length,
        phaseDone,
        opens: phase.opens,
      })
    progress(false)
    for (const { text, count } of events(world, { ...phase, until: now })) {
      await tick()
      await send(text, count, phase.name, null)
      if (stopped) return
    }
    while (underWay > 0 && !stopped) await sleep()
    if (stopped) return
    progress(true)
    if (!phase.opens) continue
    openLive()
    await tell(further(world, dayOf(world, now)))
    await remember()
  }
}

/** Tells what was decided and said in the past, once the wall can open. */
async function remember(): Promise<void> {
  if (!assignment.past) return
  const past = await pastOf(world, told.targets)
  await room()
  if (stopped) return
  underWay++
  post({ type: 'past', past })
}

async function run(): Promise<void> {
  underWay++
  post({ type: 'reference', reference: told })
  while (underWay > 0 && !stopped) await sleep()
  await history()
  if (!stopped && assignment.truth) post({ type: 'truth', truth: truth(world) })
  while (live && !stopped) {
    await tick()
    if (!stopped) await sleep(TICK_MS)
  }
  port.close()
}

await run()
