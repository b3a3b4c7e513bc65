/** One honesty check (待核): what is looked at, and from where on a figure is doubted. A doubt is a question, no verdict. */
export interface Check {
  zh: string
  en: string
  formula: { zh: string; en: string }
  /** `share` and `count` speak for themselves; `hours` are hours of silence. */
  unit: 'share' | 'count' | 'hours'
  /** Shares above it, counts and hours from it on, are doubted. */
  threshold: number
  /** Fewer units than this prove nothing; then the habit of `HABIT_DAYS` days is judged instead of the period. */
  least: number
  /** Whom it judges. */
  of: readonly ('dealer' | 'advisor')[]
  /** `seed`: the rule is given by the source material; `ours`: chosen here. */
  source: 'seed' | 'ours'
}

/** What was too rare in the period is judged over the days that end with it. */
export const HABIT_DAYS = 90

const BOTH = ['dealer', 'advisor'] as const

export const CHECKS = {
  o_card_share: {
    zh: 'O级占比过高', en: 'Cards opened only for buyers', unit: 'share', threshold: 0.5, least: 10, of: BOTH, source: 'seed',
    formula: { zh: '新留档中 O 级卡 ÷ 新留档 > 50%，至少 10 张', en: 'O level cards ÷ new cards > 50 %, at least 10 cards' },
  },
  card_burst: {
    zh: '集中补录留档', en: 'Cards in a burst', unit: 'count', threshold: 5, least: 1, of: BOTH, source: 'ours',
    formula: {
      zh: '同日 15 分钟内留档张数 ≥ 5，且 ≥ 自身节奏（留档 ÷ 有留档日 ÷ 48）的 10 倍；只有日期的不计',
      en: 'Cards within 15 minutes of a day ≥ 5, and ≥ 10 times the own rhythm (cards ÷ days with cards ÷ 48); without time of day left out',
    },
  },
  card_slot: {
    zh: '固定时刻批量留档', en: 'Cards at one time of day', unit: 'share', threshold: 0.5, least: 10, of: BOTH, source: 'ours',
    formula: {
      zh: '落在每日同一 15 分钟内的留档 ÷ 留档 > 50%，至少 10 张；只有日期的不计',
      en: 'Cards within the same 15 minutes of the day ÷ cards > 50 %, at least 10 cards; without time of day left out',
    },
  },
  duplicate_card: {
    zh: '重复留档', en: 'Duplicate cards', unit: 'share', threshold: 0.1, least: 10, of: BOTH, source: 'seed',
    formula: { zh: '同店同一客户第二张及以后的卡 ÷ 留档 > 10%，至少 10 张', en: 'Second and further cards of a person at the dealer ÷ cards > 10 %, at least 10 cards' },
  },
  card_rate: {
    zh: '留档率过高', en: 'Card rate too high', unit: 'share', threshold: 0.95, least: 50, of: ['dealer'], source: 'ours',
    formula: { zh: '留档 ÷ 客流 > 95%，至少 50 人', en: 'Cards ÷ traffic > 95 %, at least 50 heads' },
  },
  lost_without_contact: {
    zh: '未联系即战败', en: 'Lost without contact', unit: 'share', threshold: 0.3, least: 10, of: BOTH, source: 'ours',
    formula: {
      zh: '从未跟进过的线索的战败 ÷ 线索的战败 > 30%，至少 10 条；从首次有跟进数据起算',
      en: 'Lost leads that were never contacted ÷ lost leads > 30 %, at least 10; since contacts are recorded at all',
    },
  },
  late_entry: {
    zh: '补录', en: 'Late entry', unit: 'share', threshold: 0.2, least: 20, of: BOTH, source: 'ours',
    formula: {
      zh: '发生 1 天后才首次收到的到店、留档、试驾、订单、成交、交车、战败 ÷ 全部 > 20%，至少 20 条',
      en: 'Visits, cards, drives, orders, deals, deliveries and losses first received over 1 day late ÷ all > 20 %, at least 20',
    },
  },
  conflicting_revision: {
    zh: '同版本内容冲突', en: 'Conflicting revisions', unit: 'count', threshold: 3, least: 1, of: BOTH, source: 'ours',
    formula: { zh: '同一版本号以不同内容重复送达的次数 ≥ 3', en: 'Revisions sent again with another body ≥ 3' },
  },
  unknown_code: {
    zh: '编码未识别', en: 'Unknown codes', unit: 'share', threshold: 0.05, least: 20, of: ['dealer'], source: 'ours',
    formula: { zh: '顾问、车型或渠道编码未识别的事件 ÷ 事件 > 5%，至少 20 条', en: 'Events with an unknown advisor, model or channel ÷ events > 5 %, at least 20' },
  },
  silent: {
    zh: '门店静默', en: 'Dealer silent', unit: 'hours', threshold: 0, least: 1, of: ['dealer'], source: 'ours',
    formula: { zh: '超过自身节奏允许的时长没有任何门店事件', en: 'No event of the dealer for longer than its own rhythm allows' },
  },
} as const satisfies Record<string, Check> // prettier-ignore

export type CheckName = keyof typeof CHECKS

export const CHECK_NAMES = Object.keys(CHECKS) as CheckName[]

/** A check under its general type. */
export const checkOf = (name: CheckName): Check => CHECKS[name]
