import type { Measure } from '../measure.ts'
import { rateOf } from './rate.ts'
import { units } from './term.ts'

/** Where usage or the business's papers know two definitions: which one runs. */
export interface Choices {
  /** What counts as 零售. */
  retail: 'delivery' | 'deal' | 'invoice'
  /** What 邀约到店率 is divided by. */
  invitedVisitRate: 'leads' | 'appointments'
}

/** What runs unless settings say otherwise. */
export const DEFAULT_CHOICES: Choices = { retail: 'delivery', invitedVisitRate: 'leads' }

const RETAIL: Readonly<Record<Choices['retail'], readonly [zh: string, en: string]>> = {
  delivery: ['交车', 'cars handed over'],
  deal: ['成交（车款付清）', 'cars paid in full'],
  invoice: ['开票', 'cars invoiced'],
}

/** The measures whose definition is chosen, resolved. `rates` are those that a choice can name. */
export function chosen(choices: Choices, rates: readonly Measure[]): Measure[] {
  const [zh, en] = RETAIL[choices.retail]
  const retail = units(choices.retail)
  const per =
    choices.invitedVisitRate === 'leads' ? 'invited_visit_per_lead_rate' : 'invited_visit_per_appointment_rate'
  const invited = rates.find(({ name }) => name === per)
  if (!invited) throw new TypeError(`no rate is called ${per}`)
  return [
    {
      name: 'retail',
      zh: '零售',
      en: 'Retail',
      unit: 'count',
      formula: choices.retail,
      meaning: { zh: `零售按${zh}计`, en: `Retail counts ${en}` },
      terms: [retail],
      better: 'more',
      source: 'trade',
      level: 'advisor',
    },
    { ...invited, name: 'invited_visit_rate', zh: '邀约到店率', en: 'Invitations to visit', source: 'seed' },
    rateOf({
      name: 'wholesale_retail_rate',
      zh: '批零比',
      en: 'Wholesale to retail',
      above: [units('wholesale')],
      below: [retail],
      meaning: [`批售 ÷ 零售（${zh}），大于 1 即库存在涨`, `Wholesale ÷ retail (${en}); above 1 stock grows`],
      source: 'trade',
      level: 'dealer',
      better: 'neither',
      unit: 'ratio',
    }),
  ]
}
