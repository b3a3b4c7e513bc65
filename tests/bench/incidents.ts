import { parseArgs } from 'node:util'
import { diagnose, type BareCause } from '#domain/diagnosis/diagnose.ts'
import { isLarge, isNamed, worth } from './incidents/judge.ts'
import { plant, type Planted } from './incidents/plant.ts'
import { openMaker, tellDay, type Base } from './incidents/quiet.ts'
import { script } from './incidents/script.ts'

/** Seeds on which nothing was tuned. */
const SEEDS = [151, 152, 153, 154, 155, 156, 157, 158, 159, 160]
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
const REGION = 0

const { values } = parseArgs({
  options: {
    short: { type: 'boolean' },
    json: { type: 'boolean' },
    'false-alarms': { type: 'string' },
    seeds: { type: 'string' },
  },
})
/** As in the product: one a month of daily questions, so that 3 % of quiet days are not silent. */
const falseAlarms = Number(values['false-alarms'] ?? 1)
const seeds = values.seeds ? values.seeds.split(',').map(Number) : values.short ? SHORT : SEEDS
const days = values.short ? DAYS.slice(-2) : DAYS

/** Asks for the whole maker, or for one region alone. */
function ask({ ledger, silent }: Pick<Planted, 'ledger' | 'silent'>, region?: string) {
  const leaves = ledger.leaves(silent, region === undefined ? undefined : (row) => row[REGION] === region)
  const { causes } = diagnose(leaves, { by: region === undefined ? 'region' : 'area', falseAlarms })
  return { leaves, causes }
}

const say = ({ segment, stage, of, units, evidence, expected, actual }: BareCause): string =>
  `${Object.values(segment).join('×')} ${stage} ${of} ${units.toFixed(1)} (${expected.toFixed(0)}→${actual}, ${evidence.toFixed(1)} nats)`

const NOBODY: ReadonlySet<string> = new Set()
const kinds = new Map(KINDS.map((no) => [no, { asked: 0, named: 0 }]))
const quiet = { asked: 0, raised: 0 }
/** The same, where the question is the planted region alone; of quiet days one region each. */
const regional = { asked: 0, named: 0, quiet_days: 0, raised: 0 }
const began = performance.now()
const own = { asked: 0, named: 0 }
const tell = (text: string, causes: readonly BareCause[]): void => {
  if (!values.json) console.log(`${text}: ${causes.slice(0, 3).map(say).join('; ') || 'nothing'}`)
}
for (const planted of values.seeds ? [] : script()) {
  const { leaves, causes } = ask(planted)
  own.asked++
  if (isNamed(planted, leaves, causes)) own.named++
  tell(`${planted.text}: ${isNamed(planted, leaves, causes) ? 'named' : 'missed'}`, causes)
}

/** Plants the first of the kinds, from the day's own on, of which one of ten variants is large enough. */
function plantOf(base: Base, seed: number, d: number): Planted | null {
  for (let skipped = 0; skipped < KINDS.length; skipped++) {
    const no = KINDS[(seed * 3 + d + skipped) % KINDS.length]!
    for (let again = 0; again < 10; again++) {
      const planted = plant(base, no, seed * 1000 + d * 10 + again)
      if (isLarge(base, planted)) return planted
    }
  }
  return null
}

seeds.forEach((seed) => {
  const maker = openMaker(seed)
  days.forEach((day, d) => {
    const base = tellDay(maker, day)
    const still = { ledger: base.ledger, silent: NOBODY }
    const raised = ask(still).causes
    quiet.asked++
    if (raised.length) quiet.raised++
    if (raised.length) tell(`quiet ${seed} ${day}`, raised)
    const regions = [...new Set(base.world.stores.map(({ place }) => place.region))]
    const region = regions[(seed + d) % regions.length]!
    const raisedThere = ask(still, region).causes
    regional.quiet_days++
    if (raisedThere.length) regional.raised++
    if (raisedThere.length) tell(`quiet ${seed} ${day} ${region} alone`, raisedThere)

    const planted = plantOf(base, seed, d)
    if (!planted) return
    const text = `${seed} ${day} ${planted.text}, worth ${worth(base, planted)}`
    const tally = kinds.get(planted.no)!
    const whole = ask(planted)
    tally.asked++
    if (isNamed(planted, whole.leaves, whole.causes)) tally.named++
    else tell(`missed ${text}`, whole.causes)
    if (planted.stage === null || planted.region === null) return
    const part = ask(planted, planted.region)
    regional.asked++
    if (isNamed(planted, part.leaves, part.causes)) regional.named++
    else tell(`missed ${text}, ${planted.region} alone`, part.causes)
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
    regional: {
      asked: regional.asked,
      named: regional.named / regional.asked,
      quiet_days: regional.quiet_days,
      quiet: 1 - regional.raised / regional.quiet_days,
    },
    seconds: Math.round((performance.now() - began) / 1000),
  }),
)
