import type { FlowCounter } from '../counter.ts'

/** Where a source does not say how a customer came in touch, it was in the showroom: a door counter knows no other way. */
const SHOWROOM = ['onsite', '']
/** Arrivals of owners who come for service are no sales traffic; an arrival of unstated kind is. */
const SALES = ['invited', 'walk_in', '']

/**
 * Entries of one kind that some KPI counts apart, named `kind.slice`. An attribute that identifies (a lead's, an
 * order's number) or explains at length (a reason) is only asked whether it is there: `given`.
 */
export const SLICES: readonly FlowCounter[] = [
  { name: 'unique_lead.lead', from: 'flow', kind: 'unique_lead', where: { lead_id: ['given'] } },
  { name: 'first_visit.invited', from: 'flow', kind: 'first_visit', where: { visit_kind: ['invited'] } },
  { name: 'visit.invited', from: 'flow', kind: 'visit', where: { visit_kind: ['invited'] } },
  { name: 'visit.walk_in', from: 'flow', kind: 'visit', where: { visit_kind: ['walk_in'] } },
  { name: 'visit.sales', from: 'flow', kind: 'visit', where: { visit_kind: SALES } },
  { name: 'appointment.test_drive', from: 'flow', kind: 'appointment', where: { purpose: ['test_drive'] } },
  { name: 'no_show.test_drive', from: 'flow', kind: 'no_show', where: { purpose: ['test_drive'] } },
  { name: 'contact.connected', from: 'flow', kind: 'contact', where: { connected: ['true'] } },
  { name: 'contact.stated', from: 'flow', kind: 'contact', where: { connected: ['true', 'false'] } },
  { name: 'card.o', from: 'flow', kind: 'card', where: { intent_level: ['O'] } },
  { name: 'card.ha', from: 'flow', kind: 'card', where: { intent_level: ['H', 'A'] } },
  { name: 'card.phone', from: 'flow', kind: 'card', where: { via: ['phone'] } },
  { name: 'card.showroom', from: 'flow', kind: 'card', where: { via: SHOWROOM } },
  { name: 'traffic.phone', from: 'flow', kind: 'traffic', where: { via: ['phone'] } },
  { name: 'traffic.showroom', from: 'flow', kind: 'traffic', where: { via: SHOWROOM } },
  { name: 'lost.order', from: 'flow', kind: 'lost', where: { order_id: ['given'] } },
  { name: 'lost.clear', from: 'flow', kind: 'lost', where: { audit: ['approved'], reason: ['given'] } },
  { name: 'deal.loan', from: 'flow', kind: 'deal', where: { pay: ['loan'] } },
  { name: 'deal.trade_in', from: 'flow', kind: 'deal', where: { trade_in: ['true'] } },
]
