import { parse } from 'csv-parse/sync'
import { Refusal, quote } from '#domain/errors.ts'
import { isKind, kindOf, type Kind } from '#domain/kinds.ts'
import { readCode, readDate, readInstant } from '#domain/value.ts'

/** What a source counted itself: its events of a kind on a business day, at a dealer or (`null`) at all of them. */
export interface TheirCount {
  source: string
  day: string
  kind: Kind
  dealer_id: string | null
  theirs: number
}

export interface ReconcileSpec {
  rows: TheirCount[]
  /** Epoch ms; `null` compares with what is known now. */
  known_at: number | null
}

const MOST_ROWS = 5_000
const bad = (message: string, path: string): Refusal => new Refusal('bad_spec', message, { path })

/** Reads `POST /api/health/reconcile`: `{rows|csv, known_at?}`, or the CSV itself. Throws `bad_spec` naming the row. */
export function readReconcile(raw: unknown): ReconcileSpec {
  if (typeof raw === 'string') return readReconcile({ csv: raw })
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw bad('the body is neither JSON nor CSV', '')
  const { rows, csv, known_at, ...rest } = raw as Record<string, unknown>
  for (const name in rest) throw bad(`no part of a reconciliation is called ${quote(name)}`, name.slice(0, 60))
  const given = rows ?? (typeof csv === 'string' ? readCsv(csv) : undefined)
  if (!Array.isArray(given) || given.length === 0) throw bad('rows is not a list of counts, and csv holds none', 'rows')
  if (given.length > MOST_ROWS) throw bad(`there are ${given.length} rows, at most ${MOST_ROWS} are compared`, 'rows')
  const at =
    known_at === undefined || known_at === null ? null : asSpec(() => readInstant(known_at, 'known_at'), 'known_at')
  return { rows: given.map(readRow), known_at: at }
}

function readRow(raw: unknown, i: number): TheirCount {
  const path = `rows[${i}]`
  if (typeof raw !== 'object' || raw === null) throw bad(`${path} is not an object`, path)
  const { source, day, kind, dealer_id, count } = raw as Record<string, unknown>
  const theirs = typeof count === 'string' && /^\d+$/.test(count.trim()) ? Number(count) : count
  if (!Number.isSafeInteger(theirs) || (theirs as number) < 0)
    throw bad(`${path}.count ${quote(count)} is not a whole number`, `${path}.count`)
  if (!isKind(kind) || kindOf(kind).derived)
    throw bad(`${path}.kind ${quote(kind)} is none that a source sends`, `${path}.kind`)
  const code = asSpec(() => readCode(source, `${path}.source`), `${path}.source`)
  if (code === '') throw bad(`${path}.source is missing`, `${path}.source`)
  return {
    source: code,
    day: asSpec(() => readDate(day, `${path}.day`), `${path}.day`),
    kind,
    dealer_id: asSpec(() => readCode(dealer_id, `${path}.dealer_id`), `${path}.dealer_id`) || null,
    theirs: theirs as number,
  }
}

/** A value that does not fit is a mistake in the question here, whatever it is at the door. */
function asSpec<T>(work: () => T, path: string): T {
  try {
    return work()
  } catch (thrown) {
    if (thrown instanceof Refusal) throw bad(thrown.message, path)
    throw thrown
  }
}

const COLUMNS = ['source', 'day', 'kind', 'count']

/** Reads CSV with a head line; commas, semicolons and tabs divide alike. */
function readCsv(text: string): unknown[] {
  let rows: unknown[]
  try {
    rows = parse(text, { columns: true, bom: true, trim: true, skip_empty_lines: true, delimiter: [',', ';', '\t'] })
  } catch (cause) {
    throw new Refusal('bad_spec', `the CSV cannot be read: ${(cause as Error).message.slice(0, 200)}`, { path: 'csv', cause }) // prettier-ignore
  }
  const absent = rows[0] ? COLUMNS.find((name) => !(name in (rows[0] as object))) : undefined
  if (absent) throw bad(`the CSV has no column ${absent}; it needs ${COLUMNS.join(', ')} and may have dealer_id`, 'csv')
  return rows
}

/** Which refused rows an address or a body means. Throws `bad_spec`. */
export function readRejectFilter(raw: unknown): { ids?: number[]; code?: string; source?: string } {
  const given = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>
  const filter: { ids?: number[]; code?: string; source?: string } = {}
  if (given['ids'] !== undefined) {
    const ids = given['ids']
    if (!Array.isArray(ids) || ids.length > MOST_ROWS || !ids.every((id) => Number.isSafeInteger(id)))
      throw bad(`ids is not a list of at most ${MOST_ROWS} numbers`, 'ids')
    filter.ids = ids as number[]
  }
  for (const name of ['code', 'source'] as const) {
    const word = given[name]
    if (word === undefined || word === '') continue
    if (typeof word !== 'string' || word.length > 200) throw bad(`${name} is not text`, name)
    filter[name] = word
  }
  return filter
}

/** A whole number of an address or a body, within bounds. Throws `bad_spec`. */
export function readNumber(
  raw: unknown,
  path: string,
  [least, most]: readonly [number, number],
  absent: number,
): number {
  if (raw === undefined || raw === null || raw === '') return absent
  const number = Number(raw)
  if (!Number.isInteger(number) || number < least || number > most)
    throw bad(`${path} ${quote(raw)} is not an integer from ${least} to ${most}`, path)
  return number
}
