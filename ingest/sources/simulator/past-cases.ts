import type { Verdict } from '#domain/decision/decision.ts'
import type { Store } from './stores.ts'

/** A decision of the demo's past. Days are relative to the demo day. */
export interface PastCase {
  no: number
  region: string
  title: string
  what: string
  kind: string
  stage: string
  measure: string
  /** What the figure had fallen from, where it stood, what was expected; shares for rates, units a month for counts. */
  was: number
  from: number
  to: number
  /** Measured effect with its 90 % interval, where the time was enough to tell. */
  effect: readonly [effect: number, low: number, high: number] | null
  verdict: Verdict
  made: number
  due: number
  /** Day of the review, where the measure's usual time is too short. */
  review?: number
  /** Which dealers; how many of the region's largest unless it says otherwise. */
  dealers: number | ((store: Store) => boolean)
  model?: string
  online?: boolean
  cause: string
  side: 'inside' | 'outside'
  rejected: string
  units: number
}

/** Fourteen decisions of a year: six met, four partly, two missed, two too early to tell. Only no. 14 is also in the events. */
// prettier-ignore
export const PAST_CASES: readonly PastCase[] = [
  { no: 1, region: '华北', title: '外呼改结果奖：按到店批次与成交计奖', what: '6 家店外呼专员由过程达标奖改为到店批次与成交奖，设无投诉门槛。', kind: 'result_pay', stage: 'first_visit', measure: 'invited_visit_rate',
    was: 0.056, from: 0.048, to: 0.063, effect: [0.015, 0.006, 0.024], verdict: 'met', made: -330, due: -322, dealers: 6, online: true, cause: '外呼奖金只看拨打量，专员不追到店', side: 'inside', rejected: '线索质量下降（有效率未变）', units: 9 },
  { no: 2, region: '浙闽赣', title: '线索提纯评级上线（区域培训）', what: '10 家店外呼前提纯、外呼中评级，区域集中培训两天。', kind: 'smart_leads', stage: 'first_visit', measure: 'invited_visit_rate',
    was: 0.058, from: 0.052, to: 0.062, effect: [0.006, 0.001, 0.011], verdict: 'partly', made: -300, due: -286, dealers: 10, online: true, cause: '无效线索占用外呼时间', side: 'inside', rejected: '人手不足（人均在岗未变）', units: 8 },
  { no: 3, region: '华南', title: '澜X5 顾问带教，逐单复盘话术', what: '每店一名高绩效顾问带教两人，四周。', kind: 'coaching', stage: 'order', measure: 'visit_order_rate',
    was: 0.21, from: 0.17, to: 0.2, effect: [0.031, 0.009, 0.053], verdict: 'met', made: -270, due: -256, dealers: 7, model: 'X5', cause: '新顾问占比高，价格谈判弱', side: 'inside', rejected: '竞品降价（价差未变）', units: 10 },
  { no: 4, region: '东北', title: '冬季商超巡展按潜客分布选址', what: '由潜客与车主分布选 5 个商超点位，四个周末。', kind: 'event_sites', stage: 'unique_lead', measure: 'unique_lead',
    was: 820, from: 690, to: 830, effect: [76, 12, 140], verdict: 'partly', made: -240, due: -226, dealers: 5, cause: '外拓点位沿用旧址，客流与目标人群不符', side: 'inside', rejected: '市场整体下滑（同城上险持平）', units: 6 },
  { no: 5, region: '华东', title: '企业微信接续跟进到店未订客户', what: '到店未订客户当日加企业微信，三日内推送试驾视频与金融方案。', kind: 'wecom', stage: 'order', measure: 'visit_order_rate',
    was: 0.19, from: 0.165, to: 0.18, effect: [0.019, 0.004, 0.034], verdict: 'met', made: -215, due: -205, dealers: 8, cause: '到店未订客户无人再联系', side: 'inside', rejected: '库存不足（现车率未变）', units: 11 },
  { no: 6, region: '鲁豫', title: '积压线索退回门店自行回拨', what: '外呼积压线索退回 9 家门店，由顾问当日自行回拨。', kind: 'store_callback', stage: 'first_visit', measure: 'invited_visit_rate',
    was: 0.056, from: 0.045, to: 0.054, effect: [-0.001, -0.008, 0.006], verdict: 'missed', made: -200, due: -193, dealers: 9, online: true, cause: '外呼响应变慢，首触超过四小时', side: 'inside', rejected: '线索质量下降（有效率未变）', units: 9 },
  { no: 7, region: '西部', title: '澜X3 跨区调车 60 台', what: '由华北调 60 台现车至 9 家待交订单多的门店。', kind: 'stock_swap', stage: 'delivery', measure: 'delivery',
    was: 96, from: 71, to: 101, effect: [38, 12, 64], verdict: 'met', made: -170, due: -160, dealers: 9, model: 'X3', cause: '热销色无现车，订单积压', side: 'inside', rejected: '客户不急提车（退订率未升）', units: 30 },
  { no: 8, region: '鲁豫', title: '车主有偿转介绍双月活动', what: '车主朋友圈转介绍，成交后发放保养券。', kind: 'paid_referral', stage: 'unique_lead', measure: 'unique_lead',
    was: 540, from: 470, to: 770, effect: [210, 90, 330], verdict: 'partly', made: -150, due: -132, dealers: 10, cause: '转介绍线索连降三月', side: 'inside', rejected: '口碑下滑（反馈正负比未变）', units: 12 },
  { no: 9, region: '西部', title: '总部DCC代呼四周', what: '8 家店积压线索由总部外呼中心代呼，四周后交回。', kind: 'hq_calls', stage: 'first_visit', measure: 'invited_visit_rate',
    was: 0.057, from: 0.044, to: 0.056, effect: [0.007, 0.001, 0.013], verdict: 'partly', made: -120, due: -113, dealers: 8, online: true, cause: '区域邀约专员离职，响应中位由 25 分升到 3 小时', side: 'inside', rejected: '竞品促销（同城上险未升）', units: 8 },
  { no: 10, region: '华北', title: '澜A 限时置换补贴', what: '澜A 燃油版置换补贴 3000 元，三周。', kind: 'offer', stage: 'order', measure: 'visit_order_rate',
    was: 0.2, from: 0.172, to: 0.195, effect: [-0.004, -0.021, 0.013], verdict: 'missed', made: -95, due: -74, dealers: 9, model: 'A', cause: '同级混动车型降价', side: 'outside', rejected: '顾问流失（在岗人数未变）', units: 9 },
  { no: 11, region: '浙闽赣', title: '试驾小程序自助预约', what: '小程序拍照识别驾照，一分钟办完试驾协议。', kind: 'drive_app', stage: 'test_drive', measure: 'first_visit_test_drive_rate',
    was: 0.53, from: 0.47, to: 0.51, effect: [0.052, 0.02, 0.084], verdict: 'met', made: -75, due: -65, dealers: 8, cause: '周末办理手续排队，客户放弃试驾', side: 'inside', rejected: '试驾车不足（在库未变）', units: 7 },
  { no: 12, region: '西部', title: '垂媒B到期后预算转投短视频与垂媒A', what: '垂媒B合同谈判期间，预算七成转垂媒A、三成转门店短视频。', kind: 'budget_shift', stage: 'unique_lead', measure: 'unique_lead',
    was: 1250, from: 400, to: 700, effect: null, verdict: 'early', made: -10, due: -2, dealers: 12, cause: '垂媒B合同到期，线索骤降', side: 'inside', rejected: '市场整体下滑（其他渠道平稳）', units: 4 },
  { no: 13, region: '华南', title: '澜X5 限时金融贴息应对竞品降价', what: '澜X5 24 期免息，首付两成起，至月底。', kind: 'offer', stage: 'order', measure: 'visit_order_rate',
    was: 0.25, from: 0.17, to: 0.21, effect: null, verdict: 'early', made: -3, due: 4, dealers: 10, model: 'X5', cause: '竞品降价 1.2 万', side: 'outside', rejected: '顾问转化能力不足（其他车型未降）', units: 5 },
  { no: 14, region: '华中', title: '换人二次外呼试点', what: '未到店线索由另一名专员在 48 小时内再次外呼，交叉印证；11 家店试点，9 家店对照。', kind: 'second_call', stage: 'first_visit', measure: 'invited_visit_rate',
    was: 0.034, from: 0.032, to: 0.04, effect: [0.009, 0.003, 0.014], verdict: 'met', made: -47, due: -45, review: -5, dealers: ({ marks }) => marks.secondCall === 'pilot', online: true, cause: '同一专员反复呼叫，客户不接', side: 'inside', rejected: '线索质量下降（有效率未变）', units: 9 },
]

/** Who answers for a region. */
export const MANAGERS: Readonly<Record<string, string>> = {
  华北: '赵启明', 东北: '孙立', 华东: '顾晨', 浙闽赣: '沈岩', 鲁豫: '马骏', 华中: '周敏', 华南: '陈粤', 西部: '罗川',
} // prettier-ignore
export const CHAIR = '林副总'
