import { MEASURES } from '../measures.ts'
import type { Claim } from './claims.ts'
import type { ToldDecision, Verdict } from './decision.ts'
import {
  titleText,
  type AgendaItem,
  type Attendee,
  type Meeting,
  type MeetingNote,
  type PromiseSaid,
} from './meeting.ts'

/** A meeting as one reader may see it; figures of places outside their scope are absent. */
export interface ToldMeeting extends Omit<Meeting, 'items'> {
  items: ToldItem[]
}

/** An item as one reader may see it; `decisions` of a place are those that are about it, made here or elsewhere. */
export interface ToldItem extends AgendaItem {
  claim: Claim | null
  /** What decisions of the running unit take on of a place's gap, by the step that they act on, not cut to the gap. */
  taken: { stage: string; units: number }[]
  restricted: boolean
}

export interface MeetingFile {
  meeting: ToldMeeting
  /** All places behind together, as far as the reader may see them. */
  claim: Claim
  notes: MeetingNote[]
  attendees: Attendee[]
  /** Those made in this meeting. */
  decisions: ToldDecision[]
  /** Those made outside it that take on a part of its gaps, as far as the reader may see them whole. */
  elsewhere: ToldDecision[]
  promises: PromiseSaid[]
}

export type Language = 'zh' | 'en'

/** A piece of the minutes: the same for Markdown and Word. */
export type Block =
  | { kind: 'title' | 'heading' | 'text' | 'item'; text: string }
  | { kind: 'table'; rows: string[][] }
  | { kind: 'picture'; decision: string; text: string }

const VERDICT_WORDS: Record<Verdict, Record<Language, string>> = {
  met: { zh: '达成', en: 'met' },
  partly: { zh: '部分达成', en: 'partly met' },
  missed: { zh: '未达成', en: 'missed' },
  early: { zh: '尚早', en: 'too early' },
  unclear: { zh: '无法判断', en: 'cannot be told' },
}

const signed = (units: number | null): string =>
  units === null
    ? '–'
    : `${units > 0 ? '+' : units < 0 ? '−' : ''}${Math.abs(Math.round(units)).toLocaleString('en-US')}`
const whole = (units: number | null): string => (units === null ? '–' : Math.round(units).toLocaleString('en-US'))

/** What was expected, as people say it: `3.7% → 5.0%`, `+12`, `+1.3pp`. */
export function expectationText(decision: ToldDecision): string {
  if (decision.restricted || decision.expected === null) return '–'
  const { measure, from, to, amount, low, high } = decision.expected
  const share = MEASURES.get(measure)?.unit === 'rate'
  const figure = (value: number): string => (share ? (value * 100).toFixed(1) : String(Math.round(value * 10) / 10))
  const percent = share ? '%' : ''
  if (from !== null && to !== null) return `${figure(from)}${percent} → ${figure(to)}${percent}`
  const points = share ? 'pp' : ''
  const gain = (value: number): string => `${value > 0 ? '+' : value < 0 ? '−' : ''}${figure(Math.abs(value))}${points}`
  if (low !== null && high !== null) return `${gain(low)} … ${gain(high)}`
  return amount === null ? '–' : gain(amount)
}

/** What was said in the meeting itself; the file also holds what was said of the period before and after it. */
const saidIn = ({ meeting, promises }: MeetingFile): PromiseSaid[] =>
  promises.filter(({ meeting_id }) => meeting_id === meeting.id)

/** The newest promise of each place. */
function standing(promises: readonly PromiseSaid[]): PromiseSaid[] {
  return [...new Map(promises.map((said) => [`${said.level} ${said.place}`, said])).values()]
}

