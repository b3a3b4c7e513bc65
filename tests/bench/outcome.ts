/**
 * How honestly effects are measured: worlds in which the effect is known (none, small, large), of eleven kinds of
 * difficulty. Reports how often the 90 % interval held the truth, how often an effect was claimed where there was none,
 * and the error (root of the mean square of the relative effect) beside before/after and a plain two-group difference.
 * The last line is one JSON object.
 *   npm run bench -- outcome [--short] [--worlds 500] [--seed 500000] [--json]
 */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { estimate } from '#domain/outcome/estimate.ts'
import { matchControls } from '#domain/outcome/match.ts'
import { beforeAfter, twoGroups } from './outcome-plain.ts'
import { KINDS, LIFTS, outcomeWorld, type Lift } from './outcome-worlds.ts'

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    worlds: { type: 'string' },
    seed: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const worlds = Number(values.worlds ?? (values.short ? 66 : 500))
/** The constants of domain/outcome were set on worlds 100,000 to 100,439, 200,000 to 200,439 and 2,000,000 to 2,002,199. */
const seed = Number(values.seed ?? 500_000)
const say = (line: string): void => void (values.json || process.stdout.write(`${line}\n`))

interface Score {
  cases: number
  covered: number
  /** Intervals without zero. */
  claimed: number
  /** Pre-trends found broken; none is. */
  broken: number
  synthetic: number
  /** Sums of squared errors. */
  ours: number
  before: number
  groups: number
}

const scores = new Map<string, Score>()
const none = (): Score => ({ cases: 0, covered: 0, claimed: 0, broken: 0, synthetic: 0, ours: 0, before: 0, groups: 0 })
let [quiet, quietClaims] = [0, 0]
/** Worlds whose treated had a course of their own before the start: how often that is noticed. */
let [parted, noticed] = [0, 0]

const began = performance.now()
for (let no = 0; no < worlds; no++) {
  for (const lift of Object.keys(LIFTS) as Lift[]) {
    const { kind, panel, treated, truth } = outcomeWorld(seed + no, lift)
    const controls = matchControls(panel, treated).map(({ id }) => id)
    const found = estimate(panel, { treated, controls })
    if (!found) throw new Error(`world ${seed + no} has nothing to compare`)
    const { relative, placebo, pretrend, method } = found
    for (const name of ['all', lift, kind]) {
      const score = scores.get(name) ?? none()
      scores.set(name, score)
      score.cases++
      score.covered += Number(relative.low <= truth && truth <= relative.high)
      score.claimed += Number(relative.low > 0 || relative.high < 0)
      score.broken += Number(pretrend?.broken ?? false)
      score.synthetic += Number(method === 'synthetic')
      score.ours += (relative.value - truth) ** 2
      score.before += (beforeAfter(panel, treated) - truth) ** 2
      score.groups += (twoGroups(panel, treated) - truth) ** 2
    }
    if (lift !== 'zero') continue
    if (placebo) {
      quiet++
      quietClaims += Number(placebo.chance <= 0.1)
    }
    const drifting = outcomeWorld(seed + no, lift, 0.03)
    const again = estimate(drifting.panel, {
      treated,
      controls: matchControls(drifting.panel, treated).map(({ id }) => id),
    })
    parted++
    noticed += Number(again?.pretrend?.broken ?? false)
  }
}

const share = (part: number, whole: number): number => Number((part / Math.max(1, whole)).toFixed(3))
const root = (squares: number, cases: number): number => Number(Math.sqrt(squares / cases).toFixed(4))
const figures = ({ cases, covered, claimed, broken, synthetic, ours, before, groups }: Score) => ({
  cases,
  covered: share(covered, cases),
  claimed: share(claimed, cases),
  pretrend_broken: share(broken, cases),
  synthetic: share(synthetic, cases),
  rmse: root(ours, cases),
  before_after_rmse: root(before, cases),
  two_group_rmse: root(groups, cases),
})
const names = ['all', ...Object.keys(LIFTS), ...KINDS]
const told = Object.fromEntries(names.flatMap((name) => (scores.has(name) ? [[name, figures(scores.get(name)!)]] : [])))

const percent = (part: number): string => `${(part * 100).toFixed(1)} %`.padStart(8)
say(`${worlds} worlds × none, small (${LIFTS.small * 100} %), large (${LIFTS.large * 100} %)`)
say(`${''.padEnd(16)} cases  covered  claimed     rmse  bef/aft   groups  synthetic  pretrend broken`)
for (const [name, f] of Object.entries(told)) {
  const columns = [f.covered, f.claimed, f.rmse, f.before_after_rmse, f.two_group_rmse, f.synthetic, f.pretrend_broken]
  say(`${name.padEnd(16)} ${String(f.cases).padStart(5)} ${columns.map(percent).join(' ')}`)
}
say(`placebo in space at most 0.1 without any effect: ${percent(share(quietClaims, quiet))}`)
say(`treated that drift apart by 3 % a week found out by the pre-trend: ${percent(share(noticed, parted))}`)

/** What has to hold; the short form has too few worlds to tell a tenth from a seventh. */
const slack = values.short ? 0.06 : 0
const faults: string[] = []
for (const name of ['all', ...Object.keys(LIFTS)]) {
  const { covered, rmse, before_after_rmse, two_group_rmse } = told[name]!
  if (covered < 0.85 - slack || covered > 0.95 + slack) faults.push(`${name}: ${percent(covered)} covered`)
  if (rmse >= before_after_rmse || rmse >= two_group_rmse) faults.push(`${name}: the error is not the smallest`)
}
/**
 * One sort of world alone: the same bounds, but for what its worlds leave to chance (99.9 %). The three effects of a world
 * share its chance, so worlds count and not cases.
 */
for (const name of KINDS) {
  if (!told[name]) continue
  const own = told[name].cases / Object.keys(LIFTS).length
  const chance = (bound: number): number => 3.1 * Math.sqrt((bound * (1 - bound)) / own)
  const { covered } = told[name]
  if (covered < 0.85 - chance(0.85) || covered > 0.95 + chance(0.95))
    faults.push(`${name}: ${percent(covered)} covered`)
}
if (told['zero']!.claimed > 0.1 + slack) faults.push(`false alarms: ${percent(told['zero']!.claimed)}`)
for (const fault of faults) say(fault)
if (faults.length > 0) process.exitCode = 1
const seconds = Math.round((performance.now() - began) / 1000)
process.stdout.write(
  `${JSON.stringify({ bench: 'outcome', worlds, seed, interval: 0.9, told, placebo_false: share(quietClaims, quiet), drift_noticed: share(noticed, parted), faults, seconds })}\n`,
)
