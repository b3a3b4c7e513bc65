import type { Asked, Reading, Sentence } from '#domain/reading/reading.ts'
import type { Names } from '../../session/names.ts'
import type { DeskState } from '../state.ts'

export type Mark = 'supports' | 'against' | 'none'

/** Evidence of one kind, in the order in which it was told. */
export interface Group {
  side: 'outside' | 'inside' | 'data' | 'unknown'
  lines: { sentence: Sentence; mark: Mark }[]
}

const markOf = ({ supports }: Sentence): Mark => (supports === null ? 'none' : supports ? 'supports' : 'against')
const ORDER = ['outside', 'inside', 'data', 'unknown'] as const

/** The evidence by side; what there is no data for stands last, and is said. */
export function groupsOf({ sentences }: Pick<Reading, 'sentences'>): Group[] {
  const lines = sentences.map((sentence) => ({ sentence, mark: markOf(sentence) }))
  const of = (side: Group['side']) =>
    lines.filter(({ sentence, mark }) => (mark === 'none' ? side === 'unknown' : side === sentence.side))
  return ORDER.map((side) => ({ side, lines: of(side) })).filter(({ lines: own }) => own.length > 0)
}

const one = (values: readonly (string | null)[] | undefined): string | null =>
  values?.length === 1 ? (values[0] ?? null) : null

/** The desk with the figures of a question as its columns, at the place that the question names. */
export function deskOf({ measures, where = {}, by = [] }: Asked, scope: readonly string[], names: Names): Partial<DeskState> {
  const dealer = names.dealer(one(where.dealer_id) ?? '')
  const area = one(where.area)
  const region = one(where.region) ?? (area === null ? null : (names.regionOfArea(area) ?? null))
  const advisor = one(where.advisor_id)
  const place = dealer
    ? [dealer.region, dealer.area, dealer.dealer_id, ...(advisor === null ? [] : [advisor])]
    : region === null
      ? (where.dealer_id ?? where.city) ? scope : []
      : [region, ...(area === null ? [] : [area])]
  const channel = one(where.channel) ?? one(where.channel_2) ?? one(where.channel_1)
  return {
    path: place,
    chosen: [],
    step: null,
    cell: null,
    cross: by.includes('model') ? 'model' : by.some((name) => name.startsWith('channel')) ? 'channel' : 'none',
    crossed: measures[0]!,
    columns: [...measures],
    sort: null,
    model: one(where.model),
    channel,
  }
} // prettier-ignore
