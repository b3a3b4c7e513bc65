import { randomUUID } from 'node:crypto'
import { checkChanges, checkStep, fixDays, proposeReview, withReview } from '#domain/decision/course.ts'
import type { Decision, DecisionState, MeasuredEffect, ToldDecision, Verdict, Where } from '#domain/decision/decision.ts' // prettier-ignore
import { dueAll, type Due, type DueKind } from '#domain/decision/due.ts'
import { leftOut, merge } from '#domain/decision/merge.ts'
import { overlapping } from '#domain/decision/overlap.ts'
import { scoreOf, type ForecastScore } from '#domain/decision/pool.ts'
import { readNew, readPatch } from '#domain/decision/read.ts'
import { liesIn, mayRead, tell } from '#domain/decision/sight.ts'
import { holds } from '#domain/decision/tokens.ts'
import { cardText } from '#domain/decision/words.ts'
import { dealersIn } from '#domain/dealers.ts'
import { Refusal } from '#domain/errors.ts'
import type { Organisation } from '#domain/organisation.ts'
import { isFullScope, mergeScope, scopeKey } from '#domain/scope.ts'
import { readSpec } from '#domain/view.ts'
import type { Zone } from '#domain/zone.ts'
import {
  commentDecision, createDecision, listDecisions, readDecision, reviseDecision, type DecisionFilter, type Revision, type Standing,
} from '#store/postgres/decisions.ts' // prettier-ignore
import {
  commentsOf,
  historyOf,
  pictureOf,
  type DecisionComment,
  type HistoryEntry,
} from '#store/postgres/decision-notes.ts'
import { summariseDecisions, type DecisionSummary } from '#store/postgres/decision-summary.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import { atLeast, type User } from '../access/user.ts'
import { Conflict } from './conflict.ts'
import { findDecisions, namesIn } from './named.ts'

export interface DecisionRooms {
  postgres: Postgres
  organisation: () => Organisation
  zone: Zone
  /** Epoch ms. */
  now: () => number
  /** Who was let in, to be named as owners. */
  accounts?: () => readonly Pick<User, 'id' | 'name' | 'scope'>[]
  /** Chooses untreated dealers to compare with, at the moment of the decision; `null` where it cannot. */
  matchControls?: (decision: Pick<Decision, 'measure' | 'stage' | 'where' | 'treated'>) => Promise<string[] | null>
}

/** One decision with what belongs to it. */
export interface DecisionFile {
  decision: ToldDecision
  comments: DecisionComment[]
  /** What it follows. */
  parent: ToldDecision | null
  /** Follow-ups, and others at the same step, time and dealers. */
  children: ToldDecision[]
  overlapping: ToldDecision[]
  score: ForecastScore | null
}

export type ToldDue = Omit<Due, 'decision'> & { decision: ToldDecision }

/** Decisions as people write, read and follow them. `raw` is what an outsider sent; every refusal names its offender. */
export interface Decisions {
  create(raw: unknown, user: User): Promise<{ decision: ToldDecision; fresh: boolean }>
  list(filter: DecisionFilter & { owner?: string | undefined }, user: User): Promise<ToldDecision[]>
  file(id: string, user: User): Promise<DecisionFile>
  /** Throws `Conflict` where others wrote the same parts since `revision`. */
  patch(id: string, raw: unknown, user: User): Promise<ToldDecision>
  step(id: string, to: DecisionState, note: string, user: User): Promise<ToldDecision>
  withdraw(id: string, reason: string, user: User): Promise<ToldDecision>
  comment(id: string, text: string, client_key: string | null, user: User): Promise<DecisionFile>
  history(id: string, user: User): Promise<HistoryEntry[]>
  picture(id: string, user: User): Promise<Buffer>
  /** What is due or overdue now: for footers, the morning list and meetings. */
  due(user: User): Promise<ToldDue[]>
  /** How many run and press, of those that somebody may see whole. */
  summary(user: User): Promise<DecisionSummary>
  /** All decisions, whoever may see them: for sums that tell nothing of one. */
  everything(): Promise<Decision[]>
  /** Decisions that somebody may see whole. */
  visible(user: User, filter?: DecisionFilter): Promise<Decision[]>
  /** The same decision as each reader sees it; undefined when there is none. */
  told(id: string): Promise<((user: User) => ToldDecision) | undefined>
  /** Writes what was measured; nothing where it is as before. */
  recordOutcome(
    id: string,
    outcome: { verdict: Verdict; effect: MeasuredEffect | null } & Partial<Pick<Decision, 'control' | 'window'>>,
  ): Promise<void>
}