/** The minutes in one language, of what their reader may see. `day` tells the local time of an instant. */
export function minutesOf(file: MeetingFile, language: Language, day: (instant: string) => string): Block[] {
  const { meeting, claim, notes, attendees, decisions } = file
  const zh = language === 'zh'
  const say = (chinese: string, english: string): string => (zh ? chinese : english)
  const nameOf = (item: AgendaItem): string => (zh ? item.zh : item.en)
  const blocks: Block[] = [
    { kind: 'title', text: titleText(meeting, language) },
    { kind: 'text', text: `${say('主持', 'Chair')} ${meeting.chair} · ${day(meeting.begun_at)}${meeting.closed_at ? ` – ${day(meeting.closed_at)}` : ''} · ${say('数字冻结于', 'figures as of')} ${day(meeting.as_of)}` },
    { kind: 'text', text: `${say('到会', 'Present')}: ${attendees.map(({ name }) => name).join(say('、', ', ')) || '–'}` },
    { kind: 'text', text: say(`落后单位缺口 ${signed(-claim.gap)} 台，已认领 ${whole(claim.claimed)}，未认领 ${whole(claim.unclaimed)}，待核 ${whole(claim.unverified)}`, `Gap of those behind ${signed(-claim.gap)}: claimed ${whole(claim.claimed)}, unclaimed ${whole(claim.unclaimed)}, unverified ${whole(claim.unverified)}`) },
  ] // prettier-ignore
  const gaps = meeting.items.filter(({ kind, restricted }) => kind === 'gap' && !restricted)
  if (gaps.length > 0) {
    blocks.push({ kind: 'heading', text: say('缺口与认领', 'Gaps and claims') })
    const head = zh
      ? ['', '进度差', '已认领', '未认领', '用时(分)']
      : ['', 'Gap to pace', 'Claimed', 'Unclaimed', 'Minutes']
    const rows = gaps.map((item) => [nameOf(item), signed(item.gap), whole(item.claim?.claimed ?? null), item.unverified ? say('待核', 'unverified') : whole(item.claim?.unclaimed ?? null), String(Math.round(item.spent_s / 60))]) // prettier-ignore
    blocks.push({ kind: 'table', rows: [head, ...rows] })
  }
  const open = decisions.filter((decision) => !decision.restricted)
  if (open.length > 0) {
    blocks.push({ kind: 'heading', text: say('举措', 'Decisions') })
    const head = zh ? ['#', '举措', '责任人', '时限', '预期', '复盘', '结果'] : ['#', 'Decision', 'Owner', 'Due', 'Expected', 'Review', 'Verdict'] // prettier-ignore
    const rows = open.map((one) => [String(one.no), one.title, one.owner || say('待补', 'to be named'), one.due_on ?? say('待补', 'to be named'), expectationText(one), one.review_on ?? '–', one.state === 'withdrawn' ? say('已撤回', 'withdrawn') : one.verdict ? VERDICT_WORDS[one.verdict][language] : '–']) // prettier-ignore
    blocks.push({ kind: 'table', rows: [head, ...rows] })
    for (const { id, no, title, evidence } of open) {
      if (evidence.cause?.text) blocks.push({ kind: 'item', text: `#${no} ${evidence.cause.text}` })
      if (evidence.picture) blocks.push({ kind: 'picture', decision: id, text: `#${no} ${title}` })
    }
  }
  const said = standing(saidIn(file))
  if (said.length > 0) {
    blocks.push({ kind: 'heading', text: say('报数', 'Numbers called') })
    const placeOf = (place: string): string => {
      const item = meeting.items.find(({ key }) => key !== null && Object.values(key).includes(place))
      return item ? nameOf(item) : place || say('全国', 'Nation')
    }
    const head = zh ? ['', '保底', '承诺', '挑战', '报数人'] : ['', 'At least', 'Commitment', 'Challenge', 'By']
    blocks.push({ kind: 'table', rows: [head, ...said.map(({ place, least, commitment, challenge, by }) => [placeOf(place), whole(least), whole(commitment), whole(challenge), by])] }) // prettier-ignore
  }
  if (notes.length > 0) {
    blocks.push({ kind: 'heading', text: say('记录', 'Notes') })
    const items = new Map(meeting.items.map((item) => [item.id, nameOf(item)]))
    for (const { at, item_id, text, by } of notes) {
      const about = item_id === null ? '' : `${items.get(item_id) ?? ''} `
      blocks.push({ kind: 'item', text: `${day(at).slice(-5)} ${about}${text}${say(`（${by}）`, ` (${by})`)}` })
    }
  }
  return blocks
}

