import { describe, expect, it } from 'vitest'
import { createPainter } from '#web/live/paint.ts'

function fakeTimers() {
  let now = 0
  let due: { at: number; work: () => void }[] = []
  return {
    timers: {
      now: () => now,
      after: (ms: number, work: () => void) => {
        const entry = { at: now + ms, work }
        due.push(entry)
        return () => (due = due.filter((other) => other !== entry))
      },
    },
    advance(ms: number) {
      now += ms
      const ripe = due.filter(({ at }) => at <= now)
      due = due.filter(({ at }) => at > now)
      for (const { work } of ripe) work()
    },
  }
}

describe('the painter', () => {
  it('paints the first piece at once, then gathers for a second, the newest of each name', () => {
    const { timers, advance } = fakeTimers()
    const painter = createPainter(1_000, timers)
    const painted: string[] = []
    const paint = (name: string, text: string) => painter.paint(name, () => painted.push(text))
    paint('a', 'a1')
    expect(painted).toEqual(['a1'])
    paint('a', 'a2')
    paint('b', 'b1')
    paint('a', 'a3')
    advance(999)
    expect(painted).toEqual(['a1'])
    advance(1)
    expect(painted).toEqual(['a1', 'a3', 'b1'])
    advance(5_000)
    paint('b', 'b2')
    expect(painted.at(-1)).toBe('b2')
  })

  it('drops what waits when it is stopped', () => {
    const { timers, advance } = fakeTimers()
    const painter = createPainter(1_000, timers)
    const painted: number[] = []
    painter.paint('a', () => painted.push(1))
    painter.paint('a', () => painted.push(2))
    painter.stop()
    advance(2_000)
    expect(painted).toEqual([1])
  })
})
