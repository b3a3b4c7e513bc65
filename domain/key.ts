import { attrName, isAttrDimension, originOf, type Dimension, type DimensionName } from './dimensions.ts'
import { bucketMap, isBucket } from './bucket.ts'
import type { Fact } from './fact.ts'
import {
  channelLevel,
  dealerValue,
  modelValue,
  type ChannelDimension,
  type DealerDimension,
  type ModelDimension,
  type Organisation,
} from './organisation.ts'
import type { Plan } from './plan.ts'
import type { RangeName } from './range.ts'
import { modelReader } from './successor.ts'
import type { Key } from './view.ts'

/** A fact's value of a dimension as a range counts it; `null` when absent. */
export type ValueReader = (fact: Fact, range: RangeName) => string | null

const HOUR_MS = 3_600_000

/** How a plan reads one dimension from a fact. The SQL of the query rooms says the same. */
export function valueReader(plan: Plan, organisation: Organisation, dimension: Dimension): ValueReader {
  const { zone } = plan.clock
  if (isBucket(dimension)) {
    const buckets = bucketMap(plan, dimension)
    return (fact, range) => buckets.keyOf(range, fact.day)
  }
  if (dimension === 'hour') {
    return (fact) => String(Math.floor(zone.local(fact.occurred_at).time / HOUR_MS)).padStart(2, '0')
  }
  if (dimension === 'due_day') return ({ due_at }) => (due_at === null ? null : zone.day(due_at))
  if (isAttrDimension(dimension)) {
    const name = attrName(dimension)
    return (fact) => (Object.hasOwn(fact.attrs, name) ? fact.attrs[name]! : null) || null
  }
  if (dimension === 'model') {
    const modelOf = modelReader(plan, organisation)
    return (fact, range) => modelOf(organisation.modelCode(fact.model), fact.day, range) || null
  }
  if (dimension === 'channel') return (fact) => organisation.channelCode(fact.channel) || null
  switch (originOf(dimension)) {
    case 'dealer': {
      const today = zone.day(plan.as_of)
      const dayOf = plan.spec.org === 'current' ? () => today : (fact: Fact) => fact.day
      return (fact) =>
        dealerValue(organisation.dealer(fact.dealer_id, dayOf(fact)), dimension as DealerDimension) || null
    }
    case 'model': {
      const modelOf = modelReader(plan, organisation)
      return (fact, range) => {
        const code = modelOf(organisation.modelCode(fact.model), fact.day, range)
        return modelValue(organisation.model(code), dimension as ModelDimension) || null
      }
    }
    case 'channel': {
      const level = channelLevel(dimension as ChannelDimension)
      return (fact) => organisation.channelPath(organisation.channelCode(fact.channel))[level] ?? null
    }
    default:
      return (fact) => (fact[dimension as DimensionName & keyof Fact] as string) || null
  }
}

/** Reads the key of the row that a fact falls into; its names stand in the order of `by`. */
export function keyReader(plan: Plan, organisation: Organisation): (fact: Fact, range: RangeName) => Key {
  const readers = plan.spec.by.map((dimension) => [dimension, valueReader(plan, organisation, dimension)] as const)
  return (fact, range) => {
    const key: Key = {}
    for (const [dimension, read] of readers) key[dimension] = read(fact, range)
    return key
  }
}

/** The values that `where` allows for a dimension: dealers, models and channels under their own codes. */
export function allowedValues(plan: Plan, organisation: Organisation, dimension: Dimension): (string | null)[] {
  const values = plan.spec.where[dimension] ?? []
  const own = ownCode(organisation, dimension)
  return own ? [...new Set(values.map((value) => (value === null ? null : own(value))))] : values
}

function ownCode(organisation: Organisation, dimension: Dimension): ((code: string) => string) | undefined {
  if (dimension === 'dealer_id') return (code) => organisation.dealerCode(code) ?? code
  if (dimension === 'model') return (code) => organisation.modelCode(code)
  return dimension === 'channel' ? (code) => organisation.channelCode(code) : undefined
}

/** Whether a fact meets the plan's `where`, the scope in it, as a range counts it. Neither kind nor time is looked at. */
export function passes(plan: Plan, organisation: Organisation): (fact: Fact, range: RangeName) => boolean {
  const tests = (Object.keys(plan.spec.where) as Dimension[]).map((dimension) => {
    return [valueReader(plan, organisation, dimension), new Set(allowedValues(plan, organisation, dimension))] as const
  })
  return (fact, range) => tests.every(([read, allowed]) => allowed.has(read(fact, range)))
}