/** The minutes as Markdown; pictures by their address. */
export function markdownOf(blocks: readonly Block[]): string {
  const cell = (text: string): string => text.replace(/\|/g, '\\|').replace(/\s*\n\s*/g, ' ')
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`
  const parts = blocks.map((block) => {
    if (block.kind === 'table') {
      const [head, ...rows] = block.rows as [string[], ...string[][]]
      return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n')
    }
    if (block.kind === 'picture') return `![${cell(block.text)}](/api/decisions/${block.decision}/picture)`
    const before = { title: '# ', heading: '## ', text: '', item: '- ' }[block.kind]
    return `${before}${block.text.replace(/\s*\n\s*/g, ' ')}`
  })
  return `${parts.join('\n\n').replace(/^(- .*)\n\n(?=- )/gm, '$1\n')}\n`
}

/** 战报: five lines for the group chat, of what their reader may see. */
export function reportOf(file: MeetingFile, language: Language): string[] {
  const { meeting, claim, decisions } = file
  const zh = language === 'zh'
  const { total, items } = meeting
  const title = titleText(meeting, language)
  const behind = items
    .filter((item) => item.kind === 'gap' && !item.restricted && (item.gap ?? 0) < 0)
    .sort((a, b) => a.gap! - b.gap!)
  const named = behind.slice(0, 4).map((item) => `${zh ? item.zh : item.en} ${signed(item.gap)}`).join(zh ? '，' : ', ') // prettier-ignore
  // What was taken back was not decided.
  const open = decisions.filter((decision) => !decision.restricted).filter(({ state }) => state !== 'withdrawn')
  const listed = open.slice(0, 3).map(({ title, owner, due_on }) => `${title}${zh ? '（' : ' ('}${[owner, due_on?.slice(5)].filter(Boolean).join(' ') || (zh ? '待补' : 'to be named')}${zh ? '）' : ')'}`).join(zh ? '；' : '; ') // prettier-ignore
  const called = standing(saidIn(file))
  const parts = called.filter(({ level }) => level !== 'nation')
  // Who promises for the whole promises what its parts do.
  const said = parts.length > 0 ? parts : called
  const sum = said.reduce((all, { commitment }) => all + commitment, 0)
  const share = total?.target ? ` (${((100 * total.actual) / total.target).toFixed(1)}%)` : ''
  const review = open.map(({ review_on }) => review_on).filter((day) => day !== null).sort()[0] // prettier-ignore
  return zh
    ? [
        `【${title}】战报`,
        total ? `本期至今 ${whole(total.actual)} / 目标 ${whole(total.target)}${share}，进度差 ${signed(total.gap)} 台` : `缺口 ${signed(-claim.gap)} 台`,
        behind.length > 0 ? `落后 ${signed(-claim.gap)} 台：${named}；已认领 ${whole(claim.claimed)}，未认领 ${whole(claim.unclaimed)}${claim.unverified > 0 ? `，待核 ${whole(claim.unverified)}` : ''}` : '各单位均在节奏上',
        open.length > 0 ? `举措 ${open.length} 项：${listed}` : '本次未记举措',
        `${said.length > 0 ? `报数 ${said.length} 家，承诺合计 ${whole(sum)} 台` : '本次未报数'}${review ? `；最近复盘 ${review.slice(5)}` : ''}`,
      ]
    : [
        `${title}: in five lines`,
        total ? `So far ${whole(total.actual)} of ${whole(total.target)}${share}, ${signed(total.gap)} to pace` : `Gap ${signed(-claim.gap)}`,
        behind.length > 0 ? `Behind ${signed(-claim.gap)}: ${named}; claimed ${whole(claim.claimed)}, unclaimed ${whole(claim.unclaimed)}${claim.unverified > 0 ? `, unverified ${whole(claim.unverified)}` : ''}` : 'All are on pace',
        open.length > 0 ? `${open.length} ${open.length === 1 ? 'decision' : 'decisions'}: ${listed}` : 'No decision was recorded',
        `${said.length > 0 ? `${said.length} called their number, ${whole(sum)} in all` : 'No number was called'}${review ? `; next review ${review.slice(5)}` : ''}`,
      ] // prettier-ignore
}
