import type { Key, Row, ViewOpened, ViewPatch, ViewResult } from '#domain/view.ts'

/** A view as the screen holds it: the answer, and the number of the last message that made it. */
export interface Held {
  view: string
  rev: number
  result: ViewResult
}

/** One text per key, whatever the order of its names. */
export const keyText = (key: Key): string => JSON.stringify(Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1)))

export const opened = ({ view, rev, result }: ViewOpened): Held => ({ view, rev, result })

/**
 * The answer after a patch: its `rows` replace those with the same key or are added at the end, keys in `gone` leave.
 * `null` when the patch does not follow the held message: the view must be opened again. Never changes its arguments.
 */
export function applyPatch(held: Held, patch: ViewPatch): Held | null {
  if (patch.view !== held.view || patch.prev !== held.rev) return null
  const { seq, as_of, ranges, total, freshness } = patch
  const rows = patch.rows.length + patch.gone.length > 0 ? merge(held.result.rows, patch) : held.result.rows
  return { view: held.view, rev: patch.rev, result: { ...held.result, seq, as_of, ranges, total, freshness, rows } }
}

function merge(rows: readonly Row[], patch: ViewPatch): Row[] {
  const fresh = new Map(patch.rows.map((row) => [keyText(row.key), row]))
  const gone = new Set(patch.gone.map(keyText))
  const kept: Row[] = []
  for (const row of rows) {
    const key = keyText(row.key)
    const replacement = fresh.get(key)
    fresh.delete(key)
    if (replacement) kept.push(replacement)
    else if (!gone.has(key)) kept.push(row)
  }
  return [...kept, ...fresh.values()]
}
