import { dayNumber } from '../zone.ts'
import { completeBy, missingOf, type Decision } from './decision.ts'

/**
 * What a decision asks for now. `incomplete`: parts are missing and the day for them is over; `due`: due today or
 * within two days; `overdue`: due before today and not carried out; `review`: its review day has come.
 */
export const DUE_KINDS = ['incomplete', 'overdue', 'review', 'due'] as const
export type DueKind = (typeof DUE_KINDS)[number]

export interface Due {
  kind: DueKind
  decision: Decision
  /** Business day on which it was, or is, to be done. */
  on: string
  /** Days since then; below zero: days left. */
  days: number
}

/** Days before the due day from which it is listed. */
const AHEAD_DAYS = 2

/** What a decision asks for now (epoch ms); nothing for what is over or withdrawn. `day` cuts instants into business days. */
export function dueOf(decision: Decision, now: number, day: (instant: number) => string): Due[] {
  const today = day(now)
  const { state, due_on, review_on } = decision
  if (state === 'act' || state === 'withdrawn') return []
  const due: Due[] = []
  const add = (kind: DueKind, on: string): void => {
    due.push({ kind, decision, on, days: dayNumber(today) - dayNumber(on) })
  }
  const until = completeBy(decision)
  if (missingOf(decision).length > 0 && until !== null && Date.parse(until) <= now)
    add('incomplete', day(Date.parse(until)))
  if (due_on !== null && (state === 'plan' || state === 'do')) {
    if (due_on < today) add('overdue', due_on)
    else if (dayNumber(due_on) - dayNumber(today) <= AHEAD_DAYS) add('due', due_on)
  }
  if (review_on !== null && review_on <= today) add('review', review_on)
  return due
}

/** All that is due, longest overdue first within each kind. */
export function dueAll(decisions: readonly Decision[], now: number, day: (instant: number) => string): Due[] {
  const order = ({ kind }: Due): number => DUE_KINDS.indexOf(kind)
  return decisions
    .flatMap((decision) => dueOf(decision, now, day))
    .sort((a, b) => order(a) - order(b) || b.days - a.days || a.decision.no - b.decision.no)
}

/** What a reminder says, in both languages. */
export function reminderText({ kind, decision: { no, title, owner }, on, days }: Due): { zh: string; en: string } {
  const who = owner || '—'
  const zh = {
    incomplete: `举措 ${no} 待补已超 24 小时：${title}（${who}）`,
    overdue: `举措 ${no} 逾期 ${days} 天：${title}（${who}，应于 ${on}）`,
    review: `举措 ${no} 到复盘日：${title}（${who}）`,
    due: `举措 ${no} ${days === 0 ? '今日到期' : `还有 ${-days} 天到期`}：${title}（${who}）`,
  }[kind]
  const en = {
    incomplete: `Decision ${no} is still incomplete after 24 hours: ${title} (${who})`,
    overdue: `Decision ${no} is ${days} days overdue: ${title} (${who}, due ${on})`,
    review: `Decision ${no} is due for review: ${title} (${who})`,
    due: `Decision ${no} is due ${days === 0 ? 'today' : `in ${-days} days`}: ${title} (${who})`,
  }[kind]
  return { zh, en }
}
