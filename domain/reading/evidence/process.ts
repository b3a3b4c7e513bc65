import type { Words } from '../../measure.ts'
import type { Gathered, ProcessFigure, Then } from '../gathered.ts'
import type { Sentence } from '../reading.ts'
import { course, say } from '../say.ts'

/** Relative changes from which a process figure counts as moved: durations scatter more than shares. */
const LEAST = { minutes: 0.5, rate: 0.12 } as const
/** And beyond what peers went through. */
const BEYOND_PEERS = 1.5
/** Fewer dealers than this share nothing. */
const LEAST_COMMON = 3
const MOST = 0.8
/** A source calls for a dealer when it makes at least this share of its calls. */
const CALLS_FOR = 0.5

const ratio = ({ now, before }: Then): number | null =>
  now === null || before === null || before <= 0 || now <= 0 ? null : now / before

/** Whether a figure got worse (`down`) or better (`up`) by enough to explain something. */
function went({ unit, better }: Pick<ProcessFigure, 'unit' | 'better'>, then: Then): 'down' | 'up' | 'still' | null {
  const change = ratio(then)
  if (change === null) return null
  if (Math.abs(Math.log(change)) < Math.log(1 + LEAST[unit])) return 'still'
  return change > 1 === (better === 'more') ? 'up' : 'down'
}

/** Process figures: first response, reach, second call, appointments. Worse here and not at the peers: an inside cause. */
export function processEvidence(given: Gathered): Sentence[] {
  const { process, direction, view } = given
  if (!process) return []
  return process.map((figure): Sentence => {
    const { name, words, unit, own, peers } = figure
    const head = { topic: 'process', side: 'inside', view: view([name], ['dealer_id']) } as const
    const figures = [{ name, value: own.now, before: own.before, unit }]
    const moved = went(figure, own)
    if (moved === null)
      return { ...say('无证据：{words}', 'No evidence: {words}', { words }), ...head, supports: null, figures }
    const [change, theirs] = [Math.log(ratio(own)!), peers && ratio(peers)]
    const ownOnly = theirs === null || Math.abs(change - Math.log(theirs)) >= Math.log(BEYOND_PEERS) / 2 || unit === 'rate'
    const seen = peers && peers.now !== null
    if (seen) figures.push({ name: `${name}.peers`, value: peers.now, before: peers.before, unit })
    const told = say(
      seen ? '{words} {own}，同级 {peers}' : '{words} {own}',
      seen ? '{words} {own}, peers {peers}' : '{words} {own}',
      {
        words,
        own: course(own.before, own.now, unit),
        peers: seen ? course(peers.before, peers.now, unit) : '',
      },
    )
    return { ...told, ...head, supports: moved === direction && ownOnly, figures }
  }) // prettier-ignore
}

/**
 * What stores whose process went the same way have in common: who calls for them. One caller centre behind all of them
 * and behind none of the others is one cause.
 */
export function callersEvidence(given: Gathered): Sentence[] {
  const { process, callers, direction, peers, view } = given
  if (!process || !callers) return []
  const affected = new Set<string>()
  const known = new Set<string>()
  for (const figure of process) {
    for (const [id, then] of figure.units) {
      const moved = went(figure, then)
      if (moved === null) continue
      known.add(id)
      if (moved === direction) affected.add(id)
    }
  }
  if (affected.size < LEAST_COMMON || affected.size < MOST * known.size) return []
  const servedBy = (id: string): string | undefined => {
    const calls = callers.get(id)
    const all = [...(calls?.values() ?? [])].reduce((sum, n) => sum + n, 0)
    return [...(calls ?? [])].find(([, n]) => n >= CALLS_FOR * all && n > 0)?.[0]
  }
  const tally = new Map<string, number>()
  for (const id of affected) {
    const by = servedBy(id)
    if (by !== undefined) tally.set(by, (tally.get(by) ?? 0) + 1)
  }
  const [by, n] = [...tally].sort((a, b) => b[1] - a[1])[0] ?? [undefined, 0]
  const others = (peers?.ids ?? []).filter((id) => callers.has(id))
  const theirs = others.filter((id) => servedBy(id) === by).length
  const one = by !== undefined && n >= MOST * affected.size && others.length > 0 && theirs <= 0.2 * others.length
  const figures = [{ name: 'dealers', value: affected.size, before: known.size, unit: 'count' as const }]
  const words: Words = one
    ? say(
        '{n} 店一起变差，都由“{by}”统一外呼，其他 {others} 店不是：一个共同原因',
        '{n} dealers moved together and “{by}” calls for all of them, not for the {others} others: one common cause',
        { n: affected.size, by, others: others.length },
      )
    : say('{n}/{all} 店同时变动，像一个共同原因', '{n} of {all} dealers moved together: like one common cause', {
        n: affected.size,
        all: known.size,
      })
  const told = direction === 'up' ? { zh: words.zh.replace('变差', '变好'), en: words.en } : words
  return [
    { ...told, topic: 'callers', side: 'inside', supports: true, figures, view: view(['contact'], ['dealer_id', 'source']) },
  ] // prettier-ignore
}

/** Whether staffing can be told: it cannot, no stream says how many callers are on duty. */
export const staffingEvidence = (): Sentence[] => [
  {
    zh: '无证据：外呼人手（没有排班数据）',
    en: 'No evidence: callers on duty (no roster is sent)',
    topic: 'staffing',
    side: 'inside',
    supports: null,
    figures: [],
  },
]
