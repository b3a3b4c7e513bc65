import { CHECK_NAMES, type CheckName } from '#domain/doubts/checks.ts'
import { DIMENSIONS } from '#domain/dimensions.ts'
import { Refusal, quote } from '#domain/errors.ts'
import { isDealerDimension } from '#domain/organisation.ts'

/** What a look for doubts is asked with: parts of a question, and the checks that are wanted. */
export interface DoubtsSpec {
  /** As `POST /api/query` reads it: period, where, org, as_of, known_at. */
  question: Record<string, unknown>
  checks: readonly CheckName[]
}

const PARTS = ['period', 'where', 'org', 'as_of', 'known_at']
const bad = (message: string, path: string): Refusal => new Refusal('bad_spec', message, { path })

/** Reads `POST /api/doubts`. Throws `bad_spec`; what a question's own parts hold is read with the question. */
export function readDoubts(raw: unknown): DoubtsSpec {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw bad('the body is not a JSON object', '')
  const { checks, ...question } = raw as Record<string, unknown>
  for (const name in question)
    if (!PARTS.includes(name)) throw bad(`no part of this question is called ${quote(name)}`, name.slice(0, 60))
  const where = question['where'] ?? {}
  for (const name in where as object) {
    // Traffic and silence know neither model nor channel: a check narrowed by them would divide unlike things.
    if (name !== 'dealer_id' && name !== 'advisor_id' && !isDealerDimension(name as never))
      throw bad(`doubts are asked by place, dealer or advisor, not by ${quote(name)}`, `where.${name.slice(0, 60)}`)
  }
  return { question, checks: readChecks(checks) }
}

/**
 * Reads `GET /api/doubts?period=…&region=…`: `period` by name or `from` and `to`; every dimension by its name, several
 * values by repeating it; `check` for some of the checks.
 */
export function readQuery(query: Readonly<Record<string, unknown>>): DoubtsSpec {
  const body: Record<string, unknown> = {}
  const where: Record<string, unknown> = {}
  const { from, to, check, ...rest } = query
  if (from !== undefined || to !== undefined) body['period'] = { from, to }
  if (check !== undefined) body['checks'] = [check].flat()
  for (const [name, value] of Object.entries(rest)) {
    if (name === 'where') Object.assign(where, parse(value))
    else if (Object.hasOwn(DIMENSIONS, name)) where[name] = [value].flat()
    else body[name] = value
  }
  return readDoubts({ ...body, ...(Object.keys(where).length > 0 && { where }) })
}

function parse(text: unknown): object {
  try {
    const value: unknown = JSON.parse(String(text))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {
    // Told below.
  }
  throw bad('where is not a JSON object', 'where')
}

function readChecks(raw: unknown): readonly CheckName[] {
  if (raw === undefined || raw === null) return CHECK_NAMES
  if (!Array.isArray(raw)) throw bad('checks is not a list', 'checks')
  return raw.map((name, i) => {
    if (!CHECK_NAMES.includes(name as CheckName)) throw bad(`no check is called ${quote(name)}`, `checks[${i}]`)
    return name as CheckName
  })
}
