/**
 * How good the forecast of a unit's end is: on held-back months of the demo world, and on the real year 2017 of
 * `ccf2019-china-province-car-sales` with 2016 as the only history. Reports how many ends lay in the 80 % interval and
 * the error (sum of what was missed ÷ sum of what came) beside the naive run-rate. The last line is one JSON object.
 *   npm run bench -- forecast [--short] [--months 12] [--seed 3] [--json]
 * The real data set is read from the folder `WARROOM_DATASETS`; without it that part is left out by name.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { DEMO_SEED } from '#ingest/sources/simulator/world.ts'
import { demoWorld } from './forecast-demo.ts'
import { provinceYear, SALES_FILE } from './forecast-provinces.ts'
import { scoreReplay, type Replay, type Score } from './forecast-score.ts'

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    months: { type: 'string' },
    seed: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const months = Number(values.months ?? (values.short ? 2 : 12))
const say = (line: string): void => void (values.json || process.stdout.write(`${line}\n`))
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`.padStart(7)

function report(title: string, replay: Replay): Record<string, ReturnType<typeof figures>> {
  say(`${title}\n  ${'level'.padEnd(22)} ${'cases'.padStart(6)}  covered    below    error  run-rate    width`)
  const scores = scoreReplay(replay)
  for (const [name, score] of scores) say(`  ${name.padEnd(22)} ${String(score.cases).padStart(6)}  ${line(score)}`)
  const rounded = [...scores].map(([name, score]) => [name, figures(score)] as const)
  return Object.fromEntries(rounded)
}

const line = ({ cases, covered, below, missed, naive, came, width }: Score): string =>
  [covered / cases, below / cases, missed / came, naive / came, width / came].map(percent).join('  ')

const figures = ({ cases, covered, missed, naive, came }: Score) => ({
  cases,
  covered: Number((covered / cases).toFixed(3)),
  error: Number((missed / came).toFixed(4)),
  run_rate_error: Number((naive / came).toFixed(4)),
})

/** Coverage that an 80 % interval may honestly have, where there are cases enough to tell. */
const HONEST = { from: 0.75, to: 0.88, cases: 200 }
const faults: string[] = []

/** Every level as a whole beats the run-rate, and covers what it claims; the short form has too few months for that. */
function judge(title: string, levels: Record<string, ReturnType<typeof figures>>): void {
  for (const [name, { cases, covered, error, run_rate_error }] of Object.entries(levels)) {
    if (/\d/.test(name)) continue
    if (error >= run_rate_error) faults.push(`${title}, ${name}: the error is not below the run-rate’s`)
    const told = cases >= HONEST.cases && !values.short
    if (told && (covered < HONEST.from || covered > HONEST.to))
      faults.push(`${title}, ${name}: ${percent(covered)} covered`)
  }
}

const began = performance.now()
const seed = Number(values.seed ?? DEMO_SEED)
const demo = report(`demo world, deliveries, the last ${months} months held back`, demoWorld(months, seed))
judge('demo world', demo)
const file = join(process.env['WARROOM_DATASETS'] ?? '', SALES_FILE)
const real = existsSync(file)
  ? report('China 2017 by province, the year forecast month by month', provinceYear(file))
  : null
if (real) judge('China 2017', real)
else say(`${SALES_FILE} is not there: set WARROOM_DATASETS to the folder of the data sets`)
for (const fault of faults) say(fault)
if (faults.length > 0) process.exitCode = 1
const seconds = Math.round((performance.now() - began) / 1000)
process.stdout.write(
  `${JSON.stringify({ bench: 'forecast', months, seed, interval: 0.8, demo, ...(real && { ccf2019: real }), faults, seconds })}\n`,
)
