import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { locateDeviations } from '#domain/diagnosis/deviation.ts'
import type { Step } from '#domain/diagnosis/expectation.ts'
import { latticeOf, type Lattice, type Segment } from '#domain/diagnosis/lattice.ts'
import { locateShifts } from '#domain/diagnosis/counts.ts'
import { lostShare, worth } from '#domain/diagnosis/worth.ts'

interface Instance {
  id: string
  dims: string[]
  measure: 'additive' | 'ratio' | 'funnel'
  file: string
}

interface Prediction {
  root_causes?: Segment[]
  funnel_causes?: { segment: Segment; step: string }[]
  time_s: number
}

const STAGES = ['traffic', 'leads', 'visits', 'orders', 'deals']
const STEPS = ['traffic', 'lead_rate', 'visit_rate', 'order_rate', 'deal_rate']
/** Of a falling rate, segments that carry a smaller part of the fall are left out. */
const LEAST_PART = 0.1

/** The leaves of one instance: a gzip CSV, dimensions first. */
function read({ file, dims }: Instance, dir: string) {
  const lines = gunzipSync(readFileSync(join(dir, file)))
    .toString()
    .trim()
    .split(/\r?\n/)
  const [head, ...rows] = lines.map((line) => line.split(','))
  const at = dims.map((dim) => head!.indexOf(dim))
  const column = (name: string): Float64Array => {
    const i = head!.indexOf(name)
    if (i < 0) throw new Error(`${file} has no column ${name}`)
    return Float64Array.from(rows, (row) => Number(row[i]))
  }
  return { rows: rows.map((row) => at.map((i) => row[i]!)), column }
}

type Column = (name: string) => Float64Array

function additive(lattice: Lattice, column: Column): Segment[] {
  return locateDeviations(lattice, column('real'), column('predict')).map(({ segment }) => segment)
}

/** Ratios of whole numbers are counts of successes among trials; of other numbers, amounts. */
function ratio(lattice: Lattice, column: Column): Segment[] {
  const [a, b, pa, pb] = [column('real_a'), column('real_b'), column('predict_a'), column('predict_b')]
  if (![a, b].every((values) => values.every(Number.isInteger))) {
    const of = (x: Float64Array, y: Float64Array) => x.map((value, leaf) => value / y[leaf]!)
    return locateDeviations(lattice, of(a, b), of(pa, pb)).map(({ segment }) => segment)
  }
  const steps: Step[] = [{ name: 'rate', baseline: pa, actual: a, before: { baseline: pb, actual: b } }]
  const falls = locateShifts(lattice, steps).filter(({ actual, expected }) => actual < expected)
  const lost = falls.reduce((all, { actual, expected }) => all + expected - actual, 0)
  return falls
    .filter(({ actual, expected }, i) => i === 0 || expected - actual > LEAST_PART * lost)
    .map(({ segment }) => segment)
}

function funnel(lattice: Lattice, column: Column): { segment: Segment; step: string }[] {
  const [baseline, actual] = ['b_', 'r_'].map((of) => STAGES.map((stage) => column(of + stage)))
  const steps = STEPS.map((name, s): Step => ({
    name,
    baseline: baseline![s]!,
    actual: actual![s]!,
    ...(s > 0 && { before: { baseline: baseline![s - 1]!, actual: actual![s - 1]! } }),
  }))
  return locateShifts(lattice, steps)
    .filter((shift) => lostShare(shift) > 0)
    .sort((one, other) => worth(lattice, steps, other) - worth(lattice, steps, one))
    .map(({ segment, step }) => ({ segment, step }))
}

const { values } = parseArgs({
  options: {
    dir: { type: 'string' },
    out: { type: 'string' },
    json: { type: 'boolean' },
    short: { type: 'boolean' },
  },
})
const dir = values.dir ?? ''
if (!existsSync(join(dir, 'index.json'))) {
  console.error('Name the folder that holds index.json: npm run bench -- rca --dir FOLDER [--out predictions.json]')
  process.exit(1)
}
const index = JSON.parse(readFileSync(join(dir, 'index.json'), 'utf8')) as Instance[]
const predictions: Record<string, Prediction> = {}
for (const instance of values.short ? index.filter((_, i) => i % 8 === 0) : index) {
  const { rows, column } = read(instance, dir)
  const began = performance.now()
  const lattice = latticeOf(instance.dims, rows)
  const causes =
    instance.measure === 'funnel'
      ? { funnel_causes: funnel(lattice, column) }
      : { root_causes: instance.measure === 'ratio' ? ratio(lattice, column) : additive(lattice, column) }
  predictions[instance.id] = { ...causes, time_s: (performance.now() - began) / 1_000 }
}
if (values.out) writeFileSync(values.out, JSON.stringify(predictions, null, 1))
const times = Object.values(predictions)
  .map(({ time_s }) => time_s)
  .sort((a, b) => a - b)
const at = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? null
console.log(JSON.stringify({ bench: 'rca', instances: times.length, median_s: at(0.5), p95_s: at(0.95), max_s: at(1) }))
