import type { Plan } from '#domain/plan.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { sql } from '#store/clickhouse/sql.ts'
import { ask } from '../run.ts'
import { known } from './survivors.ts'

/** Persons whom surviving `identify` events make one: each under the name of the first of them. */
export async function joinedPersons(engine: Engine, plan: Plan, seq: number): Promise<Map<string, string>> {
  const pairs = await ask<{ person: string; same_as: string }>(
    engine,
    sql`SELECT ${ledger.person}, ${ledger.same_as} FROM ${tables['warroom.ledger']}
      WHERE ${known({ plan, seq }, ['identify'])}
      GROUP BY ${ledger.person}, ${ledger.same_as} HAVING sum(${ledger.sign}) > 0`,
    'stock',
  )
  const heads = new Map<string, string>()
  const head = (person: string): string => {
    let at = person
    while (heads.has(at) && heads.get(at) !== at) at = heads.get(at)!
    return at
  }
  for (const { person, same_as } of pairs) {
    const [first, second] = [head(person), head(same_as)].sort() as [string, string]
    heads.set(first, first)
    heads.set(second, first)
  }
  return new Map([...heads.keys()].map((person) => [person, head(person)]))
}
