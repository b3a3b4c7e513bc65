import { randomUUID } from 'node:crypto'
import { checkChanges, checkStep, fixDays, proposeReview, withReview } from '#domain/decision/course.ts'
import type {
  Decision,
  DecisionState,
  MeasuredEffect,
  ToldDecision,
  Verdict,
  Where,
} from '#domain/decision/decision.ts'
import { leftOut, merge } from '#domain/decision/merge.ts'
import { readNew, readPatch } from '#domain/decision/read.ts'
import { liesIn } from '#domain/decision/sight.ts'
import { dealersIn } from '#domain/dealers.ts'
import { Refusal } from '#domain/errors.ts'
import { mergeScope } from '#domain/scope.ts'
import { readSpec } from '#domain/view.ts'
import {
  commentDecision,
  createDecision,
  reviseDecision,
  type Revision,
  type Standing,
} from '#store/postgres/decisions.ts'
import { atLeast, type User } from '../access/user.ts'
import { Conflict } from './conflict.ts'
import type { DecisionRooms } from './rooms.ts'
import type { DecisionFile, DecisionReads } from './reads.ts'
import { absent, unseen, type Sight } from './sight.ts'

/** Decisions as people write and follow them. `raw` is what an outsider sent; every refusal names its offender. */
export interface DecisionWrites {
  create(raw: unknown, user: User): Promise<{ decision: ToldDecision; fresh: boolean }>
  /** Throws `Conflict` where others wrote the same parts since `revision`. */
  patch(id: string, raw: unknown, user: User): Promise<ToldDecision>
  step(id: string, to: DecisionState, note: string, user: User): Promise<ToldDecision>
  withdraw(id: string, reason: string, user: User): Promise<ToldDecision>
  comment(id: string, text: string, client_key: string | null, user: User): Promise<DecisionFile>
  /** Writes what was measured; nothing where it is as before. */
  recordOutcome(
    id: string,
    outcome: { verdict: Verdict; effect: MeasuredEffect | null } & Partial<Pick<Decision, 'control' | 'window'>>,
  ): Promise<void>
}

/** Who writes what no person wrote. */
const HOUSE = { id: 'warroom', name: '战情室' }

export function createWrites(
  rooms: DecisionRooms,
  { today, sees, show, readable }: Sight,
  reads: Pick<DecisionReads, 'file'>,
): DecisionWrites {
  const { postgres, organisation, zone, now } = rooms
  const when = (made: string) => ({ made_on: zone.day(Date.parse(made)), today: today(), now: now() })
  const mayWrite = (user: User): void => {
    if (!atLeast(user.role, 'manager'))
      throw new Refusal('forbidden', 'your role only looks; ask a manager to write it')
  }
  /** A place that is left open is narrowed to the scope of who writes; one outside it is refused. */
  const within = (where: Where, user: User): Where => {
    const lies = (place: Where): boolean => liesIn(place, user.scope, organisation(), today())
    if (lies(where)) return where
    const narrowed = mergeScope(readSpec({ measures: ['delivery'], where }), user.scope).where
    if (!lies(narrowed)) throw new Refusal('forbidden', 'where reaches outside your scope', { path: 'where' })
    return narrowed
  }
  /** Who writes the same decision waits here, not with one of the few connections to the store. */
  const turns = new Map<string, Promise<unknown>>()
  const inTurn = async <T>(id: string, write: () => Promise<T>): Promise<T> => {
    const mine = (turns.get(id) ?? Promise.resolve()).then(write, write)
    turns.set(id, mine)
    try {
      return await mine
    } finally {
      if (turns.get(id) === mine) turns.delete(id)
    }
  }
  const revise = async (
    id: string,
    user: User,
    decide: (standing: Standing) => Promise<Revision | null> | Revision | null,
  ) => {
    mayWrite(user)
    const decision = await inTurn(id, () =>
      reviseDecision(postgres, id, { by: user, at: now() }, (standing) => {
        if (!sees(standing.current, user)) throw unseen(standing.current)
        return decide(standing)
      }),
    )
    if (!decision) throw absent(id)
    return show(decision, user)
  }
  return {
    async create(raw, user) {
      mayWrite(user)
      const { client_key, picture, evidence, ...read } = readNew(raw)
      const sent = { ...read, where: within(read.where, user) }
      if (sent.parent_id !== null) await readable(sent.parent_id, user)
      const created_at = new Date(now()).toISOString()
      const as_of = evidence.as_of ?? zone.iso(now())
      const treated = dealersIn(sent.where, organisation(), today())
      const { stage, measure, where } = sent
      const draft: Omit<Decision, 'no' | 'revision'> = {
        ...sent,
        id: randomUUID(),
        state: 'plan',
        review_on: sent.review_on ?? proposeReview(sent, stage),
        asserted_by: sent.asserted_by || user.name,
        evidence: { ...evidence, as_of, known_at: evidence.known_at ?? as_of, picture: picture !== null },
        treated,
        window: null,
        control: (await rooms.matchControls?.({ measure, stage, where, treated })) ?? null,
        written_by: user.name,
        written_by_id: user.id,
        created_at,
        updated_at: created_at,
        verdict: null,
        effect: null,
        withdrawn: null,
      }
      checkChanges({ ...draft, no: 0, revision: 0 }, {}, today())
      Object.assign(draft, fixDays({ ...draft, due_on: null, review_on: null, starts: {} }, draft, when(created_at)))
      const { decision, fresh } = await createDecision(postgres, draft, { by: user, client_key, picture })
      return { decision: show(decision, user), fresh }
    },
    async patch(id, raw, user) {
      const { revision, accept_merge, changes } = readPatch(raw)
      return revise(id, user, async ({ current, at }) => {
        const base = revision === current.revision ? current : await at(revision)
        if (!base)
          throw new Refusal('bad_field', `revision ${revision} is none of this decision’s`, { path: 'revision' })
        const merged = merge(base, current, changes)
        if (merged.clashes.length > 0 && !accept_merge) throw new Conflict(current, changes, merged)
        checkChanges(current, merged.changes, today())
        const written = withReview(current, merged.changes)
        const fixed = fixDays(current, written, when(current.created_at))
        return { changes: { ...written, ...fixed }, comment: leftOut(merged) }
      })
    },
    step(id, to, note, user) {
      return revise(id, user, ({ current }) => {
        if (current.state === to) return null
        checkStep(current.state, to)
        return { changes: { state: to }, note, comment: note }
      })
    },
    withdraw(id, reason, user) {
      return revise(id, user, ({ current }) => {
        if (current.state === 'withdrawn') return null
        const withdrawn = { reason, by: user.name, at: new Date(now()).toISOString() }
        return { changes: { state: 'withdrawn', withdrawn }, note: reason }
      })
    },
    async comment(id, text, client_key, user) {
      mayWrite(user)
      await readable(id, user)
      await commentDecision(postgres, { id, by: user, text, at: now(), client_key })
      return reads.file(id, user)
    },
    async recordOutcome(id, { verdict, effect, control, window }) {
      await reviseDecision(postgres, id, { by: HOUSE, at: now() }, ({ current }) => {
        if (current.state === 'withdrawn') return null
        const before = { ...current.effect, at: '' }
        if (current.verdict === verdict && JSON.stringify(before) === JSON.stringify({ ...effect, at: '' })) return null
        const chosen = control && current.control === null && { control }
        return { changes: { verdict, effect, ...(window && { window }), ...chosen } }
      })
    },
  }
}
