import { MEASURES } from '#domain/measures.ts'

const RATE_OF: Record<string, string> = {
  first_visit: 'unique_lead_first_visit_rate',
  test_drive: 'first_visit_test_drive_rate',
  net_order: 'test_drive_net_order_rate',
  deal: 'net_order_deal_rate',
  delivery: 'deal_delivery_rate',
}

/** The measure that shows a step of the funnel: its rate from the stage before, or the volume of the first one. */
export const stepMeasure = (stage: string, index: number): string => {
  const rate = RATE_OF[stage]
  return index > 0 && rate && MEASURES.has(rate) ? rate : stage
}
