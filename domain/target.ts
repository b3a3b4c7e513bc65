import { isBucket } from './bucket.ts'
import { keyText } from './cells.ts'
import type { Dimension } from './dimensions.ts'
import type { Organisation } from './organisation.ts'
import type { Plan } from './plan.ts'
import type { Target } from './streams.ts'
import { gather, isModelDimension, levelsOf } from './targets/gather.ts'
import { isPlaceDimension } from './targets/places.ts'
import { slicesOf } from './targets/slices.ts'
import { levelOn, reach } from './targets/spread.ts'
import type { Key } from './view.ts'

/** `target` is the share of the current range up to where it counts, `target_full` that of the whole unit. */
export type TargetName = 'target' | 'target_full'
export const TARGET_NAMES: readonly TargetName[] = ['target', 'target_full']

/** The targets of one question. */
export interface TargetShares {
  /** Keys of the rows that a target alone makes; none where the question cuts by time. */
  keys: readonly Key[]
  /** A row's share by measure; the total's without a key. A measure without target is absent. */
  share(name: TargetName, key?: Key): Record<string, number>
}

/** Whether a target can be told apart by a dimension at all: not by channel, advisor, hour … */
export const carriesTarget = (dimension: Dimension): boolean =>
  isPlaceDimension(dimension) || isModelDimension(dimension) || isBucket(dimension)

/**
 * The targets that belong to a question, read under the organisation valid at `as_of`.
 *
 * Records of the question's `target_kind` count, of each the newest version; of overlapping records of a place the shorter period
 * stands. The level is the finest that `by` and `where` name; a place without a record of its own is the sum of the
 * places right below it. With a model dimension the records with a model count, else those without, else the sum of
 * those with. A question by or within a dimension that targets cannot carry has none. Targets of rates, durations and
 * stock are levels: neither shared out over days nor added up over places, so only a place's own record counts.
 */
export function targetShares(plan: Plan, targets: readonly Target[], organisation: Organisation): TargetShares {
  const { by, where, compare } = plan.spec
  const dimensions = [...by, ...(Object.keys(where) as Dimension[])]
  const names = dimensions.every(carriesTarget) ? TARGET_NAMES.filter((name) => compare.includes(name)) : []
  const slices = names.map((name) => ({ name, own: slicesOf(plan, name === 'target_full') }))
  const whole = { ...plan, spec: { ...plan.spec, by: [] } }
  const levels = levelsOf(plan)
  const unit = slicesOf(whole, true).flatMap(({ stretches }) => stretches)
  const rows = new Map<string, Record<TargetName, Record<string, number>>>()
  const total: Record<TargetName, Record<string, number>> = { target: {}, target_full: {} }
  const keys = new Map<string, Key>()
  for (const { measure, values, cut } of names.length > 0 ? gather(plan, targets, organisation) : []) {
    const weight = reach(cut, unit)
    if (weight === 0) continue
    for (const { name, own } of slices) {
      for (const { keys: cuts, stretches } of own) {
        const key: Key = {}
        for (const dimension of by) key[dimension] = isBucket(dimension) ? cuts[dimension]! : values[dimension] || null
        const text = keyText(key)
        const row = rows.get(text) ?? { target: {}, target_full: {} }
        rows.set(text, row)
        keys.set(text, key)
        if (levels.has(measure)) {
          const level = levelOn(cut, stretches)
          if (level !== null) row[name][measure] = level
          continue
        }
        const share = reach(cut, stretches)
        row[name][measure] = (row[name][measure] ?? 0) + share
        total[name][measure] = (total[name][measure] ?? 0) + share
      }
    }
  }
  const ofTotal = names.length > 0 && levels.size > 0 ? gather(whole, targets, organisation) : []
  for (const { measure, cut } of ofTotal.filter(({ measure }) => levels.has(measure))) {
    for (const name of names) {
      const stretches = slicesOf(whole, name === 'target_full').flatMap(({ stretches }) => stretches)
      const level = levelOn(cut, stretches)
      if (level !== null) total[name][measure] = level
    }
  }
  return {
    keys: by.some(isBucket) ? [] : [...keys.values()],
    share: (name, key) => rounded((key ? rows.get(keyText(key)) : total)?.[name] ?? {}),
  }
}

/** Shares to a millionth of a unit: what lies below is the noise of adding binary fractions. */
const rounded = (shares: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(shares).map(([measure, share]) => [measure, Math.round(share * 1e6) / 1e6]))
