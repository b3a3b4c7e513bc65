import type { Names } from '../session/names.ts'
import { LEVELS } from '../wall/state.ts'
import { nodeId } from './state.ts'
import type { TreeNode } from './tree.ts'

/** Nodes that a search opens by itself; more would ask for half the maker. */
const MOST_OPENED = 12

const folded = (text: string): string => text.normalize('NFKC').toLowerCase()

/** What a place answers to: its code and its names in both languages. */
function words(names: Names, path: readonly string[]): string {
  const level = LEVELS[path.length - 1]
  const code = path.at(-1)
  if (!level || code === undefined) return ''
  const full = level === 'dealer' ? (names.dealer(code)?.name ?? '') : ''
  return folded([code, full, names.place(level, code, 'zh'), names.place(level, code, 'en')].join(' '))
}

const hits = (names: Names, path: readonly string[], search: string): boolean => words(names, path).includes(search)

/** The nodes to open so that the stores which a search names can be seen. */
export function opensFor(search: string, names: Names, scope: readonly string[]): string[] {
  const wanted = folded(search.trim())
  if (wanted === '') return []
  const ids = new Set<string>()
  for (const { region, area, dealer_id } of names.dealers) {
    const path = [region, area, dealer_id]
    if (scope.some((code, i) => i < 3 && path[i] !== code)) continue
    const upper = [1, 2].filter((length) => hits(names, path.slice(0, length + 1), wanted))
    for (const length of upper) for (let up = 1; up <= length; up++) ids.add(nodeId(path.slice(0, up)))
    if (ids.size > MOST_OPENED) break
  }
  return [...ids]
}

/** Which nodes a search leaves in the table: those that it names, what lies above them and what lies below. */
export function matcher(search: string, names: Names): ((node: TreeNode) => boolean) | null {
  const wanted = folded(search.trim())
  if (wanted === '') return null
  const above = new Set<string>()
  for (const { region, area, dealer_id } of names.dealers) {
    const path = [region, area, dealer_id]
    for (let length = 1; length <= 3; length++)
      if (hits(names, path.slice(0, length), wanted))
        for (let up = 1; up < length; up++) above.add(nodeId(path.slice(0, up)))
  }
  return ({ id, path }) => above.has(id) || path.some((_code, i) => hits(names, path.slice(0, i + 1), wanted))
}
