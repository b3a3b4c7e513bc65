import { Refusal } from '#domain/errors.ts'
import { changeOf, flipOf, type Changes, type Flip } from '#domain/flip.ts'
import { stateRanges, type Plan } from '#domain/plan.ts'
import { ALIGNMENTS, type Alignment } from '#domain/range.ts'
import { scopeKey, type Scope } from '#domain/scope.ts'
import type { Ranges, Row } from '#domain/view.ts'
import type { Asker, AskerOptions } from './ask.ts'

type Compared = 'previous' | 'last_year'
const COMPARED: readonly Compared[] = ['previous', 'last_year']

/** How a question's total changed under every alignment. */
export interface Alignments {
  seq: number
  as_of: string
  /** The alignment that the question asked for: what a flip is told against. */
  align: Alignment
  ranges: Partial<Record<Alignment, Ranges>>
  /** Measure → comparison → alignment → current minus comparison. */
  changes: Record<string, Partial<Record<Compared, Changes>>>
  flips: Flip[]
}

/** A badge need not be newer; screens that show the same total share one reading. */
const REMEMBERED_MS = 20_000
const MOST_REMEMBERED = 200

/**
 * Answers the same question under every alignment, by its total alone: `by`, `order`, `limit` and targets are left
 * aside. `lunar` exists for `last_year` only. Throws what a question throws, and `bad_spec` without a comparison.
 */
export function createAlignments(
  options: AskerOptions,
  asker: Asker,
): (raw: unknown, scope: Scope) => Promise<Alignments> {
  const known = new Map<string, { at: number; answer: Promise<Alignments> }>()
  return async (raw, scope) => {
    const now = options.now()
    const asked = asker.plan(raw, scope, now)
    const compare = COMPARED.filter((name) => asked.spec.compare.includes(name))
    if (compare.length === 0)
      throw new Refusal('bad_spec', 'compare names neither previous nor last_year', { path: 'compare' })
    const plain = { ...(raw as object), compare, by: [], order: [], limit: 1 }
    const key = JSON.stringify([scopeKey(scope), { ...asked.spec, compare, by: [], order: [], limit: 1 }])
    const last = known.get(key)
    if (last && now - last.at < REMEMBERED_MS) return last.answer
    const tried = ALIGNMENTS.filter((align) => align !== 'lunar' || compare.includes('last_year'))
    const plans = tried.map((align) => [align, asker.plan({ ...plain, align }, scope, now)] as const)
    const answer = compareAll(options, asker, asked.spec.align, plans)
    if (known.size >= MOST_REMEMBERED) known.clear()
    known.set(key, { at: now, answer })
    answer.catch(() => known.delete(key))
    return answer
  }
}

async function compareAll(
  options: AskerOptions,
  asker: Asker,
  align: Alignment,
  plans: readonly (readonly [Alignment, Plan])[],
): Promise<Alignments> {
  const seq = options.head()
  const organisation = options.organisation()
  const totals = new Map<string, Omit<Row, 'key'>>()
  const as_of = options.zone.iso(plans[0]![1].as_of)
  const made: Alignments = { seq, as_of, align, ranges: {}, changes: {}, flips: [] }
  for (const [name, plan] of plans) {
    // Alignments often come to the same ranges: a whole month is a whole month.
    const ranges = JSON.stringify(plan.ranges)
    const total =
      totals.get(ranges) ?? asker.result(plan, await asker.cells(plan, seq, organisation), seq, organisation).total
    totals.set(ranges, total)
    made.ranges[name] = stateRanges(plan)
    for (const { name: measure } of plan.measures) {
      for (const compare of COMPARED) {
        if (!plan.ranges[compare] || (name === 'lunar' && compare === 'previous')) continue
        const changes = ((made.changes[measure] ??= {})[compare] ??= {})
        changes[name] = changeOf(measure, total.current, total[compare])
      }
    }
  }
  for (const [measure, compared] of Object.entries(made.changes)) {
    for (const [compare, changes] of Object.entries(compared) as [Compared, Changes][]) {
      const shown = align === 'lunar' && compare === 'previous' ? 'elapsed' : align
      const flip = flipOf(measure, compare, shown, changes)
      if (flip) made.flips.push(flip)
    }
  }
  return made
}
