import type { Alert } from '#domain/alerts/alert.ts'

/** What is sent: an alert, or a message of another room, such as a reminder. */
export interface Message {
  what: 'raised' | 'closed' | 'reopened' | 'message' | 'test'
  zh: string
  en: string
  /** Address within the war room, from `/` on. */
  link: string
  level: 1 | 2 | 3
  kind: 'sales' | 'data' | 'message'
  /** Where it is about: dimension → value; decides with the channel's scope whether it is sent there. */
  cell: Record<string, string>
  alert?: Alert
}

export type Lang = 'zh' | 'en'

/** The part of a message in a channel's language. */
export interface Told {
  title: string
  text: string
  /** The whole address; empty where the war room does not know under which address people open it. */
  url: string
  /** What the link to it is called. */
  open: string
}

const TITLES = {
  zh: { 1: '提示', 2: '预警', 3: '红色预警', data: '数据中断', closed: '已恢复', reopened: '再次出现', message: '提醒', test: '测试', open: '打开战情室' },
  en: { 1: 'Notice', 2: 'Warning', 3: 'Red alert', data: 'Data fault', closed: 'Recovered', reopened: 'Back again', message: 'Reminder', test: 'Test', open: 'Open the war room' },
} as const // prettier-ignore

/** `base`: the war room's own address as its users know it. */
export function told(message: Message, lang: Lang, base: string): Told {
  const words = TITLES[lang]
  const { what, kind, level } = message
  const sort = what === 'raised' ? (kind === 'data' ? 'data' : level) : what
  const url = base === '' ? '' : `${base.replace(/\/+$/, '')}${message.link}`
  return { title: `【${words[sort]}】`, text: message[lang], url, open: words.open }
}
