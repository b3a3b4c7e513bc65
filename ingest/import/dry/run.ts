import { Refusal } from '#domain/errors.ts'
import { organise, type ReferenceRows } from '#domain/organisation.ts'
import { openZone } from '#domain/zone.ts'
import type { Target } from '../mapping/field.ts'
import type { Gauge } from '../read/bytes.ts'
import { isBroken } from '../read/row.ts'
import type { Watch } from '../run.ts'
import type { Source } from '../source.ts'
import { addRejects, emptyTally, type Reject, type Tally } from '../tally.ts'
import { checkRow, type Checked } from './check.ts'
import { countSurvivors, type MonthTotal } from './survivors.ts'

/** What an import would do. */
export interface Rehearsal {
  tally: Tally
  /** The first rows of which something is made, and what; persons masked. */
  first: { line: number; rows: Record<string, unknown>[] }[]
  totals: MonthTotal[]
  /** Rows that repeat an id. */
  repeated: number
  complete: boolean
  /** Codes that the war room does not know, most frequent first; undefined when it was not reached. */
  unknown: Record<keyof Checked['codes'], [code: string, rows: number][]> | undefined
  /** The first rejects. */
  rejects: Reject[]
}

export interface RehearsalOptions {
  zone: string
  now: number
  source: string
  reference: ReferenceRows | undefined
  watch: Watch
}

const FIRST_ROWS = 10
const FIRST_REJECTS = 20
const PERSONAL = ['customer', 'same_as', 'vin']

/** Reads a whole file and books nothing. Throws ImportFault. */
export async function rehearse(source: Source, target: Target, options: RehearsalOptions): Promise<Rehearsal> {
  const tally = emptyTally()
  const gauge: Gauge = { read: 0 }
  const rules = { now: options.now, zone: openZone(options.zone), source: options.source }
  const survivors = countSurvivors()
  const codes = { dealers: new Map(), advisors: new Map(), models: new Map(), channels: new Map() } as Codes
  const first: Rehearsal['first'] = []
  const rejects: Reject[] = []
  const reject = (one: Reject): void => {
    addRejects(tally, [one])
    if (rejects.length < FIRST_REJECTS) rejects.push(one)
  }
  for await (const rows of source.rows(gauge)) {
    for (const row of rows) {
      tally.rows++
      if (isBroken(row)) {
        reject({ line: row.line, code: 'bad_body', message: row.fault })
        continue
      }
      const made = source.mapper.make(row.cells)
      if (made.length === 0) tally.skipped++
      if (made.length > 0 && first.length < FIRST_ROWS)
        first.push({ line: row.line, rows: made.flatMap((one) => (one.row ? [masked(one.row)] : [])) })
      for (const one of made) {
        const fault = one.row ? trial(one.row) : one.fault
        if (fault) reject({ line: row.line, code: fault.code, message: fault.message })
      }
    }
    options.watch.moved(gauge, tally)
  }
  const totals = survivors.totals()
  const unknown = options.reference && unknownCodes(codes, options.reference)
  return { tally, first, totals, repeated: survivors.repeated(), complete: survivors.complete(), unknown, rejects }

  function trial(row: Record<string, unknown>): Refusal | undefined {
    try {
      const checked = checkRow(target, row, rules)
      tally.sent++
      survivors.add(checked)
      for (const name of NAMES) if (checked.codes[name]) count(codes[name], checked.codes[name])
      return undefined
    } catch (fault) {
      if (fault instanceof Refusal) return fault
      throw fault
    }
  }
}

type Codes = Record<keyof Checked['codes'], Map<string, number>>
const NAMES = ['dealers', 'advisors', 'models', 'channels'] as const

const count = (counts: Map<string, number>, code: string): void => void counts.set(code, (counts.get(code) ?? 0) + 1)

const masked = (row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, PERSONAL.includes(name) ? '…' : value]))

function unknownCodes(codes: Codes, reference: ReferenceRows): NonNullable<Rehearsal['unknown']> {
  const organisation = organise(reference)
  const advisors = new Set(organisation.advisorCodes())
  const known: Record<(typeof NAMES)[number], (code: string) => boolean> = {
    dealers: (code) => organisation.dealerCode(code) !== undefined,
    advisors: (code) => advisors.has(code),
    models: (code) => organisation.model(organisation.modelCode(code)) !== undefined,
    channels: (code) => organisation.channel(organisation.channelCode(code)) !== undefined,
  }
  const list = (name: (typeof NAMES)[number]) =>
    [...codes[name]].filter(([code]) => !known[name](code)).sort((a, b) => b[1] - a[1])
  return { dealers: list('dealers'), advisors: list('advisors'), models: list('models'), channels: list('channels') }
}
