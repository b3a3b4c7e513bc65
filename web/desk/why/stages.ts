import { MEASURES } from '#domain/measures.ts'
import type { MessageKey } from '../../i18n/messages.ts'

/** The stages that a diagnosis may know, from the lead to the car; a question uses those up to its outcome. */
export const STAGES = ['unique_lead', 'first_visit', 'test_drive', 'order', 'deal', 'invoice', 'delivery'] as const

/** What a step of the bridge is called: its rate, or the volume of the first stage. */
export const stepName = (stage: string): MessageKey =>
  stage === STAGES[0] ? 'd_step_volume' : (`d_step_${stage}` as MessageKey)

/** Figures of daily work that tell why a step's rate moves, by stage. */
const PROCESS: Record<string, readonly string[]> = {
  unique_lead: ['lead_unique_lead_rate', 'lead_clean_rate'],
  first_visit: ['first_response_median', 'contact_connected_rate', 'second_call_rate'],
  test_drive: ['test_drive_no_show_rate', 'appointment_kept_rate'],
  order: ['visit_order_days_median', 'subjective_lost_rate'],
  deal: ['order_deal_days_median', 'order_cancel_rate'],
  invoice: ['order_deal_days_median', 'order_cancel_rate'],
  delivery: ['deal_delivery_days_median', 'order_cancel_rate'],
}

/** The process figures beside a step, as far as this war room counts them. */
export const processOf = (stage: string): string[] => (PROCESS[stage] ?? []).filter((name) => MEASURES.has(name))
