import type { DerivedKind } from '#domain/kinds.ts'
import { leadHolders, visitHolders, type Candidate, type UniqueLeadRule } from '#domain/uniqueness.ts'
import type { Surviving } from '#store/clickhouse/facts.ts'
import { reach, type Joins, type Join } from './joins.ts'
import type { Move } from './walk.ts'

/** Someone begins (`1`) or ceases (`-1`) to hold a derived fact. `at`: when the maker knew, epoch ms. */
export interface Change {
  at: number
  sign: 1 | -1
  kind: DerivedKind
  holder: Surviving
}

/** Subjects that must be settled together, and what happens to them in this batch. */
export interface Cluster {
  members: string[]
  moves: Move[]
  joins: Join[]
}

/** Groups what a batch touches: every person with all whom surviving or ending `identify` events join to him. */
export function clusters(moves: readonly Move[], joins: readonly Join[], known: Joins): Cluster[] {
  const fresh = new Map<string, string[]>()
  for (const { a, b } of joins) {
    fresh.set(a, [...(fresh.get(a) ?? []), b])
    fresh.set(b, [...(fresh.get(b) ?? []), a])
  }
  const neighbours = (person: string) => [...known.neighbours(person), ...(fresh.get(person) ?? [])]
  const all: Cluster[] = []
  const clusterOf = new Map<string, Cluster>()
  const find = (subject: string): Cluster => {
    let cluster = clusterOf.get(subject)
    if (!cluster) {
      cluster = { members: reach(subject, neighbours), moves: [], joins: [] }
      for (const member of cluster.members) clusterOf.set(member, cluster)
      all.push(cluster)
    }
    return cluster
  }
  for (const move of moves) find(move.subject).moves.push(move)
  for (const join of joins) find(join.a).joins.push(join)
  return all
}

/**
 * What a cluster's moves and joins change about who holds which derived fact, in the order in which the maker knew.
 * `sets` holds the surviving events of its members and is brought up to date.
 */
export function changes(
  cluster: Cluster,
  sets: Map<string, readonly Surviving[]>,
  known: Joins,
  rule: UniqueLeadRule,
): Change[] {
  const { members } = cluster
  const own = new OwnJoins(members, known)
  const steps = [...cluster.moves, ...cluster.joins].sort((a, b) => a.at - b.at)
  const changed: Change[] = []
  let before = holdersOf(members, sets, own, rule)
  for (let i = 0; i < steps.length;) {
    const { at } = steps[i]!
    for (; i < steps.length && steps[i]!.at === at; i++) {
      const step = steps[i]!
      if ('subject' in step) sets.set(step.subject, moved(sets.get(step.subject)!, step))
      else own.apply(step)
    }
    const after = holdersOf(members, sets, own, rule)
    for (const [key, { kind, holder }] of before) if (!after.has(key)) changed.push({ at, sign: -1, kind, holder })
    for (const [key, { kind, holder }] of after) if (!before.has(key)) changed.push({ at, sign: 1, kind, holder })
    before = after
  }
  return changed
}

function moved(set: readonly Surviving[], { add, remove }: Move): readonly Surviving[] {
  const rest = remove ? set.filter(({ seq }) => seq !== remove.seq) : set
  return add ? [...rest, add] : rest
}

/** The joins among a few persons, as a batch goes through them. */
class OwnJoins {
  readonly #counts = new Map<string, number>()
  readonly #members: readonly string[]

  constructor(members: readonly string[], known: Joins) {
    this.#members = members
    if (members.length < 2) return
    for (const a of members) for (const b of known.neighbours(a)) this.#counts.set(`${a} ${b}`, known.between(a, b))
  }

  apply({ a, b, delta }: Join): void {
    for (const key of [`${a} ${b}`, `${b} ${a}`]) this.#counts.set(key, (this.#counts.get(key) ?? 0) + delta)
  }

  /** The members by who is the same person. */
  persons(): string[][] {
    if (this.#members.length === 1) return [[this.#members[0]!]]
    const joined = (a: string) => this.#members.filter((b) => (this.#counts.get(`${a} ${b}`) ?? 0) > 0)
    const seen = new Set<string>()
    const persons: string[][] = []
    for (const member of this.#members) {
      if (seen.has(member)) continue
      const person = reach(member, joined)
      for (const one of person) seen.add(one)
      persons.push(person)
    }
    return persons
  }
}

type Held = Map<string, { kind: DerivedKind; holder: Surviving }>

function holdersOf(
  members: readonly string[],
  sets: ReadonlyMap<string, readonly Surviving[]>,
  joins: OwnJoins,
  rule: UniqueLeadRule,
): Held {
  const held: Held = new Map()
  const hold = (kind: DerivedKind, holders: readonly Surviving[]): void => {
    for (const holder of holders) held.set(`${kind} ${holder.seq}`, { kind, holder })
  }
  for (const person of members.length === 1 ? [members] : joins.persons()) {
    const events = person.length === 1 ? sets.get(person[0]!)! : person.flatMap((member) => sets.get(member)!)
    if (events.length === 0) continue
    const visits = events.filter(({ kind }) => kind === 'visit')
    if (visits.length < events.length) {
      const rest = visits.length === 0 ? events : events.filter(({ kind }) => kind !== 'visit')
      const { unique_lead, customer_lead } = leadHolders(rest as Settling[], rule)
      hold('unique_lead', unique_lead)
      hold('customer_lead', customer_lead)
    }
    for (const group of visitGroups(visits)) {
      const { first_visit, return_visit } = visitHolders(group as Settling[])
      hold('first_visit', first_visit)
      hold('return_visit', return_visit)
    }
  }
  return held
}

/** Only kinds that uniqueness looks at have a subject. */
type Settling = Surviving & Candidate

/** A lead's visits are one group wherever they took place; visits without a lead are the customer's at one dealer. */
function visitGroups(visits: readonly Surviving[]): Surviving[][] {
  const groups = new Map<string, Surviving[]>()
  for (const visit of visits) {
    const place = visit.lead_id === '' ? visit.dealer_id : ''
    const group = groups.get(place)
    if (group) group.push(visit)
    else groups.set(place, [visit])
  }
  return [...groups.values()]
}
