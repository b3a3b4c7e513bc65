import type { Decision, ToldDecision } from '#domain/decision/decision.ts'
import { mayRead, tell } from '#domain/decision/sight.ts'
import { Refusal } from '#domain/errors.ts'
import { readDecision } from '#store/postgres/decisions.ts'
import type { User } from '../access/user.ts'
import type { DecisionRooms } from './rooms.ts'

/** Who may see what of decisions, today. */
export interface Sight {
  /** The business day. */
  today(): string
  sees(decision: Decision, user: User): boolean
  /** Whole, or its card. */
  show(decision: Decision, user: User): ToldDecision
  /** Throws `not_found`, or `forbidden` with whom to ask. */
  readable(id: string, user: User): Promise<Decision>
}

export function createSight({ postgres, organisation, zone, now }: DecisionRooms): Sight {
  const today = (): string => zone.day(now())
  const sees = (decision: Decision, user: User): boolean => mayRead(decision, user, organisation(), today())
  return {
    today,
    sees,
    show: (decision, user) => tell(decision, sees(decision, user)),
    async readable(id, user) {
      const decision = await readDecision(postgres, id)
      if (!decision) throw absent(id)
      if (!sees(decision, user)) throw unseen(decision)
      return decision
    },
  }
}

export const absent = (id: string): Refusal => new Refusal('not_found', `there is no decision ${id.slice(0, 60)}`)

export const unseen = ({ owner, written_by }: Decision): Refusal =>
  new Refusal(
    'forbidden',
    `outside your scope; ask ${owner || written_by} / 无权查看明细，可向 ${owner || written_by} 申请`,
  )
