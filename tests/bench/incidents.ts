import { parseArgs } from 'node:util'
import { diagnose, type BareCause } from '#domain/diagnosis/diagnose.ts'
import { plant, type Planted } from './incidents/plant.ts'
import { openMaker, tellDay, type Base } from './incidents/quiet.ts'
import { script } from './incidents/script.ts'

/** Seeds on which nothing was tuned. */
const SEEDS = [111, 112, 113, 114, 115, 116, 117, 118, 119, 120]
const SHORT = [201]
/** Two days of each of ten months; in the short form of two months. */
const DAYS = [
  '2026-01',
  '2026-02',
  '2026-03',
  '2026-04',
  '2026-05',
  '2026-06',
  '2026-07',
  '2026-08',
  '2026-09',
  '2026-10',
  '2026-11',
]
  .slice(1)
  .flatMap((month) => [`${month}-20`, `${month}-27`])
const KINDS = [1, 2, 3, 4, 5, 6, 7, 8]
/** An incident worth less drowns in the noise of this size of maker. */
const LEAST_CARS = 8
/** More than half of a named segment lies in the cell, and it is no small corner of it. */
const LEAST_INSIDE = 0.5
const LEAST_OF_CELL = 0.25

const { values } = parseArgs({
  options: {
    short: { type: 'boolean' },
    json: { type: 'boolean' },
    'false-alarms': { type: 'string' },
    seeds: { type: 'string' },
  },
})
const falseAlarms = Number(values['false-alarms'] ?? 1.5)
const seeds = values.seeds ? values.seeds.split(',').map(Number) : values.short ? SHORT : SEEDS
const days = values.short ? DAYS.slice(-2) : DAYS

const ask = (leaves: Planted['ledger'], silent?: ReadonlySet<string>): BareCause[] =>
  diagnose(leaves.leaves(silent), { by: 'region', falseAlarms }).causes

const say = ({ segment, stage, of, units, evidence, expected, actual }: BareCause): string =>
  `${Object.values(segment).join('×')} ${stage} ${of} ${units.toFixed(1)} (${expected.toFixed(0)}→${actual}, ${evidence.toFixed(1)} nats)`

/** What an incident is worth, in cars of the present range. */
function worth(base: Base, { ledger, no }: Planted): number {
  const stage = no === 4 ? 'delivery' : 'order'
  return Math.abs(ledger.sum(stage) - base.ledger.sum(stage))
}

/** Whether the first cause is the planted one: its step, and a segment that lies in its cell. */
function isNamed(planted: Planted, [first]: readonly BareCause[]): boolean {
  if (planted.stage === null) return first === undefined
  if (!first || first.stage !== planted.stage || (first.units > 0 !== planted.gain && !planted.mix)) return false
  if (planted.mix) return first.of === 'mix' || first.segment['campaign'] !== undefined
  const { dims, rows, stages, actual, baseline } = planted.ledger.leaves()
  const step = stages.indexOf(planted.stage)
  const weights = step === 0 ? baseline[0]! : actual[step - 1]!
  let [named, cell, both] = [0, 0, 0]
  rows.forEach((row, leaf) => {
    const isIn = planted.inCell(row)
    const isSaid = Object.entries(first.segment).every(([dim, value]) => row[dims.indexOf(dim)] === value)
    if (isIn) cell += weights[leaf]!
    if (isSaid) named += weights[leaf]!
    if (isIn && isSaid) both += weights[leaf]!
  })
  return both >= LEAST_INSIDE * named && both >= LEAST_OF_CELL * cell
}

const kinds = new Map(KINDS.map((no) => [no, { asked: 0, named: 0, small: 0 }]))
const quiet = { asked: 0, raised: 0 }
const began = performance.now()
const own = { asked: 0, named: 0 }
for (const planted of values.seeds ? [] : script()) {
  const causes = ask(planted.ledger, planted.silent)
  own.asked++
  if (isNamed(planted, causes)) own.named++
  if (!values.json)
    console.log(
      `${planted.text}: ${isNamed(planted, causes) ? 'named' : 'missed'}: ${causes.map(say).join('; ') || 'nothing'}`,
    )
}
seeds.forEach((seed) => {
  const maker = openMaker(seed)
  days.forEach((day, d) => {
    const base = tellDay(maker, day)
    const raised = ask(base.ledger)
    quiet.asked++
    if (raised.length) quiet.raised++
    if (!values.json && raised.length) console.log(`quiet ${seed} ${day}: ${raised.map(say).join('; ')}`)
    // Each kind comes once a seed for every eight days, and each day has another order of them.
    for (let turn = 0; turn < Math.ceil((KINDS.length * 25) / (SEEDS.length * DAYS.length)); turn++) {
      const no = KINDS[(seed * 3 + d + turn * 4) % KINDS.length]!
      let planted = plant(base, no, seed * 1000 + d * 10)
      for (
        let again = 1;
        again < 10 && planted.stage !== null && !planted.mix && worth(base, planted) < LEAST_CARS;
        again++
      )
        planted = plant(base, no, seed * 1000 + d * 10 + again)
      const tally = kinds.get(no)!
      if (planted.stage !== null && !planted.mix && worth(base, planted) < LEAST_CARS) {
        tally.small++
        continue
      }
      tally.asked++
      const causes = ask(planted.ledger, planted.silent)
      if (isNamed(planted, causes)) tally.named++
      else if (!values.json)
        console.log(
          `missed ${seed} ${day} ${planted.text}, worth ${worth(base, planted)}: ${causes.slice(0, 3).map(say).join('; ') || 'nothing'}`,
        )
    }
  })
})
const asked = [...kinds.values()].reduce((all, one) => all + one.asked, 0)
const named = [...kinds.values()].reduce((all, one) => all + one.named, 0)
console.log(
  JSON.stringify({
    bench: 'incidents',
    script: own,
    asked,
    named: named / asked,
    kinds: Object.fromEntries(kinds),
    quiet_days: quiet.asked,
    quiet: 1 - quiet.raised / quiet.asked,
    seconds: Math.round((performance.now() - began) / 1000),
  }),
)
