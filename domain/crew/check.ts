import { isBucket } from '../bucket.ts'
import type { Dimension } from '../dimensions.ts'
import { Refusal, quote } from '../errors.ts'
import { isDealerDimension } from '../organisation.ts'
import type { ViewSpec } from '../view.ts'

/** Whether the organisation says this of an advisor. */
export const isCrewDimension = (name: Dimension): boolean =>
  name === 'dealer_id' || name === 'advisor_id' || isDealerDimension(name as never)

/**
 * Refuses (`bad_spec`) to split advisors by what they do not have: one advisor sells every model. A `where` by such
 * narrows the deals alone.
 */
export function checkCrew({ by, where, mode }: ViewSpec): void {
  if (mode !== 'flow') throw new Refusal('bad_spec', `advisors are counted in mode flow only`, { path: 'mode' })
  by.forEach((name, i) => {
    if (!isCrewDimension(name) && !isBucket(name)) {
      throw new Refusal('bad_spec', `advisors are known by place and time only, not by ${quote(name)}`, { path: `by[${i}]` }) // prettier-ignore
    }
  })
  const time = Object.keys(where).find((name) => isBucket(name))
  if (time !== undefined) {
    throw new Refusal('bad_spec', `advisors are counted as the period ends: give the ${time} as the period`, { path: `where.${time}` }) // prettier-ignore
  }
}
