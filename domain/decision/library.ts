/** Whether a measure acts on people, gives them a tool, or gives them data. */
export type Lever = 'people' | 'tool' | 'data'

export interface LibraryMeasure {
  id: string
  zh: string
  en: string
  levers: readonly Lever[]
  /** Stages of the funnel that it acts on. */
  stages: readonly string[]
  /** How it is done, in one sentence. */
  how: { zh: string; en: string }
  /** The effect that was reported where the measure comes from; not measured here. */
  prior: Prior | null
  /** `seed`: the talk on the sales war room (2019); `ours`: added by this product. */
  source: 'seed' | 'ours'
  /** Where in the source. */
  ref: string
  /** Days after it is in place until its effect can be looked at. */
  lag_days: number
}

/** As reported: shares for rates; `relative` is the gain on the base. */
export interface Prior {
  measure: string
  from: number | null
  to: number | null
  relative: number | null
  zh: string
  en: string
}

/** Days after which a step shows what was done for it, where the measure itself says nothing. */
export const STAGE_LAG_DAYS: Readonly<Record<string, number>> = {
  unique_lead: 7, first_visit: 10, test_drive: 10, order: 14, deal: 21, delivery: 28,
} // prettier-ignore
export const LONGEST_LAG_DAYS = 28

/** The measures that the war room proposes: those of the talk, then our own. Used counts and effects come from decisions. */
// prettier-ignore
export const LIBRARY: readonly LibraryMeasure[] = [
  { id: 'second_call', zh: '换人二次外呼（交叉印证）', en: 'Second call by another person', levers: ['people'], stages: ['first_visit'], source: 'seed', ref: 'C1', lag_days: 10,
    how: { zh: '调整线索跟进流程，把弱顾问调去外呼，未到店线索由另一人再次外呼交叉印证', en: 'Changed follow-up flow, a weak advisor moved to outbound calls, leads that did not arrive called again by another person' },
    prior: { measure: 'invited_visit_rate', from: 0.04, to: 0.06, relative: 0.5, zh: '邀约到店率由不足4%到接近6%，次月提升超过50%', en: 'Invited arrival from under 4 % to nearly 6 % the next month, more than half as much again' } },
  { id: 'result_pay', zh: '外呼结果导向激励', en: 'Pay for results in outbound calls', levers: ['people'], stages: ['first_visit'], source: 'seed', ref: 'C2', lag_days: 14,
    how: { zh: '由过程达标奖改为按邀约到店批次与最终成交计奖，且无投诉（尤其过低报价）', en: 'Bonus per invited arrival and final deal instead of process targets, with no complaint such as a price quoted too low' },
    prior: { measure: 'invited_visit_rate', from: 0.055, to: 0.07, relative: null, zh: '邀约到店率5.5%左右到7%，最好的外呼专员8%到12%', en: 'Invited arrival about 5.5 % to 7 %; the best caller 8 % to 12 %' } },
  { id: 'smart_leads', zh: '线索提纯与评级（智能线索催化器）', en: 'Lead purification and rating', levers: ['tool', 'data'], stages: ['unique_lead', 'first_visit'], source: 'seed', ref: 'C3', lag_days: 14,
    how: { zh: '外呼前提纯，外呼中评级，提供标签与话术，补齐缺失流程；驻店、区域或线上培训', en: 'Leads purified before calls and rated during them, tags and scripts, missing steps added; training on site, by region or online' },
    prior: { measure: 'invited_visit_rate', from: null, to: null, relative: 0.12, zh: '全国在基数上提升12%，部分店超过25%', en: '12 % on the base nationwide, some dealers over 25 %' } },
  { id: 'reception_screen', zh: '展厅双屏人脸识别接待', en: 'In-store screens with face recognition', levers: ['tool'], stages: ['test_drive', 'order'], source: 'seed', ref: 'C4', lag_days: 14,
    how: { zh: '客户自选顾问，顾问完成接待记录后方可再被选择；配合微信服务号、评价与电子券', en: 'The customer picks the advisor, who can be picked again only after the reception is recorded; with WeChat service account, feedback and e-coupons' },
    prior: null },
  { id: 'wecom', zh: '企业微信跟进', en: 'Follow-up by WeCom', levers: ['tool'], stages: ['first_visit', 'order'], source: 'seed', ref: '十二种方式 1', lag_days: 14,
    how: { zh: '用企业微信添加并跟进客户', en: 'Customers are added and followed by WeCom' }, prior: null },
  { id: 'owner_mining', zh: '保客数据挖掘增换购线索', en: 'Owners’ data mined for a further or next car', levers: ['data'], stages: ['unique_lead'], source: 'seed', ref: '十二种方式 2', lag_days: 14,
    how: { zh: '从保有客户数据中挖掘增购与换购意向', en: 'Leads for a further or a next car are found in owners’ data' }, prior: null },
  { id: 'best_hour', zh: '离线名单择时外呼', en: 'Lists called at their best hour', levers: ['data'], stages: ['first_visit'], source: 'seed', ref: '十二种方式 3', lag_days: 10,
    how: { zh: '在接通率与转化率最高的时段外呼离线名单', en: 'Offline lists are called at the hour with the best reach and conversion' }, prior: null },
  { id: 'paid_referral', zh: '有偿转介绍', en: 'Paid referral', levers: ['people'], stages: ['unique_lead'], source: 'seed', ref: '十二种方式 4', lag_days: 14,
    how: { zh: '车主朋友圈转介绍，有偿激励', en: 'Owners recommend in their Moments and are paid for it' }, prior: null },
  { id: 'face_count', zh: '人脸令牌客流计数', en: 'Visits counted by face token', levers: ['tool', 'data'], stages: ['first_visit'], source: 'seed', ref: '十二种方式 5', lag_days: 10,
    how: { zh: '以人脸令牌识别批次与客流，管理留资', en: 'Batches and visits are counted by face token, so that carding can be managed' }, prior: null },
  { id: 'drive_app', zh: '试驾小程序（拍照识别）', en: 'Test-drive mini-program', levers: ['tool'], stages: ['test_drive'], source: 'seed', ref: '十二种方式 6', lag_days: 10,
    how: { zh: '试驾小程序拍照与证件识别，办理更快', en: 'A mini-program with photo and OCR makes a test drive quick' }, prior: null },
  { id: 'coupons', zh: '场景式电子卡券唤醒', en: 'E-coupons for the occasion', levers: ['tool'], stages: ['first_visit', 'order'], source: 'seed', ref: '十二种方式 7', lag_days: 14,
    how: { zh: '按场景发放电子卡券唤醒沉默客户', en: 'E-coupons by occasion wake customers up' }, prior: null },
  { id: 'event_sites', zh: '外拓活动选址', en: 'Sites of outreach events', levers: ['data'], stages: ['unique_lead'], source: 'seed', ref: '十二种方式 8', lag_days: 14,
    how: { zh: '由潜客与车主分布选择线下活动地点', en: 'Sites of offline events are chosen by where prospects and owners are' }, prior: null },
  { id: 'hq_calls', zh: '总部DCC代呼', en: 'Head office calls for the stores', levers: ['people'], stages: ['first_visit'], source: 'ours', ref: '', lag_days: 10,
    how: { zh: '总部外呼中心临时代呼积压线索', en: 'Head office’s calling centre takes over leads that wait' }, prior: null },
  { id: 'store_callback', zh: '门店自行回拨', en: 'Stores call back themselves', levers: ['people'], stages: ['first_visit'], source: 'ours', ref: '', lag_days: 10,
    how: { zh: '积压线索退回门店，由门店顾问自行回拨', en: 'Leads that wait go back to the stores, whose advisors call' }, prior: null },
  { id: 'budget_shift', zh: '渠道投放调整', en: 'Budget moved between channels', levers: ['data'], stages: ['unique_lead'], source: 'ours', ref: '', lag_days: 7,
    how: { zh: '把预算移到单车线索成本较低的渠道', en: 'Budget goes to channels where a sale costs less' }, prior: null },
  { id: 'offer', zh: '限时金融/置换权益', en: 'Finance or trade-in offer for a time', levers: ['tool'], stages: ['order'], source: 'ours', ref: '', lag_days: 14,
    how: { zh: '对受影响车型限时提供金融或置换权益', en: 'A model under pressure gets a finance or trade-in offer for a time' }, prior: null },
  { id: 'stock_swap', zh: '跨区调车', en: 'Cars moved between regions', levers: ['data'], stages: ['delivery'], source: 'ours', ref: '', lag_days: 14,
    how: { zh: '把现车从可售天数高的区域调往待交订单多的区域', en: 'Cars go from regions with many days of stock to those where orders wait' }, prior: null },
  { id: 'coaching', zh: '顾问带教与话术复盘', en: 'Coaching of advisors', levers: ['people'], stages: ['test_drive', 'order'], source: 'ours', ref: '', lag_days: 14,
    how: { zh: '高绩效顾问带教，逐单复盘话术', en: 'High performers coach others case by case' }, prior: null },
]

const byId = new Map(LIBRARY.map((measure) => [measure.id, measure]))

/** A library measure by its id. */
export const libraryMeasure = (id: string | null): LibraryMeasure | undefined => byId.get(id ?? '')

/** Days after the due day until the effect can be looked at. */
export function lagDays(kind: string | null, stage: string): number {
  return libraryMeasure(kind)?.lag_days ?? STAGE_LAG_DAYS[stage] ?? LONGEST_LAG_DAYS
}
