import type { Fact } from '#domain/fact.ts'

/** Something that is counted: entries that pass a test, for or against. */
export interface Part {
  for: 1 | -1
  test: (fact: Fact) => boolean
}

/** A figure of one range: the counted parts, divided by others where it is a quotient. */
export interface Definition {
  above: Part[]
  below?: Part[]
  /** What is added up of an entry; its units unless said. */
  money?: true
}

const all = (kind: string, test: (fact: Fact) => boolean = () => true): Part => ({
  for: 1,
  test: (fact) => (fact.kind as string) === kind && test(fact),
})
const less = (part: Part): Part => ({ ...part, for: -1 })
const count = (...above: Part[]): Definition => ({ above })
const share = (above: Part | Part[], ...below: Part[]): Definition => ({ above: [above].flat(), below })

/** Every kind is a count and, with its amount, a sum of money. */
const KINDS =
  'traffic lead clean dispatch assign card contact appointment no_show visit test_drive quote reserve reserve_cancel order lock order_cancel invoice deal delivery insured vehicle_return wholesale lost dormant revive wecom_add identify score unique_lead customer_lead first_visit return_visit'.split(
    ' ',
  )

const ofKinds = KINDS.flatMap((kind): [string, Definition][] => [
  [kind, count(all(kind))],
  [`${kind}_amount`, { ...count(all(kind)), money: true }],
])

const invited = (fact: Fact) => fact.visit_kind === 'invited'
/** Who is not said to have come otherwise came through the showroom's door. */
const inShowroom = (fact: Fact) => fact.via === 'onsite' || fact.via === ''
const onPhone = (fact: Fact) => fact.via === 'phone'
const forTestDrive = (fact: Fact) => fact.purpose === 'test_drive'
const netOrders = [all('order'), less(all('order_cancel'))]

/**
 * What each flow figure means, read from the business's papers and the trade's usage and not from the dictionary that
 * it judges.
 */
