import { DIMENSIONS, type Dimension } from '#domain/dimensions.ts'
import { gramsOf, soughtOf } from '#domain/decision/tokens.ts'
import { markOf } from '#domain/decision/words.ts'
import type { Organisation } from '#domain/organisation.ts'

/** All texts of a row, whatever they are named. */
const texts = (row: object | undefined): string[] =>
  Object.values(row ?? {}).flatMap((value: unknown) =>
    typeof value === 'string' ? [value] : typeof value === 'object' && value !== null && !Array.isArray(value) ? texts(value) : [],
  ) // prettier-ignore

const CHANNELS = (Object.keys(DIMENSIONS) as Dimension[]).filter((name) => /^channel(_\d)?$/.test(name))

/** What stores, models and channels are called: the names of each, and the marks of decisions about it. */
const named = (organisation: Organisation, day: string): { names: string[]; marks: string[] }[] => [
  ...organisation.dealerCodes().map((code) => {
    return { names: [organisation.dealer(code, day)?.name ?? ''], marks: [markOf('dealer_id', code)] }
  }),
  ...organisation.modelCodes().map((code) => {
    return { names: texts(organisation.model(code)), marks: [markOf('model', code)] }
  }),
  ...organisation.channelCodes().map((code) => {
    return { names: [organisation.channel(code)?.name ?? ''], marks: CHANNELS.map((name) => markOf(name, code)) }
  }),
]

/**
 * What a decision must hold to be found by a search: of each entry one. People seek stores, models and channels by
 * name, decisions hold their codes; so a piece of a name is found in its marks too, as things are called on that day.
 */
export function soughtIn(search: string, organisation: Organisation, day: string): string[][] {
  const sought = new Map(soughtOf(search).map((gram) => [gram, [gram]]))
  if (sought.size === 0) return []
  for (const { names, marks } of named(organisation, day))
    for (const gram of gramsOf(names.join('\n'))) sought.get(gram)?.push(...marks)
  return [...sought.values()]
}