/** Who writes what no person wrote. */
const HOUSE = { id: 'warroom', name: '战情室' }

export function createDecisions(rooms: DecisionRooms): Decisions {
  const { postgres, organisation, zone, now } = rooms
  const today = (): string => zone.day(now())
  const when = (made: string) => ({ made_on: zone.day(Date.parse(made)), today: today(), now: now() })
  const sees = (decision: Decision, user: User): boolean => mayRead(decision, user, organisation(), today())
  const show = (decision: Decision, user: User): ToldDecision => tell(decision, sees(decision, user))
  const all = (filter?: DecisionFilter): Promise<Decision[]> => listDecisions(postgres, filter)

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
  const absent = (id: string): Refusal => new Refusal('not_found', `there is no decision ${id.slice(0, 60)}`)
  const readable = async (id: string, user: User): Promise<Decision> => {
    const decision = await readDecision(postgres, id)
    if (!decision) throw absent(id)
    if (!sees(decision, user)) throw unseen(decision)
    return decision
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
  const fileOf = async (decision: Decision, user: User): Promise<DecisionFile> => {
    const others = await all()
    const parent = others.find(({ id }) => id === decision.parent_id)
    return {
      decision: show(decision, user),
      comments: await commentsOf(postgres, decision.id),
      parent: parent ? show(parent, user) : null,
      children: others.filter(({ parent_id }) => parent_id === decision.id).map((other) => show(other, user)),
      overlapping: overlapping(decision, others).map((other) => show(other, user)),
      score: scoreOf(decision),
    }
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
    async list({ owner, ...filter }, user) {
      const { search = '', states, measure, parent_id } = filter
      // What a card does not tell must not be found out by asking for it.
      const narrow = states !== undefined || measure !== undefined || parent_id !== undefined
      const found = await findDecisions(all, filter, (where) => namesIn(where, organisation(), today()))
      return found.flatMap((decision) => {
        if (owner !== undefined && decision.owner !== owner && decision.owner_id !== owner) return []
        const told = show(decision, user)
        return told.restricted && (narrow || !holds(cardText(decision), search)) ? [] : [told]
      })
    },
    async file(id, user) {
      const decision = await readDecision(postgres, id)
      if (!decision) throw absent(id)
      const told = show(decision, user)
      if (told.restricted)
        return { decision: told, comments: [], parent: null, children: [], overlapping: [], score: null }
      return fileOf(decision, user)
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
      const decision = await readable(id, user)
      await commentDecision(postgres, { id, by: user, text, at: now(), client_key })
      return fileOf(decision, user)
    },
    async history(id, user) {
      await readable(id, user)
      return historyOf(postgres, id)
    },
    async picture(id, user) {
      await readable(id, user)
      const png = await pictureOf(postgres, id)
      if (png === undefined) throw new Refusal('not_found', 'no picture was kept with this decision')
      return Buffer.from(png, 'base64')
    },
    async due(user) {
      const open = await all({ states: ['plan', 'do', 'check'] })
      const mine = open.filter((decision) => sees(decision, user))
      return dueAll(mine, now(), zone.day).map((due) => ({ ...due, decision: tell(due.decision, true) }))
    },
    async summary(user) {
      if (isFullScope(user.scope)) return summariseDecisions(postgres, today())
      const mine = (await all({ states: ['plan', 'do', 'check'] })).filter((decision) => sees(decision, user))
      const due = dueAll(mine, now(), zone.day)
      const of = (kind: DueKind, days?: number) =>
        due.filter((one) => one.kind === kind && (days === undefined || one.days === days)).length
      return { open: mine.length, overdue: of('overdue'), due_today: of('due', 0), review_due: of('review') }
    },
    everything: () => all(),
    visible: async (user, filter) => (await all(filter)).filter((decision) => sees(decision, user)),
    async told(id) {
      const decision = await readDecision(postgres, id)
      if (!decision) return undefined
      // Hundreds of screens share a handful of scopes.
      const scopes = new Map<string, ToldDecision>()
      return (user) => {
        if (user.id === decision.owner_id || user.id === decision.written_by_id) return show(decision, user)
        const key = scopeKey(user.scope)
        const told = scopes.get(key) ?? show(decision, user)
        scopes.set(key, told)
        return told
      }
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

const unseen = ({ owner, written_by }: Decision): Refusal =>
  new Refusal(
    'forbidden',
    `outside your scope; ask ${owner || written_by} / 无权查看明细，可向 ${owner || written_by} 申请`,
  )
