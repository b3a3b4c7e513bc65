import type { Segment } from '#domain/diagnosis/lattice.ts'
import type { Names } from '../../session/names.ts'
import { isChannel, partsOf, placeOf } from './words.ts'
import { ACROSS, type Across, type WhyState } from './state.ts'

/** Where a segment is on the desk: the place above it, and what narrows the whole question. */
export interface Spot extends Pick<WhyState, 'step' | 'across' | 'cell'> {
  path: readonly string[]
  chosen: readonly string[]
  model?: string
  channel?: string
}

/** The whole path of a place, from the region down; what the reference does not know stays where it is. */
function pathTo(segment: Segment, scope: readonly string[], names: Names): readonly string[] | null {
  const place = placeOf(segment)
  if (!place) return null
  const { level, code } = place
  if (level === 'region') return [code]
  if (level === 'area') {
    const region = segment.region ?? names.regionOfArea(code)
    return region === undefined ? null : [region, code]
  }
  const dealer = names.dealer(level === 'dealer' ? code : (segment.dealer_id ?? scope[2] ?? ''))
  if (!dealer) return null
  const store = [dealer.region, dealer.area, dealer.dealer_id]
  return level === 'dealer' ? store : [...store, code]
}

/**
 * The desk's state that opens exactly a segment's cell at a step: its place is a row of the matrix of the place above,
 * one more value is a column, and what is left narrows the question as model or channel.
 */
export function spotOf(segment: Segment, stage: string, scope: readonly string[], names: Names): Spot {
  const own = pathTo(segment, scope, names)
  // The scope itself, or a place around it, is no row of its matrix.
  const inside = own !== null && own.some((code, i) => scope[i] !== code)
  const path = inside ? own.slice(0, -1) : scope
  const parts = partsOf(segment)
  const column = parts.find(([name]) => ACROSS.includes(name as Across))
  const rest = parts.filter((part) => part !== column)
  const value = (test: (name: string) => boolean) => rest.find(([name]) => test(name))?.[1]
  const model = value((name) => name === 'model')
  const channel = value(isChannel)
  return {
    path,
    chosen: [],
    step: stage,
    across: (column?.[0] as Across | undefined) ?? 'channel_1',
    cell: inside || column ? { row: inside ? own.at(-1)! : null, column: column?.[1] ?? null } : null,
    ...(model !== undefined && { model }),
    ...(channel !== undefined && { channel }),
  }
}
