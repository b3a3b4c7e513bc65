import { originOf, type Dimension } from '#domain/dimensions.ts'
import {
  channelLevel,
  dealerValue,
  isDealerDimension,
  modelValue,
  type ChannelDimension,
  type DealerDimension,
  type ModelDimension,
  type Organisation,
} from '#domain/organisation.ts'
import type { Plan } from '#domain/plan.ts'
import { movesOf } from '../query/expression.ts'

/** How a dimension's value follows from another one's. */
interface Teller {
  by: Dimension
  tell: (code: string) => string
}

/** How the value of a dimension is told by one of `dims`; `undefined` where only the events themselves tell it. */
export function tellerOf(
  name: Dimension,
  dims: readonly Dimension[],
  plan: Plan,
  organisation: Organisation,
): Teller | undefined {
  if (isDealerDimension(name as never) && dims.includes('dealer_id')) {
    const dimension = name as DealerDimension
    if (plan.spec.org === 'as_stood' && organisation.dealerCodes().some((code) => movesOf(organisation, code, dimension).length > 0)) return undefined // prettier-ignore
    const day = plan.clock.zone.day(plan.as_of)
    return { by: 'dealer_id', tell: (code) => dealerValue(organisation.dealer(code, day), dimension) }
  }
  if (originOf(name) === 'model' && dims.includes('model'))
    return { by: 'model', tell: (code) => modelValue(organisation.model(code), name as ModelDimension) }
  if (originOf(name) === 'channel' && dims.includes('channel')) {
    const level = channelLevel(name as ChannelDimension)
    return { by: 'channel', tell: (code) => organisation.channelPath(code)[level] ?? '' }
  }
  return undefined
}
