import type { Gathered, Intake, Then } from '../gathered.ts'
import { changeOf, movementOf, valueOf, type Pair } from '../moved.ts'
import type { Sentence } from '../reading.ts'
import { course, percent, say } from '../say.ts'
import { courseOf, figureOf } from './peers.ts'

/** A campaign bursts when it brings at least this share of the leads and twice what it brought before. */
const BURST_SHARE = 0.1
const BURST_TIMES = 2
/** A change of channels explains a fall when this share of it is gone once the channels' old weights are put back. */
const MIX_SHARE = 0.6

const add = (rows: readonly Intake[], read: (row: Intake) => Then<number>): Then<number> => ({
  now: rows.reduce((sum, row) => sum + read(row).now, 0),
  before: rows.reduce((sum, row) => sum + read(row).before, 0),
})

const rateOf = (above: Then<number>, below: Then<number>): Pair => ({
  now: { above: above.now, below: below.now },
  before: { above: above.before, below: below.before },
})

/** A burst of leads of one campaign: it changes what leads are made of, not how well they are worked on. */
export function campaignEvidence({ intake, stage, direction, view }: Gathered): Sentence[] {
  if (!intake) return []
  const named = [...new Set(intake.map(({ campaign }) => campaign))].filter((name) => name !== null)
  const all = add(intake, ({ unique }) => unique)
  const bursts = named
    .map((name) => ({ name, unique: add(intake.filter(({ campaign }) => campaign === name), ({ unique }) => unique) }))
    .filter(({ unique }) => unique.now >= BURST_SHARE * all.now && unique.now >= BURST_TIMES * unique.before)
    .sort((a, b) => b.unique.now - a.unique.now) // prettier-ignore
  const first = bursts[0]
  const head = { topic: 'campaign', side: 'inside', view: view(['unique_lead', 'lead_clean_rate', 'first_visit'], ['campaign'], { drop: ['campaign'] }) } as const // prettier-ignore
  if (!first) {
    const words = named.length === 0 ? { zh: '无证据：活动（线索没有带活动）', en: 'No evidence: campaigns (leads carry none)' } : { zh: '没有集中涌入的活动线索', en: 'No burst of leads from a campaign' } // prettier-ignore
    return [{ ...words, ...head, supports: named.length === 0 ? null : false, figures: [] }]
  }
  const of = intake.filter(({ campaign }) => campaign === first.name)
  const rest = intake.filter(({ campaign }) => campaign !== first.name)
  const visits = rateOf(add(rest, ({ visit }) => visit), add(rest, ({ unique }) => unique)) // prettier-ignore
  const { valid, words: quality } = qualityOf(intake, of, rest)
  const figures = [
    { name: 'unique_lead', value: first.unique.now, before: first.unique.before, unit: 'count' as const },
    { ...valid, name: 'lead_clean_rate', unit: 'rate' as const },
    figureOf('unique_lead_first_visit_rate', visits),
  ]
  const burst = say('活动“{name}”涌入线索 {course} 条{quality}', 'Campaign “{name}” brought {course} leads{quality}', {
    name: first.name,
    course: course(first.unique.before, first.unique.now, 'count'),
    quality,
  })
  if (stage === 'unique_lead') return [{ ...burst, ...head, supports: direction === 'up', figures }]
  // Without the burst the rate must hold, or execution went down as well.
  const holds = direction === 'down' && movementOf(visits) !== 'down'
  const words = say('{burst}；去掉它到店率 {rest}：{what}', '{burst}; without it the visit rate is {rest}: {what}', {
    burst,
    rest: courseOf(visits),
    what: holds
      ? { zh: '结构变化，不是执行变差', en: 'a change of mix, not of execution' }
      : { zh: '执行也变了', en: 'execution moved as well' },
  })
  return [{ ...words, ...head, supports: holds, figures }]
}

