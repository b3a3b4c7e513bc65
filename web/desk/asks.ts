import type { Dimension } from '#domain/dimensions.ts'
import type { Question } from '../live/question.ts'
import { shiftDay } from '../format/time.ts'
import { stagesOf } from '../wall/scene.ts'
import { childLevel, dimensionOf, whereOf } from '../wall/state.ts'
import { levelOf, type DeskState } from './state.ts'

/** What every question of the desk is made from. */
export interface DeskScene {
  state: DeskState
  /** The event that counts as 零售. */
  retail: string
  /** The business day of the desk's clock. */
  today: string
  channelLevel: (channel: string) => number
}

/** The filter of a node: the desk's model and channel within the node's place. */
export const whereOfNode = ({ state, channelLevel }: DeskScene, path: readonly string[]) =>
  whereOf({ ...state, path }, channelLevel)

/** What the one date control drives: period, alignment, the moment and the organisation. */
export function moment({ state }: Pick<DeskScene, 'state'>): Omit<Question, 'measures'> {
  return {
    period: state.span ?? state.period,
    ...(state.align !== 'elapsed' && { align: state.align }),
    ...(state.org !== 'current' && { org: state.org }),
    ...(state.base !== 'all' && { base: state.base }),
    ...(state.successors && { successors: true }),
    ...(state.against !== 'target' && { target_kind: state.against }),
    ...(state.asOf !== null && { as_of: state.asOf }),
  }
}

const ALL_COMPARED: Question['compare'] = ['previous', 'last_year', 'target', 'target_full']

/** The funnel of a node: the same question as the wall's totals, so that both show the same figures. */
export const askFunnel = (scene: DeskScene, path: readonly string[]): Question => ({
  ...moment(scene),
  measures: stagesOf(scene.retail),
  where: whereOfNode(scene, path),
  compare: ALL_COMPARED,
})

/** The flow funnel of a node: the same figures, or those of new or of carried-over journeys alone. */
export function askFlow(scene: DeskScene, path: readonly string[]): Question {
  const asked = askFunnel(scene, path)
  const { intake } = scene.state
  // Nobody sets targets for a part of the journeys, nor is it told of successors.
  if (intake === 'all') return asked
  return {
    ...asked,
    successors: false,
    where: { ...asked.where, intake: [intake] },
    compare: ['previous', 'last_year'],
  }
}

/** What became of those who entered in the period. */
export const askCohort = (scene: DeskScene, path: readonly string[]): Question => ({
  ...moment(scene),
  mode: 'cohort',
  entry: scene.state.entry,
  window_days: scene.state.window,
  measures: cohortStages(scene.state.entry, scene.retail),
  where: whereOfNode(scene, path),
  compare: ['previous', 'last_year'],
})

/** The stages that lie below an entry. */
export function cohortStages(entry: DeskState['entry'], retail: string): string[] {
  const all = ['first_visit', 'test_drive', 'order', ...new Set(['deal', retail])]
  return all.slice(entry === 'order' ? 3 : entry === 'first_visit' ? 1 : 0)
}

/** A node's own figures. */
export const askNode = (scene: DeskScene, path: readonly string[], measures: string[]): Question => ({
  ...moment(scene),
  measures,
  where: whereOfNode(scene, path),
  compare: ALL_COMPARED,
})

/** The dimension of a node's members; `null` below an advisor. */
export function memberDimension({ state }: Pick<DeskScene, 'state'>, path: readonly string[]): Dimension | null {
  const level = childLevel({ ...state, path })
  return level && dimensionOf(level)
}

/** The members of a node. */
export function askMembersOf(scene: DeskScene, path: readonly string[], measures: string[]): Question | null {
  const dimension = memberDimension(scene, path)
  return dimension && { ...askNode(scene, path, measures), by: [dimension] }
}

/** Whole days of the small trends: today still runs and would bend the end down. */
export const TREND_DAYS = 22

/** The days behind the small trends of a node's members, or of the node itself. */
export function askTrends(
  scene: DeskScene,
  path: readonly string[],
  measures: string[],
  own: boolean,
): Question | null {
  const dimension = own ? null : memberDimension(scene, path)
  if (!own && dimension === null) return null
  const { as_of } = moment(scene)
  return {
    measures,
    by: dimension ? [dimension, 'day'] : ['day'],
    where: whereOfNode(scene, path),
    period: { from: shiftDay(scene.today, -TREND_DAYS), to: scene.today },
    ...(as_of && { as_of }),
    limit: 10_000,
  }
}

/** The nodes of the same kind that a node is measured by: stores of its city tier, places of its level, its colleagues. */
export function askPeers(scene: DeskScene, path: readonly string[], tier: string | null): Question | null {
  const level = levelOf(path)
  if (level === null) return null
  const place = level === 'advisor' ? path.slice(0, -1) : []
  const where = whereOfNode(scene, place)
  return {
    ...moment(scene),
    measures: stagesOf(scene.retail),
    by: [dimensionOf(level)],
    where: level === 'dealer' && tier !== null ? { ...where, city_tier: [tier] } : where,
    compare: ['target_full'],
    limit: 2_000,
  }
}

/** What the funnel counts of those nodes, where that is not their plain flow: a cohort, or one part of the journeys. */
export function askPeerFunnels(scene: DeskScene, path: readonly string[], tier: string | null): Question | null {
  const { funnel, intake } = scene.state
  const peers = askPeers(scene, path, tier)
  if (!peers || (funnel === 'flow' && intake === 'all')) return null
  const own = funnel === 'cohort' ? askCohort(scene, path) : askFlow(scene, path)
  const where = funnel === 'flow' ? { ...peers.where, intake: [intake] } : peers.where
  return { ...own, by: peers.by!, where: where!, compare: [], limit: 2_000 }
}

/** What was planned for an entry and the stages below it: a target for their shares. */
export const askCohortTargets = (scene: DeskScene, path: readonly string[]): Question => ({
  ...moment(scene),
  measures: [scene.state.entry, ...cohortStages(scene.state.entry, scene.retail)],
  where: whereOfNode(scene, path),
  compare: ['target_full'],
})

/** One measure by the members of a node and by model or channel. */
export function askCrossed(
  scene: DeskScene,
  path: readonly string[],
  own: boolean,
  measures: string[],
): Question | null {
  const member = own ? null : memberDimension(scene, path)
  if (!own && member === null) return null
  const { cross } = scene.state
  const by: Dimension[] = cross === 'model' ? ['model'] : ['channel_1']
  return {
    ...moment(scene),
    measures,
    by: member ? [member, ...by] : by,
    where: whereOfNode(scene, path),
    compare: ['previous', 'last_year'],
    limit: 5_000,
  }
}
