import { describe, expect, it } from 'vitest'
import { startFeed } from '#ingest/sources/simulator/feed.ts'
import { loadPlan } from '#ingest/sources/simulator/plan.ts'
import { DEMO_SEED } from '#ingest/sources/simulator/world.ts'

const world = {
  seed: DEMO_SEED,
  size: 'default',
  today: '2026-11-03',
  incidents: 'all',
  zone: 'Asia/Shanghai',
} as const
const now = Date.parse('2026-11-03T16:00:00+08:00')
const plan = loadPlan(world.today).slice(0, 1)
const assignment = { world, plan, now, liveFrom: null, live: false, speed: 1, truth: false, past: false } as const

describe('the feed', () => {
  it('hands over reference rows and the past, then whole lines, at most two buffers at once', async () => {
    const seen: string[] = []
    let [atOnce, most, lines] = [0, 0, 0]
    await startFeed(
      { ...assignment, plan: [...plan], past: true },
      {
        past: async ({ decisions, meetings }) => void seen.push(`past ${decisions.length} ${meetings.length}`),
        reference: async ({ dealers }) => void seen.push(`reference ${dealers.length > 180}`),
        rows: async (rows, { count, phase }) => {
          most = Math.max(most, ++atOnce)
          await new Promise((resolve) => setImmediate(resolve))
          const text = new TextDecoder().decode(rows)
          expect(text.endsWith('}\n')).toBe(true)
          expect(text.split('\n').length - 1).toBe(count)
          lines += count
          if (seen.at(-1) !== phase) seen.push(phase)
          atOnce--
        },
        progress: ({ phaseDone }) => void seen.push(phaseDone ? 'done' : 'begun'),
      },
    ).done
    expect(seen).toEqual(['reference true', 'past 14 4', 'begun', '2026-11 light', 'done'])
    expect(lines).toBeGreaterThan(10_000)
    expect(most).toBeLessThanOrEqual(2)
  })

  it('stops when a handler fails, and says why', async () => {
    const feed = startFeed(
      { ...assignment, plan: [...plan] },
      {
        reference: async () => undefined,
        rows: async () => {
          throw new Error('the door is shut')
        },
        progress: () => undefined,
      },
    )
    await expect(feed.done).rejects.toThrow('the door is shut')
  })

  it('sends the live day up to now where nothing is left to load', async () => {
    // A whole day: at night there is little to send.
    const from = Date.now() - 86_400_000
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
    let upto = 0
    const feed = startFeed(
      { ...assignment, world: { ...world, today }, plan: [], now: from, live: true },
      {
        reference: async () => undefined,
        rows: async (_rows, about) => {
          expect(about.live).toBe(true)
          upto = Math.max(upto, about.liveUpto)
          if (upto > from) void feed.stop()
        },
        progress: () => undefined,
      },
    )
    await feed.done
    expect(upto).toBeGreaterThan(from)
  })
})
