import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Seen } from './alerts/planted.ts'
import type { Asked } from './alerts/run.ts'

/**
 * The demo world's own stream through the real watcher, several times a day of a clock that is moved: how often it is wrong
 * where nothing was planted, and which of the planted incidents it tells, when and in which words.
 */
const { values } = parseArgs({
  options: { json: { type: 'boolean' }, short: { type: 'boolean' }, keep: { type: 'string' } },
})
const TODAY = '2026-11-23'
const UNTIL = '2026-11-24'
const ALL = [1, 2, 3, 4, 5, 6, 7, 8]
type Named = Omit<Asked, 'folder'> & { name: string }

const WORLDS: readonly Named[] = [
  { name: 'quiet-3', seed: 3, incidents: [], today: TODAY, told: '2025-06-01', full: '2026-07-15', from: '2026-08-01', until: UNTIL },
  { name: 'quiet-7', seed: 7, incidents: [], today: TODAY, told: '2025-06-01', full: UNTIL, from: '2026-08-01', until: UNTIL },
  { name: 'incidents-3', seed: 3, incidents: ALL, today: TODAY, told: '2025-10-01', full: '2026-08-14', from: '2026-10-14', until: UNTIL },
] // prettier-ignore
/** Fewer weeks of the past and of watching; what a month's own size is, such a maker does not know yet. */
const SHORT: readonly Named[] = [
  { name: 'short', seed: 3, incidents: [2, 6, 7], today: TODAY, told: '2026-08-20', full: UNTIL, from: '2026-11-01', until: UNTIL },
] // prettier-ignore

interface Answer {
  seed: number
  entries: number
  days: number
  loud_days: number
  raised: string[]
  seen: Seen[]
  seconds: number
}

function run({ name, ...asked }: Named): Answer {
  const body = { ...asked, ...(values.keep && { folder: join(values.keep, name) }) } satisfies Asked
  const { status, stdout } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'tests/bench/alerts/run.ts', JSON.stringify(body)],
    { stdio: ['ignore', 'pipe', values.json ? 'ignore' : 'inherit'], encoding: 'utf8', maxBuffer: 1 << 26 },
  )
  if (status !== 0) throw new Error(`${name} did not end well`)
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Answer
}

const answers = (values.short ? SHORT : WORLDS).map((world) => ({ world, answer: run(world) }))
const quiet = answers.filter(({ world }) => world.incidents.length === 0).map(({ answer }) => answer)
const total = (of: (answer: Answer) => number): number => quiet.reduce((all, answer) => all + of(answer), 0)
const days = total((answer) => answer.days)
const raised = total((answer) => answer.raised.length)
const seen = answers.flatMap(({ answer }) => answer.seen)
const others = answers.filter(({ world }) => world.incidents.length > 0).flatMap(({ answer }) => answer.raised)
process.stdout.write(
  `${JSON.stringify({
    bench: 'alerts',
    quiet_weeks: Math.round((days / 7) * 10) / 10,
    raised,
    a_week: days > 0 ? Math.round((raised / (days / 7)) * 100) / 100 : null,
    quiet_days: days > 0 ? Math.round((1 - total((answer) => answer.loud_days) / days) * 1000) / 1000 : null,
    seen,
    others,
    seconds: answers.reduce((all, { answer }) => all + answer.seconds, 0),
  })}\n`,
)
