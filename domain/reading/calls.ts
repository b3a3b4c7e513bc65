import type { Words } from '../measure.ts'
import type { Topic } from './reading.ts'

const words = (zh: string, en: string): Words => ({ zh, en })

/** The call to make (今天打哪个电话) by the evidence that decided; `{segment}` takes the place and model. */
const BY_TOPIC: Partial<Record<Topic, Words>> = {
  callers: words('致电外呼中心负责人：{segment} 的线索今天补人手外呼，或交回门店打完', 'Call the head of the caller centre: staff the leads of {segment} today, or hand them back to the dealers'),
  process: words('致电网销经理：{segment} 先首呼未联系的线索，未接通的换人再呼', 'Call the lead manager of {segment}: first the leads nobody called, then the unreached by another person'),
  stock: words('致电产销：{segment} 缺车，要到车日期，等得最久的订单先配车', 'Call production planning: {segment} is short of cars; get dates, and serve the longest waiting first'),
  waiting: words('致电产销：{segment} 缺车，要到车日期，等得最久的订单先配车', 'Call production planning: {segment} is short of cars; get dates, and serve the longest waiting first'),
  rival: words('致电大区总：{segment} 跟价、给置换还是只给话术，今天定', 'Call the regional head: for {segment} decide today on price, trade-in or arguments against the rival'),
  price: words('致电大区总：{segment} 跟价、给置换还是只给话术，今天定', 'Call the regional head: for {segment} decide today on price, trade-in or arguments against the rival'),
  campaign: words('致电市场部：{segment} 的活动线索先清洗再派发，停掉低质入口', 'Call marketing: clean the campaign leads of {segment} before dispatch, and close the poor entry'),
  channel: words('致电渠道负责人：{segment} 的合同和投放怎么了，哪天恢复', 'Call the channel manager: what happened to {segment}, and when is it back'),
  alone: words('致电店总：只有 {segment} 在掉，今天到店看一次', 'Call the dealer principal: only {segment} fell; visit it today'),
  source: words('致电数据负责人：{segment} 何时补传；补到之前不评价', 'Call the data owner: when will {segment} be sent; until then nothing is judged'),
  doubt: words('先核实 {segment} 的记录，再表扬', 'Verify the records of {segment} before any praise'),
} // prettier-ignore

/** The same by the stage that lost, where no evidence decided. */
const BY_STAGE: Readonly<Record<string, Words>> = {
  unique_lead: words('致电市场/渠道：{segment} 的线索为什么少，今天补什么', 'Call marketing: why are there fewer leads of {segment}, and what is added today'),
  first_visit: words('致电网销经理：{segment} 今天把未联系和未接通的线索打完', 'Call the lead manager: finish the uncontacted and unreached leads of {segment} today'),
  test_drive: words('致电展厅经理：{segment} 到店即邀试驾', 'Call the showroom manager: invite every visitor of {segment} to drive'),
  order: words('致电展厅经理：{segment} 的 H/A 级客户逐个过一遍', 'Call the showroom manager: go through the H and A prospects of {segment} one by one'),
  deal: words('致电销售总监：{segment} 的订单逐单催款', 'Call the sales director: go through payments of the orders of {segment}'),
  invoice: words('致电销售总监：{segment} 的订单逐单开票', 'Call the sales director: go through invoices of the orders of {segment}'),
  delivery: words('致电销售总监：{segment} 的订单逐单排交车', 'Call the sales director: schedule the hand-over of the orders of {segment}'),
} // prettier-ignore

/** The call that a cause asks for. */
export function callFor(because: Topic | null, stage: string, segment: Words): Words {
  const call = (because && BY_TOPIC[because]) ?? BY_STAGE[stage] ?? BY_STAGE['first_visit']!
  return { zh: call.zh.replace('{segment}', segment.zh), en: call.en.replace('{segment}', segment.en) }
}
