import { rateOf, type Rate } from './rate.ts'
import { NET_ORDER, units } from './term.ts'

/** From the lead to the door. */
const ARRIVAL: readonly Rate[] = [
  { name: 'unique_lead_first_visit_rate', zh: '总体进店率', en: 'Leads to first visit', source: 'seed', level: 'dealer', above: [units('first_visit')], below: [units('unique_lead')], meaning: ['首次到店 ÷ 唯一线索，自然进店都算在内', 'First visits ÷ unique leads, natural walk-ins in both'] },
  { name: 'lead_visit_rate', zh: '线索到店率', en: 'Leads to visit', source: 'ours', level: 'dealer', above: [units('visit')], below: [units('lead')], meaning: ['到店批次 ÷ 原始线索', 'Visits ÷ raw leads'] },
  { name: 'lead_unique_lead_rate', zh: '线索去重率', en: 'Unique share of leads', source: 'ours', level: 'dealer', above: [units('unique_lead')], below: [units('lead')], meaning: ['唯一线索 ÷ 原始线索', 'Unique leads ÷ raw leads'] },
  { name: 'lead_clean_rate', zh: '线索有效率', en: 'Valid share of leads', source: 'trade', level: 'dealer', above: [units('clean')], below: [units('lead')], meaning: ['清洗为有效的线索 ÷ 原始线索', 'Leads found valid ÷ raw leads'] },
  { name: 'contact_connected_rate', zh: '接通率', en: 'Calls reached', source: 'seed', above: [units('contact.connected')], below: [units('contact.stated')], meaning: ['接通的联系 ÷ 记录了是否接通的联系', 'Contacts reached ÷ contacts that state whether they were'] },
  { name: 'wecom_add_rate', zh: '加微率', en: 'Leads added in WeCom', source: 'trade', above: [units('wecom_add')], below: [units('unique_lead')], meaning: ['添加企业微信 ÷ 唯一线索', 'WeCom adds ÷ unique leads'] },
  { name: 'invited_visit_per_lead_rate', zh: '邀约到店率（按线索）', en: 'Invited first visits per lead', source: 'trade', level: 'dealer', above: [units('first_visit.invited')], below: [units('unique_lead.lead')], meaning: ['受邀的首次到店 ÷ 由线索而来的唯一线索，自然进店不算在内', 'Invited first visits ÷ unique leads that came as a lead; natural walk-ins are in neither'] },
  { name: 'invited_visit_per_appointment_rate', zh: '邀约到店率（按预约）', en: 'Invited visits per appointment', source: 'trade', above: [units('visit.invited')], below: [units('appointment')], meaning: ['受邀到店批次 ÷ 预约', 'Invited visits ÷ appointments'] },
  { name: 'appointment_kept_rate', zh: '预约兑现率', en: 'Appointments kept', source: 'trade', above: [units('visit.invited')], below: [units('visit.invited'), units('no_show')], meaning: ['受邀到店 ÷（受邀到店 + 爽约），尚未到期的预约不算', 'Invited visits ÷ (invited visits + no-shows); appointments still ahead are in neither'] },
  { name: 'invited_visit_share', zh: '邀约到店占比', en: 'Invited share of visits', source: 'seed', above: [units('visit.invited')], below: [units('visit.sales')], meaning: ['受邀到店 ÷ 入店总流量', 'Invited visits ÷ all sales visits'] },
  { name: 'return_visit_rate', zh: '再回展厅率', en: 'Return visits per first visit', source: 'seed', above: [units('return_visit')], below: [units('first_visit')], meaning: ['再次到店批次 ÷ 首次到店，可超过 100%', 'Later visits ÷ first visits; may exceed 100 %'] },
] // prettier-ignore

