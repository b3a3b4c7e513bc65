import type { Written } from './decision.ts'
import { mergeText } from './merge-text.ts'

/** The parts of a decision that may be written again. */
export type Changes = Partial<Written>

/** A part that both wrote otherwise, and what the merge says. */
export interface Clash {
  field: keyof Written
  base: unknown
  theirs: unknown
  yours: unknown
  merged: unknown
  /** Whether `merged` holds all that you wrote; else yours is kept as a comment. */
  whole: boolean
}

export interface Merge {
  /** Yours brought onto theirs: what would be written. */
  changes: Changes
  /** Parts that both wrote otherwise. Without any the merge needs nobody's eye. */
  clashes: Clash[]
}

const TEXTS: readonly (keyof Written)[] = ['title', 'what']
/** Characters that the texts may have. */
export const LONGEST = { title: 200, what: 8_000 } as const

/** Both come out of the same schema, so equal values have equal texts. */
export const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/**
 * Brings changes that were made from `base` onto a decision that others have changed meanwhile. Texts hold both
 * wordings; lists hold what either added and neither took out; of other parts theirs stands, being the earlier.
 */
export function merge(base: Written, theirs: Written, yours: Changes): Merge {
  const changes: Changes = {}
  const clashes: Clash[] = []
  for (const field of Object.keys(yours) as (keyof Written)[]) {
    const [was, there, mine] = [base[field], theirs[field], yours[field]]
    if (same(mine, was) || same(mine, there)) continue
    const clash = !same(there, was)
    const settled = clash ? settle(field, was, there, mine) : { merged: mine, whole: true }
    if (clash) clashes.push({ field, base: was, theirs: there, yours: mine, ...settled })
    if (!same(settled.merged, there)) Object.assign(changes, { [field]: settled.merged })
  }
  return { changes, clashes }
}

function settle(field: keyof Written, base: unknown, theirs: unknown, yours: unknown): Pick<Clash, 'merged' | 'whole'> {
  if (TEXTS.includes(field)) {
    const merged = mergeText(String(base), String(theirs), String(yours))
    // Both wordings together may be longer than the field; the second is then told beside it.
    const fits = merged.length <= LONGEST[field as keyof typeof LONGEST]
    return fits ? { merged, whole: true } : { merged: theirs, whole: false }
  }
  if (Array.isArray(base) && Array.isArray(theirs) && Array.isArray(yours)) {
    const kept = theirs.filter((one) => !base.includes(one) || yours.includes(one))
    return { merged: [...kept, ...yours.filter((one) => !base.includes(one) && !kept.includes(one))], whole: true }
  }
  return { merged: theirs, whole: false }
}

/** What a merge did not take of yours, in words for the decision's comments; empty when all of it stands. */
export function leftOut({ clashes }: Merge): string {
  return clashes
    .filter(({ whole }) => !whole)
    .map(({ field, yours }) => `${field}: ${typeof yours === 'string' ? yours : JSON.stringify(yours)}`)
    .join('\n')
}
