import type { Dimension } from '#domain/dimensions.ts'
import type { NamedPeriod } from '#domain/range.ts'
import type { ViewSpec } from '#domain/view.ts'
import { LANGS, type Lang } from '../i18n/lang.ts'

/** The periods that the wall offers, in the order of the panel. */
export const PERIODS = [
  'month_to_date', 'today', 'week_to_date', 'quarter_to_date', 'previous_month', 'year_to_date', 'last_7_days', 'last_30_days',
] as const satisfies readonly NamedPeriod[] // prettier-ignore
export type Period = (typeof PERIODS)[number]

/** What 红黑榜 ranks by. */
export const METRICS = ['target', 'net_order', 'visit_rate'] as const
export type Metric = (typeof METRICS)[number]

export const DENSITIES = ['full', 'lean'] as const
export type Density = (typeof DENSITIES)[number]

/** The levels of the organisation below the whole maker, in drilling order. */
export const LEVELS = ['region', 'area', 'dealer', 'advisor'] as const
export type Level = (typeof LEVELS)[number]

/** The scenes: 全国·本月, 大区·本月, 今日·分时, 月末冲刺. */
export const SCENES = ['a', 'b', 'c', 'd'] as const
export type SceneName = (typeof SCENES)[number]

/** Everything that decides what the wall shows; lives wholly in the address, so that back, QR and links carry it. */
export interface WallState {
  /** The drilled path from the region down; shorter than four where it ends earlier. */
  path: readonly string[]
  model: string | null
  channel: string | null
  period: Period
  metric: Metric
  /** Visitors need not see the last ones: 黑榜 stays away. */
  hideBottom: boolean
  density: Density
  lang: Lang
  page: number
  scene: SceneName
  /** Scenes follow one another by themselves. */
  rotate: boolean
  /** 月末冲刺 takes its turn on every day, not only at the month's end. */
  sprint: boolean
  /** 会议模式: alerts do not interrupt but wait. */
  meeting: boolean
}

export const START: WallState = {
  path: [],
  model: null,
  channel: null,
  period: 'month_to_date',
  metric: 'target',
  hideBottom: false,
  density: 'full',
  lang: 'zh',
  page: 1,
  scene: 'a',
  rotate: false,
  sprint: false,
  meeting: false,
}

type Query = Record<string, unknown>

const text = (raw: unknown): string | null => (typeof raw === 'string' && raw !== '' && raw.length <= 200 ? raw : null)
const oneOf = <T extends string>(raw: unknown, values: readonly T[], fallback: T): T =>
  values.includes(raw as T) ? (raw as T) : fallback

/** Reads the address. What it does not understand takes the default: a mistyped link still shows the wall. */
export function readState(query: Query): WallState {
  const path: string[] = []
  for (const level of LEVELS) {
    const value = text(query[level])
    if (value === null) break
    path.push(value)
  }
  return {
    path,
    model: text(query.model),
    channel: text(query.channel),
    period: oneOf(query.period, PERIODS, START.period),
    metric: oneOf(query.metric, METRICS, START.metric),
    hideBottom: query.bottom === 'hidden',
    density: oneOf(query.density, DENSITIES, START.density),
    lang: oneOf(query.lang, LANGS, START.lang),
    page: query.page === '2' ? 2 : 1,
    scene: oneOf(query.scene, SCENES, START.scene),
    rotate: query.rotate === 'on',
    sprint: query.sprint === 'on',
    meeting: query.meeting === 'on',
  }
}

/** The address of a state; defaults are left out, so that the same state has one address. */
export function writeState(state: WallState): Record<string, string> {
  const query: Record<string, string> = {}
  state.path.forEach((value, i) => (query[LEVELS[i]!] = value))
  if (state.model) query.model = state.model
  if (state.channel) query.channel = state.channel
  for (const name of ['scene', 'period', 'metric', 'density', 'lang'] as const)
    if (state[name] !== START[name]) query[name] = state[name]
  if (state.hideBottom) query.bottom = 'hidden'
  if (state.page > 1) query.page = String(state.page)
  if (state.rotate) query.rotate = 'on'
  if (state.sprint) query.sprint = 'on'
  if (state.meeting) query.meeting = 'on'
  return query
}

/** What a scene shows of a state: 今日 and 月末冲刺 live in the running month, whatever period was chosen for the others. */
export const shownState = (state: WallState): WallState =>
  (state.scene === 'c' || state.scene === 'd') && state.period !== 'month_to_date'
    ? { ...state, period: 'month_to_date' }
    : state

/** The level whose members are listed below the present place; `null` below an advisor. */
export const childLevel = ({ path }: WallState): Level | null => LEVELS[path.length] ?? null

const DIMENSION_OF: Record<Level, Dimension> = {
  region: 'region',
  area: 'area',
  dealer: 'dealer_id',
  advisor: 'advisor_id',
}
export const dimensionOf = (level: Level): Dimension => DIMENSION_OF[level]

/** The filter that every tile shares. A dealer says its region and area itself; codes are cheaper to ask for. */
export function whereOf(
  { path, model, channel }: WallState,
  channelLevel: (channel: string) => number,
): ViewSpec['where'] {
  const [region, area, dealer, advisor] = path
  const where: ViewSpec['where'] = {}
  if (dealer) where.dealer_id = [dealer]
  else {
    if (region) where.region = [region]
    if (area) where.area = [area]
  }
  if (advisor) where.advisor_id = [advisor]
  if (model) where.model = [model]
  if (channel) where[`channel_${channelLevel(channel) as 1 | 2 | 3 | 4}`] = [channel]
  return where
}
