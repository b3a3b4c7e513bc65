import { clearLine, cursorTo } from 'node:readline'
import type { Gauge } from './read/bytes.ts'
import type { Watch } from './run.ts'
import type { Tally } from './tally.ts'

const BAR = 24
const REDRAW_MS = 200
const LINE_MS = 5_000

export interface Meter extends Watch {
  /** Takes the bar off the screen. */
  end(): void
}

/** Shows how far a file has come: a bar on a terminal, a line every few seconds elsewhere. */
export function openMeter(name: string, size: number, out: NodeJS.WriteStream, now: () => number = Date.now): Meter {
  const every = out.isTTY ? REDRAW_MS : LINE_MS
  const start = now()
  let shown = start
  return {
    moved: (gauge, tally) => {
      if (now() - shown < every) return
      shown = now()
      const text = describe(name, size, gauge, tally, now() - start)
      if (!out.isTTY) return void out.write(`${text}\n`)
      cursorTo(out, 0)
      out.write(text.slice(0, (out.columns || 80) - 1))
      clearLine(out, 1)
    },
    end: () => {
      if (!out.isTTY) return
      cursorTo(out, 0)
      clearLine(out, 0)
    },
  }
}

function describe(name: string, size: number, gauge: Gauge, tally: Tally, elapsed: number): string {
  const share = size > 0 ? Math.min(1, gauge.read / size) : 1
  const filled = Math.round(share * BAR)
  const bar = '█'.repeat(filled) + '░'.repeat(BAR - filled)
  const speed = Math.round((tally.sent * 1000) / Math.max(1, elapsed))
  const number = (value: number) => value.toLocaleString('en')
  return `${name} ${bar} ${Math.floor(share * 100)} %  ${number(tally.rows)} rows, ${number(tally.accepted)} new, ${number(tally.rejected)} rejected, ${number(speed)}/s`
}
