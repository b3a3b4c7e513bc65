import type { Decision, Where } from '#domain/decision/decision.ts'
import { gramsOf, soughtOf } from '#domain/decision/tokens.ts'
import { searchText } from '#domain/decision/words.ts'
import type { Organisation } from '#domain/organisation.ts'
import type { DecisionFilter } from '#store/postgres/decisions.ts'

const texts = (row: object | undefined): string[] =>
  Object.values(row ?? {}).flatMap((value) =>
    typeof value === 'string' ? [value] : typeof value === 'object' && value !== null && !Array.isArray(value) ? texts(value as object) : [],
  ) // prettier-ignore

/** What the stores, models and channels of a `where` are called: people seek them by name, decisions hold their codes. */
export function namesIn(where: Where, organisation: Organisation, day: string): string {
  return Object.entries(where)
    .flatMap(([name, values]) =>
      (values ?? []).flatMap((value) => {
        if (value === null) return []
        if (name === 'dealer_id') return [organisation.dealer(value, day)?.name ?? '']
        if (name === 'model') return texts(organisation.model(value))
        return name.startsWith('channel') ? [organisation.channel(value)?.name ?? ''] : []
      }),
    )
    .join('\n')
}

/** What a list asks for, newest first; a search finds what a decision says, in comments too, and the names in its place. */
export async function findDecisions(
  all: (filter: DecisionFilter) => Promise<Decision[]>,
  filter: DecisionFilter,
  names: (where: Where) => string,
): Promise<Decision[]> {
  const { search = '', limit } = filter
  const found = await all(filter)
  if (search.trim() === '') return found
  const known = new Set(found.map(({ id }) => id))
  const rest = await all({ ...filter, search: undefined, limit: undefined })
  const sought = soughtOf(search)
  const named = rest.filter((one) => {
    if (known.has(one.id)) return false
    const grams = new Set(gramsOf(`${searchText(one)}\n${names(one.where)}`))
    return sought.every((gram) => grams.has(gram))
  })
  return [...found, ...named].sort((a, b) => b.no - a.no).slice(0, limit)
}
