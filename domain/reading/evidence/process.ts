import type { Words } from '../../measure.ts'
import { sourceWords } from '../../source.ts'
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
/** Of the others at most this share may have moved by chance. */
const FEW = 0.35
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
 * What stores whose process went the same way have in common: who calls for them. One caller centre behind those that
 * moved and behind none of the others is one cause.
 */
export function callersEvidence(given: Gathered): Sentence[] {
  const { process, callers, direction, view } = given
  const moved = strongest(process ?? [], direction)
  if (!moved || !callers) return []
  const known = [...moved.units].filter(([, then]) => went(moved, then) !== null).map(([id]) => id)
  const affected = new Set(known.filter((id) => went(moved, moved.units.get(id)!) === direction))
  if (affected.size < LEAST_COMMON) return []
  const share = (ids: readonly string[]) => ids.filter((id) => affected.has(id)).length / Math.max(1, ids.length)
  const servedBy = (id: string): string | undefined => {
    const calls = [...(callers.get(id) ?? [])]
    const all = calls.reduce((sum, [, n]) => sum + n, 0)
    return calls.find(([, n]) => n >= CALLS_FOR * all)?.[0]
  }
  const by = mostOf([...affected].map(servedBy))
  const [served, rest] = [known.filter((id) => servedBy(id) === by), known.filter((id) => servedBy(id) !== by)]
  const everywhere = [...callers.keys()].filter((id) => servedBy(id) === by).length
  const others = callers.size - everywhere
  const one = by !== undefined && others > 0 && share(served) >= MOST && (rest.length === 0 || share(rest) <= FEW)
  if (!one && share(known) < MOST) return []
  const n = one ? served.filter((id) => affected.has(id)).length : affected.size
  const figures = [{ name: 'dealers', value: n, before: known.length, unit: 'count' as const }]
  const better = direction === 'up' ? { zh: '变好', en: 'better' } : { zh: '变差', en: 'worse' }
  const parts = { n, all: known.length, by: sourceWords(by ?? ''), everywhere, better, figure: moved.words }
  const words: Words = one
    ? say(
        '{n} 店的{figure}一起{better}，都由{by}统一外呼（共服务 {everywhere} 店），不由它外呼的没有：一个共同原因',
        '{figure} of {n} dealers got {better} together; one source calls for all of them, {by} ({everywhere} dealers in all), and for none that held: one common cause',
        parts,
      )
    : say(
        '{all} 店中 {n} 店的{figure}同时{better}，像一个共同原因',
        '{figure} of {n} dealers out of {all} got {better} together: like one common cause',
        parts,
      )
  return [
    { ...words, topic: 'callers', side: 'inside', supports: true, figures, view: view(['contact'], ['dealer_id', 'source']) },
  ]
} // prettier-ignore

/** The process figure that explains most: of those that moved in the segment the one that moved farthest. */
function strongest(process: readonly ProcessFigure[], direction: Gathered['direction']): ProcessFigure | undefined {
  const far = ({ own, unit }: ProcessFigure) => Math.abs(Math.log(ratio(own)!)) / Math.log(1 + LEAST[unit])
  return process.filter((figure) => went(figure, figure.own) === direction).sort((a, b) => far(b) - far(a))[0]
}

function mostOf(names: readonly (string | undefined)[]): string | undefined {
  const tally = new Map<string, number>()
  for (const name of names) if (name !== undefined) tally.set(name, (tally.get(name) ?? 0) + 1)
  return [...tally].sort((a, b) => b[1] - a[1])[0]?.[0]
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
