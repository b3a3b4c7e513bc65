import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dayNumber, openZone } from '#domain/zone.ts'
import { openMaker } from './maker.ts'
import { judge } from './planted.ts'
import { watch } from './watch.ts'

/** One maker, watched: what `alerts.ts` asks of a process of its own, for each has its own store. */
export interface Asked {
  seed: number
  incidents: number[]
  today: string
  /** First business day that is told; that is told with process events; that is watched; that is not watched any more. */
  told: string
  full: string
  from: string
  until: string
  /** Kept for the next time; a folder of its own otherwise. */
  folder?: string
}

const asked = JSON.parse(process.argv[2]!) as Asked
const ZONE = 'Asia/Shanghai'
const zone = openZone(ZONE)
const folder = asked.folder ?? mkdtempSync(join(tmpdir(), 'bench-alerts-'))
const say = (line: string): void => void process.stderr.write(`${line}\n`)
try {
  const { seed, today, incidents, told: from, full, until } = asked
  const world = { seed, size: 'default' as const, today, incidents: new Set(incidents), zone: ZONE }
  const maker = await openMaker({ folder, world, from, full, until, say })
  const began = performance.now()
  const told = await watch(maker, { from: asked.from, until, say })
  const sales = told.filter(({ kind }) => kind === 'sales')
  const days = dayNumber(until) - dayNumber(asked.from)
  const judged = incidents.length > 0 ? judge(told, today, zone) : null
  const answer = {
    seed,
    entries: maker.entries,
    days,
    from: asked.from,
    /** Days on which something was raised that was not planted. */
    loud_days: new Set((judged?.others ?? sales).filter(({ kind }) => kind === 'sales').map(({ raised_at }) => zone.day(raised_at))).size,
    raised: (judged?.others ?? sales).map(({ raised_at, level, body }) => `${zone.iso(raised_at).slice(0, 16)} level ${level} ${body.face.zh}`),
    seen: judged?.seen ?? [],
    seconds: Math.round((performance.now() - began) / 1000),
  } // prettier-ignore
  await maker.stores.close()
  process.stdout.write(`${JSON.stringify(answer)}\n`)
} finally {
  if (!asked.folder) rmSync(folder, { recursive: true, force: true })
}
