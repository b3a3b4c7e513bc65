import type { Claim } from './claims.ts'
import type { Where } from './decision.ts'

/** What an agenda item is about; `gap` items are places, `review` the decisions whose day has come. */
export const ITEM_KINDS = ['review', 'yesterday', 'today', 'silent', 'deliverable', 'close', 'gap', 'targets', 'effects', 'promises', 'topic', 'minutes'] as const // prettier-ignore
export type ItemKind = (typeof ITEM_KINDS)[number]

/** A part of an agenda template; `gap` stands for one item a place. */
interface Part {
  kind: ItemKind
  minutes: number
  zh: string
  en: string
}

interface Template {
  zh: string
  en: string
  /** Minutes that it should take. */
  minutes: number
  parts: readonly Part[]
}

const part = (kind: ItemKind, minutes: number, zh: string, en: string): Part => ({ kind, minutes, zh, en })
const promises = part('promises', 5, '报数 / 承诺', 'Call the numbers')
const minutes = part('minutes', 2, '纪要 + 战报', 'Minutes and report')

/** 日会 · 周会 · 月会 · 冲刺会. */
export const TEMPLATES = {
  daily: {
    zh: '日会', en: 'Daily meeting', minutes: 15,
    parts: [part('yesterday', 2, '昨日达成', 'Yesterday'), part('today', 2, '今日需求', 'Needed today'), part('silent', 2, '断流 / 超时店', 'Silent and late stores'), part('review', 3, '昨日举措', 'Decisions of yesterday'), part('gap', 1, '', ''), minutes],
  },
  weekly: {
    zh: '周会', en: 'Weekly meeting', minutes: 60,
    parts: [part('review', 8, '上次举措复盘', 'Review of decisions'), part('gap', 5, '', ''), promises, minutes],
  },
  monthly: {
    zh: '月会', en: 'Monthly meeting', minutes: 90,
    parts: [part('close', 15, '收官', 'How the month ended'), part('effects', 15, '举措成效', 'What decisions brought'), part('review', 10, '到期复盘', 'Due for review'), part('gap', 4, '', ''), part('targets', 10, '目标下达', 'Targets'), promises, minutes],
  },
  sprint: {
    zh: '冲刺会', en: 'Sprint meeting', minutes: 30,
    parts: [part('deliverable', 6, '可交在手', 'Orders that can be delivered'), part('gap', 2, '', ''), promises, minutes],
  },
} as const satisfies Record<string, Template> // prettier-ignore
export type TemplateName = keyof typeof TEMPLATES
export const TEMPLATE_NAMES = Object.keys(TEMPLATES) as TemplateName[]

/** A meeting's title in a language; one that somebody gave it stays as it is. */
export function titleText(
  { template, title }: { template: TemplateName; title: string },
  language: 'zh' | 'en',
): string {
  const { zh, en } = TEMPLATES[template]
  const own = `${zh} · `
  if (language === 'zh' || !title.startsWith(own)) return title
  return `${en} · ${title
    .slice(own.length)
    .replace(/^第 (\d+) 周$/, 'week $1')
    .replace(/^(\d+) 月$/, 'month $1')}`
}

export interface AgendaItem {
  id: string
  kind: ItemKind
  zh: string
  en: string
  /** Dimension → value of the place, for gaps. */
  key: Record<string, string> | null
  /** Allotted minutes, and seconds spent before the present turn. */
  minutes: number
  spent_s: number
  started_at: string | null
  state: 'open' | 'done'
  /** Units to the pace when the meeting began, below zero behind it. */
  gap: number | null
  lamp: string | null
  /** Whether data of the place was not complete then. */
  unverified: boolean
  /** Decisions to look at. */
  decisions: string[]
}

/** A meeting as it is kept. Instants are ISO text. */
export interface Meeting {
  id: string
  no: number
  revision: number
  template: TemplateName
  title: string
  state: 'open' | 'closed'
  where: Where
  measure: string
  /** Dimension that the gaps are cut by. */
  by: string
  /** The running unit of the gaps, business days, half-open. */
  unit: { from: string; to: string }
  chair: string
  chair_id: string
  /** The moment at which the gaps were taken; all screens show it while `frozen`. */
  as_of: string
  frozen: boolean
  begun_at: string
  closed_at: string | null
  items: AgendaItem[]
  current: string | null
  /** The whole when the meeting began. */
  total: { actual: number; target: number | null; gap: number | null } | null
}

/** A place's standing as the agenda needs it. */
export interface Gap {
  key: Record<string, string>
  zh: string
  en: string
  /** Units to the pace, below zero behind; `null` where it is not rated. */
  gap: number | null
  lamp: string
  claim: Claim
}

/**
 * The agenda of a template: places by what nobody has taken on yet, largest first, those on plan last and without
 * minutes; decisions whose review is due; in an order that stays as it is once the meeting has begun.
 */
export function buildAgenda(
  template: TemplateName,
  gaps: readonly Gap[],
  reviews: readonly string[],
  topics: readonly string[] = [],
): AgendaItem[] {
  const open = ({ claim }: Gap): number => claim.unclaimed + claim.unverified
  const sorted = gaps
    .filter(({ gap }) => gap !== null)
    .sort((a, b) => open(b) - open(a) || a.gap! - b.gap! || (a.zh < b.zh ? -1 : 1))
  const items: Omit<AgendaItem, 'id'>[] = []
  const plain = { key: null, spent_s: 0, started_at: null, state: 'open', gap: null, lamp: null, unverified: false, decisions: [] } as const // prettier-ignore
  for (const { kind, minutes, zh, en } of TEMPLATES[template].parts) {
    if (kind === 'gap') {
      for (const { key, zh, en, gap, lamp, claim } of sorted)
        items.push({
          ...plain,
          kind,
          zh,
          en,
          key,
          minutes: gap! < 0 ? minutes : 0,
          gap,
          lamp,
          unverified: claim.unverified > 0,
          decisions: [],
        })
      for (const topic of topics)
        items.push({ ...plain, kind: 'topic', zh: topic, en: topic, minutes: 5, decisions: [] })
    } else if (kind !== 'review' || reviews.length > 0)
      items.push({
        ...plain,
        kind,
        zh,
        en,
        minutes,
        decisions: kind === 'review' || kind === 'effects' ? [...reviews] : [],
      })
  }
  return items.map((item, i) => ({ id: `i${i + 1}`, ...item }))
}

/** What a place says it will bring in a period: 保底, 承诺, 挑战. */
export interface PromiseSaid {
  id: number
  meeting_id: string | null
  level: string
  place: string
  measure: string
  from: string
  to: string
  least: number | null
  commitment: number
  challenge: number | null
  by: string
  at: string
}

export interface MeetingNote {
  id: number
  item_id: string | null
  by: string
  text: string
  at: string
}

export interface Attendee {
  user_id: string
  name: string
  joined_at: string
  left_at: string | null
}

/** Where the presenter stands: what every following screen shows. */
export interface Presented {
  /** Grows with every step; an older one is never shown after a newer. */
  seq: number
  by: string
  by_id: string
  /** Path of the screen with its state, as the address bar has it. */
  route: string
  state: Record<string, unknown>
  at: string
}
