import { Refusal } from '#domain/errors.ts'
import { LARGEST_LIMIT, type ViewOpened, type ViewPatch } from '#domain/view.ts'
import { chooseTable } from '../query/table.ts'
import { Advance } from './advance.ts'
import { Frames } from './frames.ts'
import { Loader } from './loader.ts'
import { BatchLog } from './log.ts'
import type { Sums } from './sums.ts'
import type { Live, LiveListener, LiveOptions } from './room.ts'
import { systemTimer, type Stop } from './timer.ts'
import type { Change } from './told.ts'
import { canonical, LINGER_MS, LiveView } from './view.ts'

const TICK_MS = 1_000
/** Facts that come within this are told together. */
const GATHER_MS = 250

/** The live views: one queue that orders batches, clock ticks, openings and reference changes. */
export function createLive(options: LiveOptions): Live {
  const { asker, engine, organisation, targets, freshness, zone, calendar, now, log, timer = systemTimer } = options
  const views = new Map<string, LiveView>()
  const byId = new Map<string, LiveView>()
  const listeners = new Set<LiveListener>()
  const frames = new Frames(zone, calendar)
  const advance = new Advance(engine, zone, frames)
  const batches = new BatchLog(options.start.seq)
  const at = { seq: options.start.seq, clock: Math.max(now(), options.start.receivedAt) }
  const loader = new Loader({
    asker,
    organisation,
    frames,
    at: () => ({ seq: batches.booked, clock: (latest = batches.latest(Math.max(latest, now()))) }),
  })
  // The clock never goes back, whatever the machine's does.
  let latest = at.clock
  let lost = false
  let lastRun = Number.NEGATIVE_INFINITY
  let wanted = false
  let running: Promise<void> | null = null
  let gathering: Stop | null = null
  let stopped = false

  const message = (view: LiveView, change: Change | null): void => {
    if (!change || view.viewers === 0) return
    const { seq, plan } = view.sums!
    const { rows, gone, total } = change
    const patch: ViewPatch = {
      view: view.id, rev: view.rev, prev: view.rev - 1, seq, as_of: zone.iso(plan.as_of), ranges: frames.state(plan),
      rows, gone, total, freshness: freshness(),
    } // prettier-ignore
    for (const listener of listeners) listener.patch(patch)
  }

  const drop = (view: LiveView): void => {
    if (views.get(view.key) === view) views.delete(view.key)
    byId.delete(view.id)
  }

  const end = (view: LiveView, refusal: Refusal): void => {
    drop(view)
    for (const listener of listeners) listener.ended(view.id, refusal)
  }

  const load = (view: LiveView, forWhom: 'person' | 'house'): void => {
    const job = loader.load(view, forWhom).then(
      (sums) => {
        message(view, view.load(sums, targets(), at.clock))
        if (sums.seq < at.seq) soon()
      },
      (thrown: unknown) => {
        view.phase = 'failed'
        if (!view.sums) drop(view)
        else if (thrown instanceof Refusal && thrown.code === 'too_many_rows') end(view, thrown)
        else log.warn({ err: thrown, view: view.id }, 'a live view could not be read anew; it is tried again')
        throw thrown
      },
    )
    job.catch(() => undefined)
    view.loaded = job
  }

  /** What one reading of each watched view that is asked anew takes, ms. */
  const round = (): number => [...views.values()].reduce((all, { cost }) => all + cost, 0)

  const isOutdated = (view: LiveView): boolean => view.sums !== null && view.sums.organisation !== organisation()

  const move = async (): Promise<void> => {
    const following = [...views.values()].filter(({ phase }) => phase === 'following')
    const folded = following.filter(({ anew }) => !anew)
    const seq = batches.booked
    const clock = (latest = batches.latest(Math.max(latest, now())))
    const all = folded.map(({ sums }) => sums!)
    const gap = lost
    let left: ReadonlySet<Sums>
    try {
      left = gap ? new Set(all) : await advance.go(all, { clock, seq, batches: batches.all() }, organisation())
    } catch (thrown) {
      log.warn({ err: thrown }, 'the store could not be read for the live views; they wait for the next tick')
      return
    }
    if (gap) lost = false
    Object.assign(at, { seq, clock })
    for (const view of following) {
      const reread = view.anew
        ? view.viewers > 0 && (isOutdated(view) || view.isBehind(seq, clock, round()))
        : left.has(view.sums!)
      if (reread) load(view, 'house')
      else if (view.phase === 'following' && view.viewers > 0 && !isOutdated(view))
        message(view, view.due(targets(), clock))
      if (view.groups > LARGEST_LIMIT)
        end(view, new Refusal('too_many_rows', 'the view grew beyond what a live view holds', { path: 'by' }))
    }
    for (const view of views.values()) {
      if (view.phase === 'failed') load(view, 'house')
      if (view.viewers === 0 && view.phase !== 'loading' && clock - view.leftAt >= LINGER_MS) drop(view)
    }
    batches.settle(seq, Math.min(...[...views.values()].map((view) => view.needs)))
  }

  const run = (): void => {
    wanted = true
    running ??= (async () => {
      while (wanted && !stopped) {
        wanted = false
        gathering?.()
        gathering = null
        lastRun = now()
        await move().catch((thrown: unknown) => log.error({ err: thrown }, 'a move of the live views failed'))
      }
      running = null
    })()
  }

  const soon = (): void => {
    const wait = GATHER_MS - (now() - lastRun)
    if (wait <= 0) run()
    else gathering ??= timer.after(wait, run)
  }

  const ticking = timer.every(TICK_MS, () => live.tick())

  const live: Live = {
    async open(raw, scope, joined) {
      if (stopped) throw new Refusal('shutting_down', 'the war room is stopping; open the view again shortly')
      const asked = asker.plan(raw, scope, Math.max(latest, now()))
      const key = canonical(asked)
      let view = views.get(key)
      if (!view) {
        view = new LiveView(key, asked)
        views.set(key, view)
        byId.set(view.id, view)
        load(view, 'person')
      }
      view.viewers++
      try {
        // What nobody watched was not asked anew either.
        const isOld = () => view.isBehind(batches.booked, Math.max(latest, now()), round(), 3)
        while (view.phase === 'loading' || isOutdated(view) || isOld()) {
          if (view.phase === 'following' || view.phase === 'failed') load(view, 'person')
          await view.loaded
        }
      } catch (thrown) {
        leave(view)
        throw thrown
      }
      message(view, view.catchUp(targets(), at.clock))
      const opened = describe(view)
      joined?.(opened)
      return opened
    },
    close(id) {
      const view = byId.get(id)
      if (view) leave(view)
    },
    publish(batch) {
      const state = batches.publish(batch)
      if (state === 'known' || stopped) return
      if (state === 'gap') {
        log.warn({ from: batch.seqFrom }, 'batches are missing before this one; live views are read anew')
        lost = true
      }
      soon()
    },
    tick(instant = now()) {
      latest = Math.max(latest, instant)
      run()
    },
    referenceChanged() {
      for (const view of views.values()) view.outdate()
      run()
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    following: () =>
      [...views.values()]
        .filter(({ phase, anew }) => phase === 'following' && !anew)
        .map(({ id, sums }) => ({ view: id, sums: sums! })),
    async settled() {
      for (;;) {
        const loads = [...views.values()].filter(({ phase }) => phase === 'loading' || phase === 'reloading')
        if (!running && loads.length === 0) return
        await Promise.allSettled([running, ...loads.map(({ loaded }) => loaded)])
      }
    },
    state: () => ({
      views: views.size,
      viewers: [...views.values()].reduce((sum, { viewers }) => sum + viewers, 0),
      ...at,
    }),
    async stop() {
      stopped = true
      ticking()
      gathering?.()
      await live.settled()
    },
  }

  function leave(view: LiveView): void {
    view.viewers = Math.max(0, view.viewers - 1)
    view.leftAt = at.clock
  }

  function describe(view: LiveView): ViewOpened {
    const { seq, plan } = view.sums!
    const as_of = zone.iso(plan.as_of)
    const { rows, total } = view.answer(targets())
    const result = {
      seq,
      as_of,
      ranges: frames.state(plan),
      rows,
      total,
      freshness: freshness(),
      table: chooseTable(plan),
    }
    return { view: view.id, rev: view.rev, seq, as_of, result }
  }

  return live
}
