import type { Decision, ToldDecision } from '#domain/decision/decision.ts'
import { dueAll, type Due, type DueKind } from '#domain/decision/due.ts'
import { overlapping } from '#domain/decision/overlap.ts'
import { scoreOf, type ForecastScore } from '#domain/decision/pool.ts'
import { tell } from '#domain/decision/sight.ts'
import { holds } from '#domain/decision/tokens.ts'
import { cardText } from '#domain/decision/words.ts'
import { Refusal } from '#domain/errors.ts'
import { isFullScope, scopeKey } from '#domain/scope.ts'
import {
  commentsOf,
  historyOf,
  pictureOf,
  type DecisionComment,
  type HistoryEntry,
} from '#store/postgres/decision-notes.ts'
import { summariseDecisions, type DecisionSummary } from '#store/postgres/decision-summary.ts'
import { listDecisions, readDecision, type DecisionFilter } from '#store/postgres/decisions.ts'
import type { User } from '../access/user.ts'
import type { DecisionRooms } from './rooms.ts'
import { absent, type Sight } from './sight.ts'
import { soughtIn } from './sought.ts'

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

/** What a list asks for; `search` is text in Chinese or English. */
export interface Asked extends Omit<DecisionFilter, 'sought'> {
  owner?: string | undefined
  search?: string | undefined
}

export type ToldDue = Omit<Due, 'decision'> & { decision: ToldDecision }

/** Decisions as people read them: whole within their scope, the card of any other. Every refusal names its offender. */
export interface DecisionReads {
  /** Newest first; `limit` counts what is told. */
  list(asked: Asked, user: User): Promise<ToldDecision[]>
  file(id: string, user: User): Promise<DecisionFile>
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
}

export function createReads(
  { postgres, organisation, zone, now }: DecisionRooms,
  { today, sees, show, readable }: Sight,
): DecisionReads {
  const all = (filter?: DecisionFilter): Promise<Decision[]> => listDecisions(postgres, filter)
  const fileOf = async (decision: Decision, user: User): Promise<DecisionFile> => {
    const others = await all()
    const parent = others.find(({ id }) => id === decision.parent_id)
    return {
      decision: show(decision, user),
      comments: await commentsOf(postgres, decision.id),
      parent: parent ? show(parent, user) : null,
      children: others.filter(({ parent_id }) => parent_id === decision.id).map((other) => show(other, user)),
      overlapping: overlapping(decision, others, zone.day).map((other) => show(other, user)),
      score: scoreOf(decision),
    }
  }

  return {
    async list({ owner, search = '', limit, ...filter }, user) {
      const { states, measure, parent_id } = filter
      // What a card does not tell must not be found out by asking for it.
      const narrow = states !== undefined || measure !== undefined || parent_id !== undefined
      // Of what is left out below nothing may count towards the limit.
      const exact = owner === undefined && isFullScope(user.scope)
      const sought = soughtIn(search, organisation(), today())
      const found = await all({ ...filter, sought, limit: exact ? limit : undefined })
      const told = found.flatMap((decision) => {
        if (owner !== undefined && decision.owner !== owner && decision.owner_id !== owner) return []
        const told = show(decision, user)
        return told.restricted && (narrow || !holds(cardText(decision), search)) ? [] : [told]
      })
      return told.slice(0, limit)
    },
    async file(id, user) {
      const decision = await readDecision(postgres, id)
      if (!decision) throw absent(id)
      const told = show(decision, user)
      if (told.restricted)
        return { decision: told, comments: [], parent: null, children: [], overlapping: [], score: null }
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
  }
}