/** The customer card. */
const CARDS: readonly Rate[] = [
  { name: 'traffic_card_rate', zh: '留档率', en: 'Traffic to card', source: 'seed', level: 'dealer', above: [units('card')], below: [units('traffic')], meaning: ['新建客户信息卡 ÷ 客流', 'New cards ÷ traffic'] },
  { name: 'showroom_card_rate', zh: '进店留档率', en: 'Showroom traffic to card', source: 'seed', level: 'dealer', above: [units('card.showroom')], below: [units('traffic.showroom')], meaning: ['展厅新建的卡 ÷ 展厅流量，未注明方式的按展厅算', 'Cards opened in the showroom ÷ showroom traffic; of unstated kind counts as showroom'] },
  { name: 'phone_card_rate', zh: '来电留档率', en: 'Calls to card', source: 'seed', level: 'dealer', above: [units('card.phone')], below: [units('traffic.phone')], meaning: ['来电新建的卡 ÷ 来电流量', 'Cards opened on the phone ÷ incoming calls'] },
  { name: 'o_card_rate', zh: 'O级客户比例', en: 'O-level share of cards', source: 'seed', better: 'less', above: [units('card.o')], below: [units('card')], meaning: ['建卡时已是 O 级的卡 ÷ 新建的卡，过半疑似先下订后建卡', 'Cards opened at level O ÷ new cards; above half suggests cards made after the order'] },
  { name: 'ha_card_rate', zh: 'H/A级客户比例', en: 'H and A share of cards', source: 'ours', above: [units('card.ha')], below: [units('card')], meaning: ['建卡时为 H 或 A 级的卡 ÷ 新建的卡', 'Cards opened at level H or A ÷ new cards'] },
  { name: 'card_order_rate', zh: '有望订单率', en: 'Prospects to order', source: 'seed', above: [units('order')], below: [units('card')], meaning: ['订单 ÷ 新建的卡（有望客户）', 'Orders ÷ new cards (prospects)'] },
  { name: 'lost_revive_rate', zh: '战败休眠激活率', en: 'Lost or dormant revived', source: 'ours', above: [units('revive')], below: [units('lost'), units('dormant')], meaning: ['激活 ÷（战败 + 休眠）', 'Revived ÷ (lost + dormant)'] },
  { name: 'lost_clear_rate', zh: '战败明确率', en: 'Losses explained and approved', source: 'trade', above: [units('lost.clear')], below: [units('lost')], meaning: ['有原因且已批准的战败 ÷ 战败', 'Losses with a reason and approved ÷ losses'] },
] // prettier-ignore

/** In the showroom. */
const SHOWROOM: readonly Rate[] = [
  { name: 'first_visit_test_drive_rate', zh: '试驾率', en: 'First visits to test drive', source: 'trade', above: [units('test_drive')], below: [units('first_visit')], meaning: ['试驾 ÷ 首次到店', 'Test drives ÷ first visits'] },
  { name: 'visit_test_drive_rate', zh: '到店试驾率', en: 'Visits to test drive', source: 'ours', above: [units('test_drive')], below: [units('visit')], meaning: ['试驾 ÷ 到店批次', 'Test drives ÷ visits'] },
  { name: 'test_drive_no_show_rate', zh: '试驾爽约率', en: 'Test drives missed', source: 'trade', better: 'less', above: [units('no_show.test_drive')], below: [units('appointment.test_drive')], meaning: ['试驾预约中的爽约 ÷ 试驾预约', 'No-shows of test drives ÷ test drives booked'] },
  { name: 'test_drive_net_order_rate', zh: '试驾净订单率', en: 'Test drives to net order', source: 'trade', above: NET_ORDER, below: [units('test_drive')], meaning: ['净订单 ÷ 试驾', 'Net orders ÷ test drives'] },
  { name: 'visit_order_rate', zh: '进店订单率', en: 'Visits to order', source: 'seed', above: [units('order')], below: [units('visit')], meaning: ['订单 ÷ 到店批次', 'Orders ÷ visits'] },
  { name: 'first_visit_order_rate', zh: '首次进店订单率', en: 'First visits to order', source: 'ours', above: [units('order')], below: [units('first_visit')], meaning: ['订单 ÷ 首次到店', 'Orders ÷ first visits'] },
  { name: 'first_visit_deal_rate', zh: '到店转化率', en: 'First visits to deal', source: 'seed', above: [units('deal')], below: [units('first_visit')], meaning: ['成交 ÷ 首次到店', 'Deals ÷ first visits'] },
] // prettier-ignore

