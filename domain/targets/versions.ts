import type { Target } from '../streams.ts'
import { byVersion, levelOfTarget, recordText, type Level, type TargetKind } from './book.ts'

/** One issue of the targets of a measure for a period, and what has become of it. */
export interface TargetVersion {
  measure: string
  kind: TargetKind
  from: string
  to: string
  /** As it was sent; `null` for records without one, which are the oldest. */
  version: string | null
  /** Records for all models together, by level: how many, and their sum. */
  levels: Partial<Record<Level, { records: number; value: number }>>
  /** All records, those by model among them. */
  records: number
  /** Of them, those that still stand; the others have a newer version of the same place and model. */
  standing: number
  /** The versions that stand in the place of the others, newest first. */
  superseded_by: string[]
}

/** Every version of every target, newest period first, newest version first. */
export function versionsOf(targets: readonly Target[]): TargetVersion[] {
  const newest = new Map<string, Target>()
  for (const target of targets) {
    const other = newest.get(recordText(target))
    if (!other || byVersion(target, other) >= 0) newest.set(recordText(target), target)
  }
  const issues = new Map<string, { issue: TargetVersion; by: Map<string, Target>; sample: Target }>()
  for (const target of targets) {
    const { measure, kind, from, to } = target
    const version = target.version === undefined ? null : String(target.version)
    const text = JSON.stringify([measure, kind, from, to, version])
    const issue: TargetVersion = {
      measure,
      kind,
      from,
      to,
      version,
      levels: {},
      records: 0,
      standing: 0,
      superseded_by: [],
    }
    const own = issues.get(text) ?? { issue, by: new Map<string, Target>(), sample: target }
    issues.set(text, own)
    own.issue.records++
    if (!target.model) {
      const level = (own.issue.levels[levelOfTarget(target)] ??= { records: 0, value: 0 })
      level.records++
      level.value += target.value
    }
    const stands = newest.get(recordText(target))!
    if (stands.version === target.version) own.issue.standing++
    else own.by.set(String(stands.version), stands)
  }
  const listed = [...issues.values()].sort(({ sample: a }, { sample: b }) => byIssue(a, b))
  return listed.map(({ issue, by }) => {
    const above = [...by].sort(([, a], [, b]) => byVersion(b, a)).map(([version]) => version)
    return { ...issue, superseded_by: above }
  })
}

const byIssue = (a: Target, b: Target): number =>
  compare(b.from, a.from) ||
  compare(b.to, a.to) ||
  compare(a.measure, b.measure) ||
  compare(a.kind, b.kind) ||
  byVersion(b, a)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
