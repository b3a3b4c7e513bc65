import type { Cause, Diagnosis, StepPart } from '#domain/diagnosis/answer.ts'
import { SURE_SHARE } from '#domain/diagnosis/causes.ts'
import { diagnose, leastTold, type BareCause, type Finding } from '#domain/diagnosis/diagnose.ts'
import type { Leaves } from '#domain/diagnosis/leaves.ts'
import { Refusal } from '#domain/errors.ts'
import type { Scope } from '#domain/scope.ts'
import type { ViewSpec } from '#domain/view.ts'
import type { Zone } from '#domain/zone.ts'
import { UNTOLD } from './cars.ts'
import { beyondFunnel, type Due } from './due.ts'
import { isSoon, readDiagnosisSpec, type DiagnosisSpec } from './spec.ts'
import { createStudies, type Study, type StudyRooms } from './study.ts'
import { createMatrix, type Matrix } from './matrix.ts'
import type { Think } from './thinker.ts'
import { createWhatIf, type WhatIf } from './whatif.ts'
import { causesIn, joined, widened } from './wider.ts'

/** Says where and at which step sales are lost, for routes and for the rooms beside. All throw what a question throws. */
export interface Diagnoser {
  /**
   * `POST /api/diagnose`. At most ten seconds old; the answer says of which sequence. With `soon` in the body without what
   * takes long to read, where that is not at hand: such an answer is `pending`.
   */
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

/** What a wider question says, and the leaves that say it. */
type Around = (Diagnosis & { leaves: Leaves }) | null

export function createDiagnoser(rooms: DiagnoserRooms): Diagnoser {
  const { think = diagnose } = rooms
  const study = createStudies(rooms)
  /** A study is thought through once, and answered once, however many screens ask for it. */
  const thought = new WeakMap<Study, Promise<Diagnosis>>()
  const answered = new WeakMap<Study, Promise<Diagnosis>>()

  const once = (known: typeof thought, read: Study, make: () => Promise<Diagnosis>): Promise<Diagnosis> => {
    const before = known.get(read)
    if (before) return before
    const made = make()
    known.set(read, made)
    made.then(read.renew, () => known.delete(read))
    return made
  }
  /** What a study says by itself. */
  const alone = (spec: DiagnosisSpec, read: Study) => once(thought, read, () => answerOf(spec, read, think, rooms.zone))

  /** A study of which nothing is still on its way. */
  const whole = async (spec: DiagnosisSpec, scope: Scope): Promise<Study> => {
    const read = await study(spec, scope)
    if (!read.late) return read
    await read.late
    return whole(spec, scope)
  }

  /** What a wider question says; `null` where it is no wider for this asker, or asks for more than can be read at once. */
  const lookAround = async (
    wider: DiagnosisSpec,
    spec: DiagnosisSpec,
    scope: Scope,
    find: typeof whole,
  ): Promise<Around> => {
    if (!study.isWider(wider, spec, scope)) return null
    try {
      const around = await find(wider, scope)
      return { ...(await alone(wider, around)), leaves: around.complete }
    } catch (refusal) {
      if (refusal instanceof Refusal && refusal.code === 'too_many_rows') return null
      throw refusal
    }
  }

  /** An answer with what wider questions know of the same places, models and channels. */
  const explain = async (spec: DiagnosisSpec, read: Study, around: readonly Around[]): Promise<Diagnosis> => {
    const own = await alone(spec, read)
    const narrow = { ...read, organisation: rooms.organisation() }
    return around.reduce<Diagnosis>((told, wide) => {
      if (!wide) return told
      const seen = causesIn(wide.causes, wide.leaves, narrow)
      const causes = joined(seen, told.causes, SURE_SHARE * leastTold(told.due))
      return {
        ...told,
        causes: causes.map((cause) => ({ ...cause, view: viewOf(cause, spec) })),
        calls_as_of: earlier(told.calls_as_of, wide.calls_as_of),
        pending: told.pending || wide.pending,
      }
    }, own)
  }

  const answer = async (spec: DiagnosisSpec, scope: Scope, find: typeof whole): Promise<Diagnosis> => {
    const own = async () => {
      const read = await find(spec, scope)
      await alone(spec, read)
      return read
    }
    // All are read at once: to look around is most of the work.
    const [read, ...around] = await Promise.all([
      own(),
      ...widened(spec).map((wider) => lookAround(wider, spec, scope, find)),
    ])
    const told = await once(answered, read, () => explain(spec, read, around))
    if (told.pending) answered.delete(read)
    return told
  }

  return {
    diagnose: async (raw, scope) =>
      answer(readDiagnosisSpec(raw, rooms.retail, ['soon']), scope, isSoon(raw) ? study : whole),
    matrix: createMatrix(rooms, study),
    whatIf: createWhatIf(rooms),
  }
}

/** The older of two moments; `null` where nothing was read. */
const earlier = (one: string | null, other: string | null): string | null =>
  one !== null && other !== null ? (Date.parse(one) < Date.parse(other) ? one : other) : (one ?? other)

async function answerOf(spec: DiagnosisSpec, study: Study, think: Think, zone: Zone): Promise<Diagnosis> {
  const { leaves, complete, by, due, silent, seq, as_of, ranges, freshness, called_at, late } = study
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
    nodes: whole.nodes
      .filter(({ key }) => key[by] !== UNTOLD)
      .map((node) => ({ ...node, key: { [by]: node.key[by] || null } })),
    due_by: due?.by ?? null,
    causes: causes.map((cause) => ({ ...cause, view: viewOf(cause, spec) })),
    silent: [...silent],
    freshness,
    calls_as_of: called_at === null ? null : zone.iso(called_at),
    pending: late !== null,
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
