import type { ToldDecision } from '#domain/decision/decision.ts'

/**
 * A list that was read and what is known by pushes, which may have overtaken it: of each decision its newest revision,
 * and those that were made since (`whole`: the list leaves out nothing that is newest).
 */
export function together<D extends Pick<ToldDecision, 'id' | 'no' | 'revision'>>(
  read: readonly D[],
  known: ReadonlyMap<string, D>,
  whole: boolean,
): D[] {
  const last = Math.max(0, ...read.map(({ no }) => no))
  const made = whole ? [...known.values()].filter(({ no }) => no > last) : []
  return [...made, ...read].map((one) => {
    const pushed = known.get(one.id)
    return pushed && pushed.revision > one.revision ? pushed : one
  })
}
