import { OUTCOMES, type Outcome } from '#domain/journey/counters.ts'
import { ALIGNMENTS, NAMED_PERIODS, type Alignment, type NamedPeriod, type Period } from '#domain/range.ts'
import { TARGET_KINDS, type TargetKind } from '#domain/targets/book.ts'
import type { Entry } from '#domain/view.ts'
import { readWhy, WHY_START, writeWhy, type WhyState } from './why/state.ts'
import { LEVELS, readState, shownState, START, writeState, type Level, type WallState } from '../wall/state.ts'

/** How the funnel counts: what happened in the period, or what became of those who entered in it. */
export const FUNNELS = ['flow', 'cohort'] as const
export type FunnelMode = (typeof FUNNELS)[number]

/** 新增 and 结转: events of journeys that began within the period, or before it. */
export const INTAKES = ['all', 'new', 'carried'] as const
export type Intake = (typeof INTAKES)[number]

export const THEMES = ['dark', 'light'] as const
export type Theme = (typeof THEMES)[number]

/** The comparison that the bridge, the ticks and the red edge speak of. */
export const YARDSTICKS = ['previous', 'last_year'] as const
export type Yardstick = (typeof YARDSTICKS)[number]

/** What the columns of the table are: its figures, or one measure by model or channel. */
export const CROSSES = ['none', 'model', 'channel'] as const
export type Cross = (typeof CROSSES)[number]

export const DESK_ENTRIES = ['unique_lead', 'card', 'first_visit', 'order'] as const satisfies readonly Entry[]
export const WINDOWS = [15, 30, 60, 90] as const

export const PANELS = ['date', 'columns', 'compare', 'then', 'lags', 'pace', 'whatif', 'keys'] as const
export type Panel = (typeof PANELS)[number]

/** Which figure's rows are open: `measure`, the path of its node, a crossed value and a range. */
export interface RowsOf {
  measure: string
  path: readonly string[]
  cross: string | null
  range: 'current' | 'previous' | 'last_year'
  /** Which of a cohort's entrants, where the figure is a stage of one. */
  part?: Outcome
  /** Only events of journeys that began within the range, or before it. */
  intake?: Exclude<Intake, 'all'>
}

/** Everything that decides what the desk shows. The wall's state is part of it, so that both show the same figures. */
export interface DeskState extends WallState, WhyState {
  /** A period that the wall does not have, in place of the wall's: own days, a named window, 旬, a fiscal month. */
  span: Period | null
  align: Alignment
  vs: Yardstick
  funnel: FunnelMode
  /** Which journeys the flow funnel counts. */
  intake: Intake
  entry: Entry
  window: number
  org: 'current' | 'as_stood'
  /** 同店: only dealers open in every range. */
  base: 'all' | 'same_store'
  /** Comparisons count a replaced model for the one that replaced it. */
  successors: boolean
  /** Held against the target, the regions' commitment or the challenge. */
  against: TargetKind
  /** A pinned instant, ISO; `null` follows the clock. */
  asOf: string | null
  theme: Theme
  /** The chosen node below the scope; `[]` is the scope itself. */
  chosen: readonly string[]
  open: readonly string[]
  columns: readonly string[] | null
  sort: { column: string; dir: 'asc' | 'desc' } | null
  search: string
  cross: Cross
  /** The measure that is crossed. */
  crossed: string
  pinned: readonly string[]
  rows: RowsOf | null
  panel: Panel | null
  /** The alert that led here: a decision logged from here belongs to it. */
  alert: string | null
}

export const DESK_START: DeskState = {
  ...START,
  ...WHY_START,
  span: null,
  align: 'elapsed',
  vs: 'previous',
  funnel: 'flow',
  intake: 'all',
  entry: 'unique_lead',
  window: 30,
  org: 'current',
  base: 'all',
  successors: false,
  against: 'target',
  asOf: null,
  theme: 'dark',
  chosen: [],
  open: [],
  columns: null,
  sort: null,
  search: '',
  cross: 'none',
  crossed: 'first_visit',
  pinned: [],
  rows: null,
  panel: null,
  alert: null,
}

export const MOST_PINNED = 4
const MOST_OPEN = 40