export const FLOW_KPIS: Readonly<Record<string, Definition>> = {
  ...Object.fromEntries(ofKinds),
  // counts
  net_order: count(...netOrders),
  retail: count(all('delivery')),
  sales_visit: count(all('visit', ({ visit_kind }) => visit_kind !== 'service')),
  invited_visit: count(all('visit', invited)),
  walk_in_visit: count(all('visit', ({ visit_kind }) => visit_kind === 'walk_in')),
  'unique_lead.lead': count(all('unique_lead', ({ lead_id }) => lead_id !== '')),
  'first_visit.invited': count(all('first_visit', invited)),
  'appointment.test_drive': count(all('appointment', forTestDrive)),
  'no_show.test_drive': count(all('no_show', forTestDrive)),
  'contact.connected': count(all('contact', ({ connected }) => connected === 'true')),
  'contact.stated': count(all('contact', ({ connected }) => connected !== '')),
  'card.o': count(all('card', ({ intent_level }) => intent_level === 'O')),
  'card.ha': count(all('card', ({ intent_level }) => ['H', 'A'].includes(intent_level))),
  'card.phone': count(all('card', onPhone)),
  'card.showroom': count(all('card', inShowroom)),
  'traffic.phone': count(all('traffic', onPhone)),
  'traffic.showroom': count(all('traffic', inShowroom)),
  'lost.order': count(all('lost', ({ order_id }) => order_id !== '')),
  'lost.clear': count(all('lost', ({ audit, reason }) => audit === 'approved' && reason !== '')),
  'deal.loan': count(all('deal', ({ pay }) => pay === 'loan')),
  'deal.trade_in': count(all('deal', ({ trade_in }) => trade_in === 'true')),
  // from the lead to the door
  unique_lead_first_visit_rate: share(all('first_visit'), all('unique_lead')),
  lead_visit_rate: share(all('visit'), all('lead')),
  lead_unique_lead_rate: share(all('unique_lead'), all('lead')),
  lead_clean_rate: share(all('clean'), all('lead')),
  contact_connected_rate: share(
    all('contact', ({ connected }) => connected === 'true'),
    all('contact', ({ connected }) => connected !== ''),
  ),
  wecom_add_rate: share(all('wecom_add'), all('unique_lead')),
  invited_visit_per_lead_rate: share(all('first_visit', invited), all('unique_lead', ({ lead_id }) => lead_id !== '')), // prettier-ignore
  invited_visit_per_appointment_rate: share(all('visit', invited), all('appointment')),
  invited_visit_rate: share(
    all('first_visit', invited),
    all('unique_lead', ({ lead_id }) => lead_id !== ''),
  ),
  appointment_kept_rate: share(all('visit', invited), all('visit', invited), all('no_show')),
  invited_visit_share: share(all('visit', invited), all('visit', ({ visit_kind }) => visit_kind !== 'service')), // prettier-ignore
  return_visit_rate: share(all('return_visit'), all('first_visit')),
  // cards
  traffic_card_rate: share(all('card'), all('traffic')),
  showroom_card_rate: share(all('card', inShowroom), all('traffic', inShowroom)),
  phone_card_rate: share(all('card', onPhone), all('traffic', onPhone)),
  o_card_rate: share(all('card', ({ intent_level }) => intent_level === 'O'), all('card')), // prettier-ignore
  ha_card_rate: share(all('card', ({ intent_level }) => intent_level === 'H' || intent_level === 'A'), all('card')), // prettier-ignore
  card_order_rate: share(all('order'), all('card')),
  lost_revive_rate: share(all('revive'), all('lost'), all('dormant')),
  lost_clear_rate: share(all('lost', ({ audit, reason }) => audit === 'approved' && reason !== ''), all('lost')), // prettier-ignore
  // in the showroom
  first_visit_test_drive_rate: share(all('test_drive'), all('first_visit')),
  visit_test_drive_rate: share(all('test_drive'), all('visit')),
  test_drive_no_show_rate: share(all('no_show', forTestDrive), all('appointment', forTestDrive)),
  test_drive_net_order_rate: share(netOrders, all('test_drive')),
  visit_order_rate: share(all('order'), all('visit')),
  first_visit_order_rate: share(all('order'), all('first_visit')),
  first_visit_deal_rate: share(all('deal'), all('first_visit')),
  // from the order to the car
  lead_order_rate: share(all('order'), all('lead')),
  lead_deal_rate: share(all('deal'), all('lead')),
  unique_lead_order_rate: share(all('order'), all('unique_lead')),
  unique_lead_deal_rate: share(all('deal'), all('unique_lead')),
  reserve_order_rate: share(all('order'), all('reserve')),
  reserve_cancel_rate: share(all('reserve_cancel'), all('reserve')),
  lock_rate: share(all('lock'), all('order')),
  net_order_deal_rate: share(all('deal'), ...netOrders),
  order_deal_rate: share(all('deal'), all('order')),
  order_delivery_rate: share(all('delivery'), all('order')),
  deal_delivery_rate: share(all('delivery'), all('deal')),
  order_cancel_rate: share(all('order_cancel'), all('order')),
  order_lost_rate: share(all('lost', ({ order_id }) => order_id !== ''), all('order')), // prettier-ignore
  order_fallen_rate: share([all('order_cancel'), all('lost', ({ order_id }) => order_id !== '')], all('order')),
  finance_rate: share(all('deal', ({ pay }) => pay === 'loan'), all('deal')), // prettier-ignore
  trade_in_rate: share(all('deal', ({ trade_in }) => trade_in === 'true'), all('deal')), // prettier-ignore
  wholesale_retail_rate: share(all('wholesale'), all('delivery')),
}

/** The units, or the fen, that parts come to over some entries. */
export const sumOf = (facts: readonly Fact[], parts: readonly Part[], money = false): number =>
  facts.reduce((sum, fact) => {
    const weight = parts.reduce((of, part) => of + (part.test(fact) ? part.for : 0), 0)
    return sum + weight * fact.sign * (money ? (fact.amount ?? 0) : fact.units)
  }, 0)
