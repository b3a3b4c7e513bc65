import type { Plan } from '#domain/plan.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { sql, value } from '#store/clickhouse/sql.ts'
import { ask } from '../run.ts'

/** Persons that surviving `identify` events join, with the one who stands for all of them. */
export interface People {
  from: string[]
  to: string[]
}

/** Reads who is the same person as far as a plan knows at a sequence: like uniqueness, whenever it was said. */
export async function readPeople(engine: Engine, plan: Plan, seq: number): Promise<People> {
  const known =
    plan.known_at === null ? sql`1` : sql`${ledger.received_at} <= ${value(plan.known_at, "DateTime64(3,'UTC')")}`
  const pairs = await ask<{ person: string; same_as: string }>(
    engine,
    sql`SELECT ${ledger.person}, ${ledger.same_as}
FROM ${tables['warroom.ledger']}
WHERE ${ledger.kind} = 'identify' AND ${ledger.seq} <= ${value(seq, 'UInt64')} AND ${known}
GROUP BY ${ledger.source}, ${ledger.event_id}, ${ledger.revision}, ${ledger.person}, ${ledger.same_as}
HAVING sum(${ledger.sign}) > 0`,
    'journeys',
  )
  const leader = new Map<string, string>()
  const find = (person: string): string => {
    let at = person
    for (let up = leader.get(at); up !== undefined && up !== at; up = leader.get(at)) at = up
    leader.set(person, at)
    return at
  }
  for (const { person, same_as } of pairs) {
    const [a, b] = [find(person), find(same_as)]
    if (a !== b) leader.set(a < b ? b : a, a < b ? a : b)
  }
  const from = [...leader.keys()].filter((person) => find(person) !== person)
  return { from, to: from.map(find) }
}
