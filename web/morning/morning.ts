import type { MorningItem } from '#domain/reading/morning.ts'
import type { Request } from '../live/send.ts'
import type { DeskScene } from '../desk/asks.ts'
import { whereOfNode } from '../desk/asks.ts'
import { DESK_START, writeDesk, type DeskState } from '../desk/state.ts'
import { deskOf } from '../desk/why/evidence.ts'
import { decideOn, stageOf } from '../desk/why/decide.ts'
import { spotOf } from '../desk/why/link.ts'
import { isChannel } from '../desk/why/words.ts'
import type { Names } from '../session/names.ts'

/** What `POST /api/morning` answers: at most three things, by cars at stake. */
export interface MorningAnswer {
  seq: number
  as_of: string
  items: MorningItem[]
}

/** The three things of a place. */
export function askMorning(scene: DeskScene): Request {
  const { asOf } = scene.state
  const body = { where: whereOfNode(scene, scene.state.path), ...(asOf && { as_of: asOf }) }
  return { address: '/api/morning', body: JSON.stringify(body) }
}

const PLACES = ['region', 'area', 'dealer_id', 'advisor_id']

/** What a cause's view narrows the business to: values of one place, model or channel. */
function segmentOf(where: NonNullable<MorningItem['view']>['where'] = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(where).flatMap(([name, values]) =>
      values?.length === 1 && typeof values[0] === 'string' && (PLACES.includes(name) || name === 'model' || isChannel(name))
        ? [[name, values[0]]]
        : [],
    ),
  )
} // prettier-ignore

/** The desk that shows an item: a cause at its cell and step, a pile or a fault as a column; `null` where nothing does. */
export function deskAt({ kind, view }: Pick<MorningItem, 'kind' | 'view'>, state: DeskState, names: Names): { path: string; query: Record<string, string> } | null {
  if (!view?.measures?.length) return null
  const { path, lang, theme, asOf } = state
  const start = { ...DESK_START, lang, theme, asOf, period: 'month_to_date' as const }
  const spot =
    kind === 'cause'
      ? spotOf(segmentOf(view.where), view.measures.at(-1)!, path, names)
      : deskOf({ ...view, measures: view.measures } as Parameters<typeof deskOf>[0], path, names)
  return { path: '/desk', query: writeDesk({ ...start, ...spot }) }
} // prettier-ignore

/** The sheet for a cause's place and step; `null` for what is no cause. */
export function logAt({ kind, view }: Pick<MorningItem, 'kind' | 'view'>, { path, lang, theme }: DeskState): { path: string; query: Record<string, string> } | null {
  const stage = stageOf(view?.measures?.at(-1) ?? '')
  if (kind !== 'cause' || stage === null) return null
  const segment = segmentOf(view?.where)
  const place = PLACES.slice(0, 3).flatMap((name, i) => segment[name] ?? path[i] ?? [])
  const { path: to, query } = decideOn(place, stage)
  return { path: to, query: { ...writeDesk({ ...DESK_START, lang, theme, path: place }), ...query } }
} // prettier-ignore

const LAMPS = { cause: 'behind', overdue: 'warning', due: 'warning', data: 'stale' } as const

/** The lamp of an item: a cause is behind, what waits is a warning, a silent source is no fall. */
export const lampOf = ({ kind }: Pick<MorningItem, 'kind'>) => LAMPS[kind]