/** From the order to the car. */
const ORDERS: readonly Rate[] = [
  { name: 'lead_order_rate', zh: '线索订单率', en: 'Leads to order', source: 'ours', level: 'dealer', above: [units('order')], below: [units('lead')], meaning: ['订单 ÷ 原始线索', 'Orders ÷ raw leads'] },
  { name: 'lead_deal_rate', zh: '线索成交率', en: 'Leads to deal', source: 'trade', level: 'dealer', above: [units('deal')], below: [units('lead')], meaning: ['成交 ÷ 原始线索', 'Deals ÷ raw leads'] },
  { name: 'unique_lead_order_rate', zh: '唯一线索订单率', en: 'Unique leads to order', source: 'ours', level: 'dealer', above: [units('order')], below: [units('unique_lead')], meaning: ['订单 ÷ 唯一线索', 'Orders ÷ unique leads'] },
  { name: 'unique_lead_deal_rate', zh: '唯一线索成交率', en: 'Unique leads to deal', source: 'ours', level: 'dealer', above: [units('deal')], below: [units('unique_lead')], meaning: ['成交 ÷ 唯一线索', 'Deals ÷ unique leads'] },
  { name: 'reserve_order_rate', zh: '小订转大定率', en: 'Reservations to order', source: 'trade', level: 'dealer', above: [units('order')], below: [units('reserve')], meaning: ['订单 ÷ 小订', 'Orders ÷ reservations'] },
  { name: 'reserve_cancel_rate', zh: '小订退订率', en: 'Reservations cancelled', source: 'trade', level: 'dealer', better: 'less', above: [units('reserve_cancel')], below: [units('reserve')], meaning: ['小订取消 ÷ 小订', 'Reservations given back ÷ reservations'] },
  { name: 'lock_rate', zh: '锁单率', en: 'Orders locked', source: 'trade', above: [units('lock')], below: [units('order')], meaning: ['锁单 ÷ 订单', 'Locked orders ÷ orders'] },
  { name: 'net_order_deal_rate', zh: '净订单成交率', en: 'Net orders to deal', source: 'ours', above: [units('deal')], below: NET_ORDER, meaning: ['成交 ÷ 净订单', 'Deals ÷ net orders'] },
  { name: 'order_deal_rate', zh: '订单成交率', en: 'Orders to deal', source: 'seed', above: [units('deal')], below: [units('order')], meaning: ['成交（车款付清）÷ 订单', 'Deals (paid in full) ÷ orders'] },
  { name: 'order_delivery_rate', zh: '订单交车率', en: 'Orders to delivery', source: 'trade', above: [units('delivery')], below: [units('order')], meaning: ['交车 ÷ 订单', 'Deliveries ÷ orders'] },
  { name: 'deal_delivery_rate', zh: '成交交车率', en: 'Deals to delivery', source: 'ours', above: [units('delivery')], below: [units('deal')], meaning: ['交车 ÷ 成交', 'Deliveries ÷ deals'] },
  { name: 'order_cancel_rate', zh: '退订率', en: 'Orders cancelled', source: 'seed', better: 'less', above: [units('order_cancel')], below: [units('order')], meaning: ['退订 ÷ 订单', 'Cancelled orders ÷ orders'] },
  { name: 'order_lost_rate', zh: '订单战败率', en: 'Orders lost', source: 'seed', better: 'less', above: [units('lost.order')], below: [units('order')], meaning: ['注明订单号的战败 ÷ 订单', 'Losses that name an order ÷ orders'] },
  { name: 'order_fallen_rate', zh: '订单战败率（含退单）', en: 'Orders lost or cancelled', source: 'seed', better: 'less', above: [units('order_cancel'), units('lost.order')], below: [units('order')], meaning: ['（退订 + 注明订单号的战败）÷ 订单；一单只送其中一种', '(Cancelled orders + losses that name an order) ÷ orders; a source sends one of the two for an order'] },
  { name: 'finance_rate', zh: '金融渗透率', en: 'Deals on loan', source: 'trade', better: 'neither', above: [units('deal.loan')], below: [units('deal')], meaning: ['贷款成交 ÷ 成交', 'Deals on loan ÷ deals'] },
  { name: 'trade_in_rate', zh: '置换率', en: 'Deals with trade-in', source: 'trade', better: 'neither', above: [units('deal.trade_in')], below: [units('deal')], meaning: ['有置换的成交 ÷ 成交', 'Deals with an old car traded in ÷ deals'] },
] // prettier-ignore

/** Quotients of counts of the same range (flow). `a_b_rate` is b ÷ a. */
export const RATES = [...ARRIVAL, ...CARDS, ...SHOWROOM, ...ORDERS].map(rateOf)
