import { liesIn } from '#domain/decision/sight.ts'
import { isFullScope } from '#domain/scope.ts'
import type { User } from '../access/user.ts'
import type { Decisions } from './decisions.ts'
import type { DecisionRooms } from './rooms.ts'

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

/** How often each value stands in a list. */
function tally(values: readonly string[]): Map<string, number> {
  const times = new Map<string, number>()
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1)
  return times
}

/**
 * Whom a decision may be given to: the accounts whose scope lies within the asker's, and the names that own decisions
 * which the asker may see whole. Those who own most first.
 */
export function createPeople(rooms: DecisionRooms & { decisions: Decisions }): People {
  const { decisions, organisation, zone, now, accounts = () => [] } = rooms
  const within = ({ id, scope }: Account, user: User): boolean => {
    if (isFullScope(user.scope) || id === user.id) return true
    return !isFullScope(scope) && liesIn(scope.where, user.scope, organisation(), zone.day(now()))
  }
  return async (user) => {
    const known = accounts().filter((account) => within(account, user))
    const bearers = tally(known.map(({ name }) => name))
    const owns = tally((await decisions.visible(user)).map(({ owner }) => owner).filter((owner) => owner !== ''))
    // Of two accounts of one name nobody can tell which is meant.
    const idOf = (name: string): string | null =>
      bearers.get(name) === 1 ? known.find((account) => account.name === name)!.id : null
    return [...new Set([...bearers.keys(), ...owns.keys()])]
      .map((name) => ({ name, id: idOf(name), owns: owns.get(name) ?? 0 }))
      .sort((a, b) => b.owns - a.owns || (a.name < b.name ? -1 : 1))
  }
}
