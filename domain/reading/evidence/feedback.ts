import type { Side } from '../reading.ts'
import type { Complaint, Gathered } from '../gathered.ts'
import type { Sentence } from '../reading.ts'
import { say } from '../say.ts'

/** What a topic that customers complain of points to, by words in its name, and at which stages it weighs. */
const POINTS_TO: readonly { words: readonly string[]; side: Side; stages: readonly string[] }[] = [
  { words: ['价格', '优惠', '性价比', 'price', 'discount'], side: 'outside', stages: ['order', 'deal', 'unique_lead'] },
  { words: ['交付', '提车', '等车', 'delivery', 'waiting'], side: 'inside', stages: ['deal', 'delivery'] },
  { words: ['服务', '顾问', 'service', 'advisor'], side: 'inside', stages: ['first_visit', 'test_drive', 'order'] },
]
/** Standard deviations of a Poisson count, and the fewest complaints, that are more than talk. */
const BEYOND = 3
const LEAST = 8

/** What customers say against the cars, by topic, against what they said before. */
export function feedbackEvidence({ complaints, stage, direction }: Gathered): Sentence[] {
  if (!complaints) return []
  const listened = complaints.some(({ days }) => days.now > 0 && days.before > 0)
  if (!listened)
    return [{ zh: '无证据：用户反馈', en: 'No evidence: customers’ feedback', topic: 'feedback', side: 'outside', supports: null, figures: [] }] // prettier-ignore
  return POINTS_TO.filter(({ stages }) => stages.includes(stage)).map(({ words, side }): Sentence => {
    const own = complaints.filter(({ topic }) => words.some((word) => topic.toLowerCase().includes(word)))
    const { now, due, before } = tally(own)
    const excess = direction === 'down' ? now - due : due - now
    const more = Math.max(now, before) >= LEAST && excess > BEYOND * Math.sqrt(Math.max(1, due))
    const name = own[0]?.topic ?? words[0]!
    return {
      ...say('“{name}”负面反馈 {before}→{now} 条', 'Complaints about “{name}” {before}→{now}', { name, before, now }),
      topic: 'feedback',
      side,
      supports: more,
      figures: [{ name: `complaints.${name}`, value: now, before, unit: 'count' }],
    }
  })
}

/** Complaints now, as many as were due at the pace before, and before. */
function tally(all: readonly Complaint[]): { now: number; due: number; before: number } {
  let [now, due, before] = [0, 0, 0]
  for (const { count, days } of all) {
    now += count.now
    before += count.before
    due += days.before > 0 ? (count.before * days.now) / days.before : 0
  }
  return { now, due, before }
}