/** A node's path as one word: `华东~苏南`. Codes with a tilde are escaped. */
export const nodeId = (path: readonly string[]): string => path.map(encode).join('~')
export const nodePath = (id: string): string[] => (id === '' ? [] : id.split('~').map(decode))
const encode = (code: string): string => code.replace(/[%~,;]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)
const decode = (code: string): string =>
  code.replace(/%([0-9a-f]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

type Query = Record<string, unknown>
const text = (raw: unknown): string => (typeof raw === 'string' && raw.length <= 4_000 ? raw : '')
const oneOf = <T extends string>(raw: unknown, values: readonly T[], fallback: T): T =>
  values.includes(raw as T) ? (raw as T) : fallback
const list = (raw: unknown, most: number): string[] => text(raw).split(',').filter(Boolean).slice(0, most)
const DAY = /^\d{4}-\d{2}-\d{2}$/
const WORD = /^[A-Za-z_][A-Za-z0-9_.]{0,80}$/

/** Reads the address. What it does not understand takes the default. */
export function readDesk(query: Query): DeskState {
  const wall = shownState(readState(query))
  const sort = /^([A-Za-z0-9_:.-]{1,120})\.(asc|desc)$/.exec(text(query.sort))
  const window = Number(query.window)
  const asOf = text(query.as_of)
  return {
    ...wall,
    ...readWhy(query),
    span: readSpan(query),
    align: oneOf(query.align, ALIGNMENTS, DESK_START.align),
    vs: oneOf(query.vs, YARDSTICKS, DESK_START.vs),
    funnel: oneOf(query.mode, FUNNELS, DESK_START.funnel),
    intake: oneOf(query.intake, INTAKES, DESK_START.intake),
    entry: oneOf(query.entry, DESK_ENTRIES, DESK_START.entry),
    window: WINDOWS.includes(window as (typeof WINDOWS)[number]) ? window : DESK_START.window,
    org: query.org === 'as_stood' ? 'as_stood' : 'current',
    base: query.base === 'same_store' ? 'same_store' : 'all',
    successors: query.successors === 'on',
    against: oneOf(query.against, TARGET_KINDS, DESK_START.against),
    asOf: Number.isNaN(Date.parse(asOf)) ? null : new Date(asOf).toISOString(),
    theme: oneOf(query.theme, THEMES, DESK_START.theme),
    chosen: nodePath(text(query.at)).slice(0, LEVELS.length),
    open: list(query.open, MOST_OPEN),
    columns: query.cols === undefined ? null : list(query.cols, 30).filter((name) => WORD.test(name)),
    sort: sort ? { column: sort[1]!, dir: sort[2] as 'asc' | 'desc' } : null,
    search: text(query.q).slice(0, 80),
    cross: oneOf(query.cross, CROSSES, DESK_START.cross),
    crossed: WORD.test(text(query.of)) ? text(query.of) : DESK_START.crossed,
    pinned: list(query.pin, MOST_PINNED),
    rows: readRows(text(query.rows)),
    panel: PANELS.includes(query.panel as Panel) ? (query.panel as Panel) : null,
    alert: /^\d{1,15}$/.test(text(query.alert)) ? text(query.alert) : null,
  }
}

/** Named periods that the wall does not offer. */
export const MORE_PERIODS = ['yesterday', 'xun_to_date', 'previous_xun', 'fiscal_month_to_date', 'previous_fiscal_month'] as const satisfies readonly NamedPeriod[] // prettier-ignore

function readSpan(query: Query): Period | null {
  const [from, to, span] = [text(query.from), text(query.to), text(query.span)]
  if (DAY.test(from) && DAY.test(to) && from < to) return { from, to }
  if (NAMED_PERIODS.includes(span as NamedPeriod)) return span as NamedPeriod
  const window = /^window:([a-z][a-z0-9_]{0,39})(?::(\d{4}))?$/.exec(span)
  return window ? { window: window[1]!, ...(window[2] && { year: Number(window[2]) }) } : null
}

/** A span as its part of the address. */
function writeSpan(span: Period): Record<string, string> {
  if (typeof span === 'string') return { span }
  if ('from' in span) return { from: span.from, to: span.to }
  return { span: `window:${span.window}${span.year === undefined ? '' : `:${span.year}`}` }
}

function readRows(raw: string): RowsOf | null {
  const [measure = '', node = '', range = '', cross = '', part = '', intake = ''] = raw.split(';')
  if (!WORD.test(measure)) return null
  return {
    measure,
    path: nodePath(node),
    cross: cross === '' ? null : decode(cross),
    range: oneOf(range, ['current', 'previous', 'last_year'], 'current'),
    ...(OUTCOMES.includes(part as Outcome) && { part: part as Outcome }),
    ...((intake === 'new' || intake === 'carried') && { intake }),
  }
}

/** The address of a state; defaults are left out. */
export function writeDesk(state: DeskState): Record<string, string> {
  const query = { ...writeState(state), ...writeWhy(state) }
  const put = (name: string, value: string, absent: string) => {
    if (value !== absent) query[name] = value
  }
  if (state.span) Object.assign(query, writeSpan(state.span))
  put('align', state.align, DESK_START.align)
  put('vs', state.vs, DESK_START.vs)
  put('mode', state.funnel, DESK_START.funnel)
  put('intake', state.intake, DESK_START.intake)
  put('entry', state.entry, DESK_START.entry)
  put('window', String(state.window), String(DESK_START.window))
  put('org', state.org, DESK_START.org)
  put('base', state.base, DESK_START.base)
  put('successors', state.successors ? 'on' : '', '')
  put('against', state.against, DESK_START.against)
  put('as_of', state.asOf ?? '', '')
  put('theme', state.theme, DESK_START.theme)
  put('at', nodeId(state.chosen), '')
  put('open', state.open.join(','), '')
  if (state.columns) query.cols = state.columns.join(',')
  put('sort', state.sort ? `${state.sort.column}.${state.sort.dir}` : '', '')
  put('q', state.search, '')
  put('cross', state.cross, DESK_START.cross)
  put('of', state.crossed, DESK_START.crossed)
  put('pin', state.pinned.join(','), '')
  if (state.rows) {
    const { measure, path, range, cross, part = '', intake = '' } = state.rows
    const plain = range === 'current' && cross === null && part === '' && intake === ''
    const parts = [measure, nodeId(path), plain ? '' : range, encode(cross ?? ''), part, intake]
    query.rows = parts.join(';').replace(/;+$/, '')
  }
  put('panel', state.panel ?? '', '')
  put('alert', state.alert ?? '', '')
  return query
}

/** The level of a node by the length of its path; `null` for the whole maker. */
export const levelOf = (path: readonly string[]): Level | null => LEVELS[path.length - 1] ?? null

/** The chosen node's whole path: below the scope, or the scope itself. */
export const chosenPath = ({ path, chosen }: DeskState): readonly string[] =>
  chosen.length > path.length && path.every((code, i) => chosen[i] === code) ? chosen : path