/** The valid share of a burst beside the others'; where cleaning names no campaign, that of all leads before and now. */
function qualityOf(all: readonly Intake[], of: readonly Intake[], rest: readonly Intake[]) {
  const share = (rows: readonly Intake[]) => {
    const { now, before } = rateOf(add(rows, ({ clean }) => clean), add(rows, ({ lead }) => lead)) // prettier-ignore
    return { value: valueOf(now), before: valueOf(before) }
  }
  const attributed = of.some(({ clean }) => clean.now > 0)
  const [own, others, whole] = [share(of), share(rest), share(all)]
  if (attributed) {
    const parts = { own: course(null, own.value, 'rate'), others: course(null, others.value, 'rate') }
    return { valid: { value: own.value, before: others.value }, words: say('，有效率 {own}（其余 {others}）', ', {own} of them valid (others {others})', parts) } // prettier-ignore
  }
  if (whole.value === null) return { valid: whole, words: { zh: '', en: '' } }
  const parts = { course: course(whole.before, whole.value, 'rate') }
  return { valid: whole, words: say('，线索有效率 {course}', ', valid share of all leads {course}', parts) }
}

/** How much of a rate's change is only another mix of channels. */
export function mixEvidence({ intake, stage, pair, view }: Gathered): Sentence[] {
  if (!intake || stage !== 'first_visit') return []
  const channels = new Map<string | null, Intake[]>()
  for (const row of intake) channels.set(row.channel, [...(channels.get(row.channel) ?? []), row])
  if (channels.size < 2) return []
  const parts = [...channels.values()].map((rows) => rateOf(add(rows, ({ visit }) => visit), add(rows, ({ unique }) => unique))) // prettier-ignore
  const all = parts.reduce((sum, { before }) => sum + before.below!, 0)
  const held = all === 0 ? null : parts.reduce((sum, { now, before }) => sum + (before.below! / all) * (valueOf(now) ?? valueOf(before) ?? 0), 0) // prettier-ignore
  const [now, before] = [valueOf(pair.now), valueOf(pair.before)]
  if (held === null || now === null || before === null || movementOf(pair) === 'still') return []
  const mixed = now === before ? 0 : (now - held) / (now - before)
  return [
    {
      ...say('按原渠道结构，到店率 {course}', 'With the channels weighed as before the rate is {course}', {
        course: course(before, held, 'rate'),
      }),
      topic: 'mix',
      side: 'inside',
      supports: mixed >= MIX_SHARE,
      figures: [{ name: 'unique_lead_first_visit_rate', value: held, before, unit: 'rate' }],
      view: view(['unique_lead', 'unique_lead_first_visit_rate'], ['channel'], { drop: ['channel', 'campaign'] }),
    },
  ]
}

/** One channel that moved where the other channels of the same places did not: its own supply, not the market. */
export function channelEvidence({ channels, pair, direction, view }: Gathered): Sentence[] {
  if (!channels || !channels.some(({ own }) => own)) return []
  const others = channels.filter(({ own }) => !own)
  const rest: Pair = {
    now: { above: others.reduce((sum, one) => sum + one.pair.now.above, 0), below: null },
    before: { above: others.reduce((sum, one) => sum + one.pair.before.above, 0), below: null },
  }
  const moved = movementOf(rest)
  if (moved === null) return []
  const only = movementOf(pair) === direction && moved !== direction
  return [
    {
      ...say(
        only ? '只有这个渠道变动 {own}，同地其他渠道 {rest}' : '这个渠道 {own}，同地其他渠道 {rest}',
        only ? 'Only this channel moved, {own}; other channels of these places {rest}' : 'This channel {own}, other channels of these places {rest}',
        { own: percent(changeOf(pair)), rest: percent(changeOf(rest)) },
      ),
      topic: 'channel',
      side: 'inside',
      supports: only,
      figures: [figureOf('unique_lead', pair), figureOf('unique_lead.others', rest)],
      view: view(['unique_lead'], ['channel'], { drop: ['channel', 'channel_1', 'channel_2', 'channel_3', 'channel_4', 'campaign'] }),
    },
  ] // prettier-ignore
}

/** Spend and placement of advertising are sent by nobody. */
export const advertisingEvidence = (): Sentence[] => [
  {
    zh: '无证据：广告投放（未接入）',
    en: 'No evidence: advertising (not connected)',
    topic: 'advertising',
    side: 'inside',
    supports: null,
    figures: [],
  },
]
