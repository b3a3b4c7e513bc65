import type { Target } from '../streams.ts'
import { pieces, type Piece } from './spread.ts'

/** Places that carry targets, coarse to fine. */
export type Level = 'nation' | 'region' | 'area' | 'dealer_id'

/** One measure's targets: place → model (`''` for all models) → what is spread over the days. */
export type TargetBook = ReadonlyMap<string, ReadonlyMap<string, Piece[]>>

export const placeText = (level: Level, code: string): string => `${level}:${code}`

/** 目标 is what head office set, 承诺 what the regions promised, 挑战 what would be a feat. */
export const TARGET_KINDS = ['target', 'commitment', 'challenge'] as const
export type TargetKind = (typeof TARGET_KINDS)[number]

const books = new WeakMap<readonly Target[], ReadonlyMap<string, TargetBook>>()

/** The book of a measure's records of one kind. The same list of targets is read once, however often it is asked. */
export function bookOf(targets: readonly Target[], measure: string, kind: TargetKind): TargetBook | undefined {
  let known = books.get(targets)
  if (!known) {
    const sorted = groups(targets, ({ kind, measure }) => `${kind} ${measure}`)
    known = new Map([...sorted].map(([name, rows]) => [name, read(rows)]))
    books.set(targets, known)
  }
  return known.get(`${kind} ${measure}`)
}

function read(targets: readonly Target[]): TargetBook {
  const newest = new Map<string, Target>()
  for (const target of targets) {
    const key = recordText(target)
    const other = newest.get(key)
    if (!other || byVersion(target, other) >= 0) newest.set(key, target)
  }
  const places = groups(newest.values(), placeOf)
  return new Map([...places].map(([place, rows]) => [place, cut(groups(rows, ({ model }) => model ?? ''))]))
}

const cut = (models: ReadonlyMap<string, Target[]>) =>
  new Map([...models].map(([model, rows]) => [model, pieces(rows)]))

/** The level of the place that a target names. */
export const levelOfTarget = ({ region, area, dealer_id }: Target): Level =>
  dealer_id ? 'dealer_id' : area ? 'area' : region ? 'region' : 'nation'

function placeOf(target: Target): string {
  const level = levelOfTarget(target)
  return placeText(level, level === 'nation' ? '' : target[level]!)
}

/** What the versions of one record have in common. */
export const recordText = (target: Target): string =>
  JSON.stringify([target.measure, target.kind, target.from, target.to, placeOf(target), target.model ?? ''])

function groups<T>(rows: Iterable<T>, key: (row: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>()
  for (const row of rows) {
    const own = found.get(key(row))
    if (own) own.push(row)
    else found.set(key(row), [row])
  }
  return found
}

/** The newest version of a record among others; undefined where there is none. */
export function standingOf(targets: readonly Target[], record: Target): Target | undefined {
  const text = recordText(record)
  return targets
    .filter((one) => recordText(one) === text)
    .sort(byVersion)
    .at(-1)
}

/** Oldest first: digit-aware, so that `v9` is older than `v10`; without a version is oldest. */
export function byVersion(a: Target, b: Target): number {
  const text = ({ version }: Target) => (version === undefined ? '' : String(version))
  return text(a).localeCompare(text(b), 'en', { numeric: true })
}
