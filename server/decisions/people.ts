import { liesIn } from '#domain/decision/sight.ts'
import { isFullScope } from '#domain/scope.ts'
import type { User } from '../access/user.ts'
import type { DecisionRooms, Decisions } from './decisions.ts'

/** Somebody who may carry a decision out. */
export interface Person {
  name: string
  /** The account, where the name is one's. */
  id: string | null
  /** Decisions that the name owns, as far as the asker may see them. */
  owns: number
}

type Account = Pick<User, 'id' | 'name' | 'scope'>

export type People = (user: User) => Promise<Person[]>

/**
 * Whom a decision may be given to: the accounts whose scope lies within the asker's, and the names that own decisions
 * which the asker may see whole. Those who own most first.
 */
export function createPeople({ decisions, organisation, zone, now, accounts = () => [] }: DecisionRooms & { decisions: Decisions }): People {
  return async (user) => {
    const today = zone.day(now())
    const whole = isFullScope(user.scope)
    const lets = ({ id, scope }: Account): boolean =>
      whole || id === user.id || (!isFullScope(scope) && liesIn(scope.where, user.scope, organisation(), today))
    const ids = new Map<string, string[]>()
    for (const account of accounts().filter(lets)) ids.set(account.name, [...(ids.get(account.name) ?? []), account.id])
    const owns = new Map<string, number>()
    for (const { owner } of await decisions.visible(user)) if (owner !== '') owns.set(owner, (owns.get(owner) ?? 0) + 1)
    // Of two accounts of one name nobody can tell which is meant.
    const idOf = (name: string): string | null => (ids.get(name)?.length === 1 ? ids.get(name)![0]! : null)
    return [...new Set([...ids.keys(), ...owns.keys()])]
      .map((name) => ({ name, id: idOf(name), owns: owns.get(name) ?? 0 }))
      .sort((a, b) => b.owns - a.owns || (a.name < b.name ? -1 : 1))
  }
} // prettier-ignore
