import { DEMO_SEED } from '#ingest/sources/simulator/world.ts'
import type { Planted } from './plant.ts'
import { openMaker, tellDay, type Base } from './quiet.ts'

const DAY = '2026-11-23'
const ONLINE = ['portal', 'video', 'own']
/** The eighth began in the month before: it shows in the days since, against as many before. */
const SINCE = 45

/** The demo's own incidents by number: the step and cell to be named; `null` where nothing may be. */
// prettier-ignore
const TRUTHS: readonly [no: number, stage: string | null, inCell: (row: readonly string[], base: Base) => boolean][] = [
  [1, 'first_visit', ([, area, , , family]) => ['苏南', '上海'].includes(area!) && ONLINE.includes(family!)],
  [2, 'unique_lead', ([region, , , , , channel]) => region === '西部' && channel === 'portal_b'],
  [3, 'order', ([region, , , model]) => region === '华南' && model === 'X5'],
  [4, 'delivery', ([, , , model]) => model === 'E'],
  [5, null, () => false],
  [6, 'unique_lead', (row) => row[6] !== ''],
  [7, null, () => false],
  [8, 'first_visit', ([, , dealer, , family], { world }) => ONLINE.includes(family!) && world.stores.some(({ id, marks }) => id === dealer && marks.secondCall === 'pilot')],
]

/** Tells the demo world of the script's own day once for each incident, by the simulator's own generator. */
export function* script(): Generator<Planted> {
  for (const [no, stage, inCell] of TRUTHS) {
    const base = tellDay(openMaker(DEMO_SEED, new Set([no])), DAY, no === 8 ? SINCE : undefined)
    const silent = no === 7 ? base.world.stores.filter(({ dms }) => dms === 'dms-c').map(({ id }) => id) : []
    yield {
      no,
      text: `no ${no} of the demo's script`,
      stage,
      inCell: (row) => inCell(row, base),
      region: null,
      mix: no === 6,
      gain: no === 8,
      ledger: base.ledger,
      silent: new Set(silent),
    }
  }
}
