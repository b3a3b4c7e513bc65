import { isBucket } from '../bucket.ts'
import type { DerivedCounter } from '../counter.ts'
import type { Dimension } from '../dimensions.ts'
import { Refusal, quote } from '../errors.ts'
import type { Measure } from '../measure.ts'
import { isDealerDimension } from '../organisation.ts'
import type { ViewSpec } from '../view.ts'
import { rateOf } from './rate.ts'
import { units } from './term.ts'

/** Advisors who work at a dealer as a range, or its bucket, ends: read from the organisation, not from events. */
export const ACTIVE_ADVISOR: DerivedCounter = { name: 'active_advisor', from: 'crew' }

/** Figures of the people who sell. */
export const CREW_MEASURES: readonly Measure[] = [
  {
    name: 'active_advisor',
    zh: '在职顾问',
    en: 'Active advisors',
    unit: 'count',
    formula: 'advisors who have joined and not left as the range ends',
    meaning: {
      zh: '期末在职的顾问；之前没有、之后才到岗或已离职的不算',
      en: 'Advisors at work as the range ends; those who have left or are yet to come are not counted',
    },
    terms: [units('active_advisor')],
    better: 'neither',
    source: 'seed',
    level: 'dealer',
  },
  rateOf({
    name: 'deals_per_advisor',
    zh: '顾问人效',
    en: 'Deals per advisor',
    above: [units('deal')],
    below: [units('active_advisor')],
    meaning: ['期内成交 ÷ 期末在职顾问', 'Deals of the range ÷ advisors at work as it ends'],
    source: 'trade',
    unit: 'ratio',
  }),
]

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
