import { dealersIn } from '#domain/dealers.ts'
import type { Dimension } from '#domain/dimensions.ts'
import type { Organisation } from '#domain/organisation.ts'
import type { Plan } from '#domain/plan.ts'
import type { DiagnosisSpec } from './spec.ts'

/** More leaves than this neither hold enough units each nor are looked through within a second. */
export const MOST_LEAVES = 40_000

/** How one place has another below it. */
const BELOW: readonly Dimension[] = ['region', 'area', 'dealer_id', 'advisor_id']

/** The next level below the place that a question names: of one dealer its advisors, of the whole maker its regions. */
export function nextLevel({ spec: { where } }: Plan): Dimension {
  for (let i = BELOW.length - 1; i >= 0; i--) {
    const named = where[BELOW[i]!]
    if (named) return named.length === 1 ? (BELOW[i + 1] ?? BELOW[i]!) : BELOW[i]!
  }
  return BELOW[0]!
}

/**
 * The dimensions of the leaves: those asked for, else the finest that the data can carry, by how many dealers, models
 * and channels there are: a place is rather told than a channel's branch. The `cuts` that the answer is split by are
 * always among them.
 */
export function grainOf(
  spec: DiagnosisSpec,
  cuts: readonly Dimension[],
  plan: Plan,
  organisation: Organisation,
): Dimension[] {
  const withCuts = (dims: readonly Dimension[]) => [...new Set([...dims, ...cuts])]
  if (spec.dims) return withCuts(spec.dims)
  const { where } = plan.spec
  const dealers = dealersIn(where, organisation, plan.clock.zone.day(plan.as_of)).length
  const models = where.model?.length ?? organisation.modelCodes().length
  const channels = where.channel?.length ?? organisation.channelCodes().length
  const tops = new Set(organisation.channelCodes().map((code) => organisation.channelPath(code)[0])).size
  if (cuts.includes('advisor_id')) return withCuts(['dealer_id', 'advisor_id', 'model', 'channel_1'])
  if (dealers * models * channels <= MOST_LEAVES) return withCuts(['region', 'area', 'dealer_id', 'model', 'channel_1', 'channel', 'campaign']) // prettier-ignore
  if (dealers * models * tops <= MOST_LEAVES) return withCuts(['region', 'area', 'dealer_id', 'model', 'channel_1'])
  return withCuts(['region', 'area', 'model', 'channel_1', 'channel'])
}

/** What a grain can do without, first of all. */
const SPARED: readonly Dimension[] = ['campaign', 'channel', 'model', 'dealer_id']

/** Which of the dimensions that an answer is split by would else be spared. */
export const keptOf = (cuts: readonly Dimension[]): Dimension[] => SPARED.filter((name) => cuts.includes(name))

/** The next coarser grain; `null` where there is none, but for what is `kept`. */
export function coarser(dims: readonly Dimension[], kept: readonly Dimension[]): Dimension[] | null {
  const spared = SPARED.find((name) => dims.includes(name) && !kept.includes(name))
  return spared === undefined ? null : dims.filter((name) => name !== spared)
}
