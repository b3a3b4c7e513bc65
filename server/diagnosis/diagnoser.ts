import type { Cause, Diagnosis, StepPart } from '#domain/diagnosis/answer.ts'
import { diagnose, type BareCause, type Finding } from '#domain/diagnosis/diagnose.ts'
import type { Leaves } from '#domain/diagnosis/leaves.ts'
import { Refusal } from '#domain/errors.ts'
import type { Scope } from '#domain/scope.ts'
import type { ViewSpec } from '#domain/view.ts'
import type { Zone } from '#domain/zone.ts'
import { beyondFunnel, type Due } from './due.ts'
import { readDiagnosisSpec, type DiagnosisSpec } from './spec.ts'
import { createStudies, type Study, type StudyRooms } from './study.ts'
import { createMatrix, type Matrix } from './matrix.ts'
import type { Think } from './thinker.ts'
import { createWhatIf, type WhatIf } from './whatif.ts'
import { causesIn, joined, widened } from './wider.ts'

/** Says where and at which step sales are lost, for routes and for the rooms beside. All throw what a question throws. */
export interface Diagnoser {
  /** `POST /api/diagnose`. At most ten seconds old; the answer says of which sequence. */
  diagnose(raw: unknown, scope: Scope): Promise<Diagnosis>
  /** `POST /api/diagnose/matrix`: one step of a diagnosis by two dimensions. */
  matrix(raw: unknown, scope: Scope): Promise<Matrix>
  /** `POST /api/whatif`: what a step of a segment would bring at another rate. */
  whatIf(raw: unknown, scope: Scope): Promise<WhatIf>
}

export interface DiagnoserRooms extends StudyRooms {
  /** Who thinks a gap's leaves through; here and now when absent. */
  think?: Think
}

export function createDiagnoser(rooms: DiagnoserRooms): Diagnoser {
  const { think = diagnose } = rooms
  const study = createStudies(rooms)
  /** A study is answered once, however many screens ask for it. */
  const answered = new WeakMap<Study, Promise<Diagnosis>>()

  const answer = async (spec: DiagnosisSpec, scope: Scope): Promise<Diagnosis> => {
    const read = await study(spec, scope)
    const known = answered.get(read)
    if (known) return known
    const made = explain(spec, scope, read)
    answered.set(read, made)
    made.then(read.renew, () => answered.delete(read))
    return made
  }

  /** What the wider question says; `null` where it asks for more than can be read at once. */
  const lookAround = async (spec: DiagnosisSpec, scope: Scope) => {
    try {
      const [{ causes, calls_as_of }, { complete }] = await Promise.all([answer(spec, scope), study(spec, scope)])
      return { causes, calls_as_of, leaves: complete }
    } catch (refusal) {
      if (refusal instanceof Refusal && refusal.code === 'too_many_rows') return null
      throw refusal
    }
  }

  /** An answer with what the wider question knows of the same place. */
  const explain = async (spec: DiagnosisSpec, scope: Scope, read: Study): Promise<Diagnosis> => {
    const wider = widened(spec)
    const around = wider && study.dealers(wider, scope).length > read.dealers.length ? wider : null
    const [own, wide] = await Promise.all([answerOf(spec, read, think, rooms.zone), around && lookAround(around, scope)]) // prettier-ignore
    if (!wide) return own
    const organisation = rooms.organisation()
    const day = rooms.zone.day(Date.parse(read.as_of))
    const inside = causesIn(wide.causes, wide.leaves, read.dealers, organisation, day)
    const seen = inside.map((cause) => ({ ...cause, view: viewOf(cause, spec) }))
    return { ...own, causes: joined(seen, own.causes), calls_as_of: earlier(own.calls_as_of, wide.calls_as_of) }
  }

  return {
    diagnose: async (raw, scope) => answer(readDiagnosisSpec(raw, rooms.retail), scope),
    matrix: createMatrix(rooms, study),
    whatIf: createWhatIf(rooms),
  }
}

/** The older of two moments; `null` where nothing was read. */
const earlier = (one: string | null, other: string | null): string | null =>
  one !== null && other !== null ? (Date.parse(one) < Date.parse(other) ? one : other) : (one ?? other)

async function answerOf(spec: DiagnosisSpec, study: Study, think: Think, zone: Zone): Promise<Diagnosis> {
  const { leaves, complete, by, due, silent, seq, as_of, ranges, freshness, called_at } = study
  const isWhole = complete === leaves
  const found = think(leaves, { by, due: due?.units ?? null, ...(!isWhole && { most: 0 }) })
  // The figures are those of every event that counts; causes are told only of places whose data is there.
  const sure = isWhole ? found : think(complete, { by, due: due && due.units * shareOf(complete, leaves) })
  const [split, { causes }] = await Promise.all([found, sure])
  const whole = fromNothing(split, leaves, due)
  return {
    seq,
    as_of,
    measure: spec.measure,
    against: spec.against,
    ranges,
    ...whole,
    nodes: whole.nodes.map((node) => ({ ...node, key: { [by]: node.key[by] || null } })),
    due_by: due?.by ?? null,
    causes: causes.map((cause) => ({ ...cause, view: viewOf(cause, spec) })),
    silent: [...silent],
    freshness,
    calls_as_of: called_at === null ? null : zone.iso(called_at),
  }
}

/**
 * Where the compared funnel ends in nothing there is none to scale to the target: what that wants falls to the first
 * step, as more volume, and to no place.
 */
function fromNothing(finding: Finding, leaves: Leaves, due: Due | null): Finding {
  const wanted = beyondFunnel(leaves, due)
  if (wanted === 0) return finding
  const [first, ...steps] = finding.steps as [StepPart, ...StepPart[]]
  const { units, lost, low, high } = first
  const moved = { ...first, units: units - wanted, lost: lost - wanted, low: low - wanted, high: high - wanted }
  return { ...finding, due: wanted, gap: finding.gap - wanted, steps: [moved, ...steps], nodes: [] }
}

/** Which part of the compared outcome is in some of the leaves. */
function shareOf(some: Leaves, all: Leaves): number {
  const end = ({ baseline }: Leaves) => baseline.at(-1)!.reduce((sum, count) => sum + count, 0)
  return end(all) > 0 ? end(some) / end(all) : 1
}

/** The question that shows exactly a cause's cell: its own ranges, with the segment in `where`. */
function viewOf({ segment, stage }: BareCause, { question, stages, against }: DiagnosisSpec): Cause['view'] {
  const before = stages[stages.indexOf(stage) - 1]
  const where: ViewSpec['where'] = { ...(question['where'] as ViewSpec['where'] | undefined) }
  for (const [name, value] of Object.entries(segment)) where[name as keyof typeof where] = [value || null]
  return {
    ...(question as Partial<ViewSpec>),
    measures: [...(before ? [before] : []), stage],
    where,
    compare: [against],
  }
}
