import { rateOf } from '../kpi/rate.ts'
import { units } from '../kpi/term.ts'
import type { Measure } from '../measure.ts'

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
