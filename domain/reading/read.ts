import type { Words } from '../measure.ts'
import { doubtEvidence, sourceEvidence } from './evidence/data.ts'
import { feedbackEvidence } from './evidence/feedback.ts'
import { advertisingEvidence, campaignEvidence, channelEvidence, mixEvidence } from './evidence/intake.ts'
import { marketEvidence, priceEvidence, rivalEvidence } from './evidence/market.ts'
import { modelsEvidence } from './evidence/models.ts'
import { figureOf, peersEvidence, spreadEvidence } from './evidence/peers.ts'
import { callersEvidence, processEvidence, staffingEvidence } from './evidence/process.ts'
import { stockEvidence, waitedEvidence } from './evidence/stock.ts'
import type { Gathered } from './gathered.ts'
import type { Reading, Sentence, Side, Topic } from './reading.ts'
import { say } from './say.ts'
import { interpretationOf } from './table.ts'

type Evidence = (given: Gathered) => Sentence[]

/** What is looked at for each stage, in the order in which it is told. */
const LOOKS: Readonly<Record<string, readonly Evidence[]>> = {
  unique_lead: [sourceEvidence, doubtEvidence, channelEvidence, campaignEvidence, peersEvidence, marketEvidence, advertisingEvidence],
  card: [sourceEvidence, doubtEvidence, peersEvidence, spreadEvidence],
  first_visit: [sourceEvidence, doubtEvidence, callersEvidence, processEvidence, campaignEvidence, mixEvidence, peersEvidence, spreadEvidence, marketEvidence, feedbackEvidence, staffingEvidence, advertisingEvidence],
  test_drive: [sourceEvidence, doubtEvidence, processEvidence, modelsEvidence, peersEvidence, spreadEvidence, feedbackEvidence],
  order: [sourceEvidence, doubtEvidence, rivalEvidence, priceEvidence, marketEvidence, feedbackEvidence, modelsEvidence, stockEvidence, peersEvidence, spreadEvidence],
  deal: [sourceEvidence, doubtEvidence, stockEvidence, waitedEvidence, rivalEvidence, priceEvidence, modelsEvidence, feedbackEvidence, peersEvidence, spreadEvidence],
  delivery: [sourceEvidence, doubtEvidence, stockEvidence, waitedEvidence, modelsEvidence, feedbackEvidence, peersEvidence, spreadEvidence],
} // prettier-ignore

/** How much a sentence that holds says for its side; what only goes with a cause weighs less than what names it. */
const WEIGHT: Readonly<Record<Topic, number>> = {
  source: 100, doubt: 50, campaign: 4, mix: 3, stock: 3, callers: 3, rival: 2, price: 2, channel: 2, process: 2, alone: 2, waiting: 1.5,
  peers: 1.5, models: 1, market: 1.5, feedback: 1, spread: 0.5, advertising: 0, staffing: 0,
} // prettier-ignore
/** Less evidence than this decides nothing. */
const LEAST_WEIGHT = 1.5

const SIDE: Readonly<Record<Side | 'unknown', Words>> = {
  outside: { zh: '外因', en: 'Outside' },
  inside: { zh: '内因', en: 'Inside' },
  data: { zh: '数据', en: 'Data' },
  unknown: { zh: '证据不足', en: 'Not enough evidence' },
}

/** Reads what was gathered: which side the evidence is on, and why. Where none decides, the reading says so. */
export function read(given: Gathered): Omit<Reading, 'seq' | 'as_of' | 'ranges' | 'segment'> {
  const { stage, kpi, direction, pair } = given
  const sentences = LOOKS[stage === 'invoice' ? 'deal' : stage]!.flatMap((look) => look(given))
  const { side, because } = verdict(sentences)
  const told = interpretationOf(kpi.row, direction)
  const reason = sentences.find(({ topic, supports }) => topic === because && supports)
  const words =
    side === 'outside' || side === 'inside'
      ? say('{side}：{meaning}（{reason}）', '{side}: {meaning} ({reason})', {
          side: SIDE[side],
          meaning: meaningOf(because, told[side]),
          reason: reason!,
        })
      : side === 'data'
        ? say('{side}：{reason}', '{side}: {reason}', { side: SIDE.data, reason: reason! })
        : SIDE.unknown
  return {
    kpi: kpi.name,
    direction,
    moved: figureOf(kpi.name, pair),
    stage,
    side,
    because,
    words,
    outside: told.outside,
    inside: told.inside,
    source: told.source,
    sentences,
  }
}

/** The table speaks of execution; a cause of another nature is called by its own name. */
function meaningOf(because: Topic | null, told: Words): Words {
  if (because === 'campaign' || because === 'mix')
    return { zh: '结构变化，不是执行', en: 'a change of mix, not of execution' }
  if (because === 'stock' || because === 'waiting') return { zh: '库存原因', en: 'stock' }
  if (because === 'rival' || because === 'price') return { zh: '竞品原因', en: 'a rival' }
  return told
}

/** The side with more weight of evidence; data first: what did not arrive cannot be read. */
function verdict(sentences: readonly Sentence[]): { side: Side | 'unknown'; because: Topic | null } {
  const weight = { outside: 0, inside: 0, data: 0 }
  const told = new Set<string>()
  for (const { topic, side, supports } of sentences) {
    // Several sentences of one topic are one argument.
    if (!supports || told.has(`${side} ${topic}`)) continue
    told.add(`${side} ${topic}`)
    weight[side] += WEIGHT[topic]
  }
  const side = (['data', 'inside', 'outside'] as const).reduce((best, one) => (weight[one] > weight[best] ? one : best))
  if (weight[side] < LEAST_WEIGHT) return { side: 'unknown', because: null }
  const own = sentences.filter((one) => one.side === side && one.supports)
  const because = own.reduce((best, one) => (WEIGHT[one.topic] > WEIGHT[best.topic] ? one : best)).topic
  return { side, because }
}
