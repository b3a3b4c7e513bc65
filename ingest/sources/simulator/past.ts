import { claimOf, stretchOf, takenOn } from '#domain/decision/claims.ts'
import { proposeReview } from '#domain/decision/course.ts'
import type { Decision, DecisionState } from '#domain/decision/decision.ts'
import { lagDays } from '#domain/decision/library.ts'
import { buildAgenda, type Gap, type Meeting } from '#domain/decision/meeting.ts'
import { windowOf } from '#domain/outcome/schedule.ts'
import type { Target } from '#domain/streams.ts'
import { addDays, dayText, openZone } from '#domain/zone.ts'
import { journeys } from './entries.ts'
import { instants } from './events.ts'
import { CHAIR, MANAGERS, PAST_CASES, type PastCase } from './past-cases.ts'
import { REGIONS } from './places.ts'
import type { Store } from './stores.ts'
import { nextMonth, type World } from './world.ts'

/** A decision as it stood at its end, and the steps that led there, each with its instant (epoch ms). */
export interface PastDecision {
  draft: Omit<Decision, 'no' | 'revision'>
  steps: { state: DecisionState; at: number; note: string }[]
  key: string
}

export interface PastMeeting {
  draft: Omit<Meeting, 'no' | 'revision'>
  key: string
  attendees: string[]
  /** Said to an item, with its minute after the beginning. */
  notes: { item: string | null; by: string; text: string; minute: number }[]
  promises: { region: string; by: string; least: number; commitment: number; challenge: number }[]
}

/** All that was decided and said before the demo day. */
export interface Past {
  decisions: PastDecision[]
  meetings: PastMeeting[]
}

const ONLINE = ['portal', 'video', 'own']
const MINUTE = 60_000
const TEN = 600 * MINUTE

/** The past of a demo world; `targets` are those of its months. Yields now and then. */
export async function pastOf(world: World, targets: readonly Target[]): Promise<Past> {
  const decisions = pastDecisions(world)
  return { decisions, meetings: await pastMeetings(world, targets, decisions) }
}

/** The fourteen decisions of the demo's past year, oldest first. */
function pastDecisions(world: World): PastDecision[] {
  return [...PAST_CASES].sort((a, b) => a.made - b.made).map((one) => pastDecision(world, one))
}

function pastDecision(world: World, one: PastCase): PastDecision {
  const zone = openZone(world.options.zone)
  const day = (since: number): string => dayText(world.today + since)
  const at = (since: number): number => zone.instant(day(since), TEN)
  const mine = dealersOf(world, one)
  const control = matched(world, mine, one)
  const due_on = day(one.due)
  const review_on =
    one.review === undefined ? proposeReview({ due_on, measure_kind: one.kind }, one.stage)! : day(one.review)
  const over = one.effect !== null
  const state: DecisionState = over ? 'act' : 'do'
  const made = at(one.made)
  const where = {
    dealer_id: mine,
    ...(one.online && { channel_1: [...ONLINE] }),
    ...(one.model && { model: [one.model] }),
  }
  const [effect, low, high] = one.effect ?? [0, 0, 0]
  const count = one.from > 1
  const measured = zone.instant(addDays(review_on, 1), TEN)
  return {
    key: `past-${one.no}`,
    steps: [
      { state: 'do', at: at(one.made + 1), note: '' },
      ...(over ? [{ state: 'check' as const, at: at(one.due), note: '已到位' }, { state: 'act' as const, at: measured, note: one.verdict === 'missed' ? '未达成，停止推广' : '复盘完成' }] : []),
    ],
    draft: {
      id: `past-${one.no}`, state, title: one.title, what: one.what, measure_kind: one.kind, also: [], owner: MANAGERS[one.region]!, owner_id: null,
      due_on, review_on, escalated: one.no === 12, meeting_id: meetingOn(one.made), asserted_by: CHAIR, where, stage: one.stage, measure: one.measure,
      expected: { measure: one.measure, amount: Number((one.to - one.from).toPrecision(6)), low: null, high: null, from: one.from, to: one.to, units: one.units },
      direction: 'down', claims: one.units,
      evidence: {
        spec: { measures: [one.measure], by: ['region'], where, period: { from: day(one.made - 28), to: day(one.made) } },
        ranges: null, align: 'elapsed', seq: null, as_of: zone.iso(made), known_at: zone.iso(made),
        figures: [{ name: one.measure, value: one.from, before: one.was, unit: count ? 'count' : 'rate' }],
        cause: { text: one.cause, segment: { region: one.region }, stage: one.stage, units: -one.units, side: one.side, why: '' },
        rejected: [{ text: one.rejected, segment: {}, stage: null, units: null, side: 'unknown', why: '' }], picture: false,
      },
      treated: mine, control, window: { ...windowOf({ made_on: day(one.made), due_on, review_on }), lag_days: lagDays(one.kind, one.stage) }, starts: {}, parent_id: null, alert_id: null, written_by: CHAIR, written_by_id: 'demo',
      created_at: iso(made), updated_at: iso(made), verdict: one.verdict, withdrawn: null,
      effect: one.effect === null ? null : { effect, low, high, cases: mine.length, method: one.no === 14 ? 'did' : 'logged', reason: '上线前按配对门店测得，随历史导入', at: iso(measured) },
    },
  } // prettier-ignore
}

const iso = (instant: number): string => new Date(instant).toISOString()

function dealersOf({ stores }: World, { region, dealers }: PastCase): string[] {
  if (typeof dealers === 'function') return stores.filter(dealers).map(({ id }) => id)
  const plain = stores.filter(
    ({ place, marks }) => place.region === region && !marks.hub && !marks.gaming && !marks.closed,
  )
  return [...plain].sort((a, b) => b.monthly - a.monthly || a.no - b.no).slice(0, dealers).map(({ id }) => id) // prettier-ignore
}

/** For each dealer one of like size in another region; where the script names its control stores, those and two for each. */
function matched({ stores }: World, mine: readonly string[], { dealers, region }: PastCase): string[] {
  const named = typeof dealers === 'function' ? stores.filter(({ marks }) => marks.secondCall === 'control') : []
  const quiet = ({ place, marks }: Store): boolean => place.region !== region && !(named.length && (marks.hub || marks.secondCall || marks.gaming || marks.closed)) // prettier-ignore
  const free = new Set(stores.filter(quiet))
  const sizes = new Map(stores.map(({ id, monthly }) => [id, monthly]))
  const each = named.length ? [...mine, ...mine].sort() : mine
  const like = each.map((id) => {
    const size = sizes.get(id)!
    let best: Store | undefined
    for (const store of free) if (!best || Math.abs(store.monthly - size) < Math.abs(best.monthly - size)) best = store
    free.delete(best!)
    return best!.id
  })
  return [...named.map(({ id }) => id), ...like]
}

/** Days of the weekly meetings of the past month, relative to the demo day. */
const MEETINGS = [-24, -17, -10, -3] as const
const meetingKey = (since: number): string => `past-meeting${since}`
/** The meeting in which a decision of a day was made. */
const meetingOn = (since: number): string | null => ((MEETINGS as readonly number[]).includes(since) ? meetingKey(since) : null) // prettier-ignore

const SAID: Readonly<Record<number, readonly [region: string, text: string][]>> = {
  [-24]: [['华中', '换人二次外呼试点第三周，11 店到店率抬头，等满四周再推广'], ['华南', '车展线索已派完，试驾车周末不够']],
  [-17]: [['西部', '垂媒B合同上周到期，线索降得快，商务部本周谈续约'], ['华中', '二次外呼试点满四周，到店率抬头，窗口走满再复盘']],
  [-10]: [['西部', '预算转投垂媒A与短视频，今日记举措'], ['华东', '线上到店率走低，大区自查跟进时效'], ['东北', '降雪两天，到店改约周末']],
  [-3]: [['华南', '竞品降价后澜X5 转化下滑，金融贴息方案今日记举措'], ['华东', '到店率仍低，自查结论未出'], ['鲁豫', '领油卡活动线索多，有效率待看'], ['华中', '二次外呼试点复盘达成，话术给其他大区']],
} // prettier-ignore

/** The weekly meetings of the past month, with the gaps as they stood, what was said and what was promised. Yields between days. */
async function pastMeetings(
  world: World,
  targets: readonly Target[],
  decisions: readonly PastDecision[],
): Promise<PastMeeting[]> {
  const found: PastMeeting[] = []
  for (const since of MEETINGS) found.push(await pastMeeting(world, targets, decisions, since))
  return found
}

async function pastMeeting(
  world: World,
  targets: readonly Target[],
  decisions: readonly PastDecision[],
  since: number,
): Promise<PastMeeting> {
  const zone = openZone(world.options.zone)
  const day = dayText(world.today + since)
  const begun = zone.instant(day, TEN)
  const from = `${day.slice(0, 8)}01`
  const unit = { from, to: nextMonth(from) }
  const share = paceShare(world, unit, day)
  const brought = await deliveriesUpto(world, from, begun)
  const goal = (kind: Target['kind'], region?: string): number => targets.find((one) => one.from === from && one.kind === kind && one.region === region && !one.area && !one.dealer_id && !one.model)?.value ?? 0 // prettier-ignore
  const known = decisions.map(({ draft }) => ({ ...draft, no: 0, revision: 0 }))
  const gaps = REGIONS.map(({ region, en }): Gap => {
    const target = goal('target', region)
    const gap = Math.round((brought.get(region) ?? 0) - target * share)
    const lamp = gap >= 0 ? 'on_plan' : gap >= -0.03 * target ? 'warning' : 'behind'
    const dealers = new Set(world.stores.filter(({ place }) => place.region === region).map(({ id }) => id))
    const before = known.filter(({ created_at }) => Date.parse(created_at) < begun)
    return {
      key: { region },
      zh: region,
      en,
      gap,
      lamp,
      claim: claimOf({ units: gap, unverified: false }, takenOn(dealers, before, stretchOf(unit, zone))),
    }
  })
  const reviews = known.filter(({ review_on }) => review_on !== null && review_on <= day && review_on > addDays(day, -7)).map(({ id }) => id) // prettier-ignore
  const items = buildAgenda('weekly', gaps, reviews).map((item) => ({
    ...item,
    state: 'done' as const,
    spent_s: item.minutes * 57,
  }))
  const itemOf = (region: string): string | null => items.find(({ key }) => key?.['region'] === region)?.id ?? null
  const actual = [...brought.values()].reduce((all, n) => all + n, 0)
  const national = goal('target')
  const took = items.reduce((all, { spent_s }) => all + spent_s, 0)
  return {
    key: meetingKey(since),
    attendees: [CHAIR, ...Object.values(MANAGERS)],
    notes: SAID[since]!.map(([region, text], i) => ({ item: itemOf(region), by: MANAGERS[region]!, text, minute: 6 + 5 * i })),
    promises: REGIONS.map(({ region }, i) => {
      const [commitment, challenge] = [goal('commitment', region), goal('challenge', region)]
      // From week to week a region says a little less, or holds.
      const said = Math.round(commitment * (1 - 0.004 * Math.max(0, ((since + 24) / 7) * ((i % 3) - 0.5))))
      return { region, by: MANAGERS[region]!, least: Math.round(said * 0.96), commitment: said, challenge: Math.max(said, challenge) }
    }),
    draft: {
      id: meetingKey(since), template: 'weekly', title: `周会 · ${day.slice(5)}`, state: 'closed', where: {}, measure: 'delivery', by: 'region', unit,
      chair: CHAIR, chair_id: 'demo', as_of: zone.iso(begun), frozen: true, begun_at: iso(begun), closed_at: iso(begun + took * 1_000), items,
      current: null, total: { actual, target: national, gap: actual - national * share },
    },
  } // prettier-ignore
}

/** Cars delivered by region since a month's first day until an instant; lets others have their turn between days. */
async function deliveriesUpto(world: World, from: string, until: number): Promise<Map<string, number>> {
  const range = instants(world, from, nextMonth(from))
  const regions = new Map<string, number>()
  for (const ofDay of journeys(world, range.from, until, 2)) {
    for (const { delivery, store } of ofDay)
      if (delivery >= range.from && delivery < until)
        regions.set(store.place.region, (regions.get(store.place.region) ?? 0) + 1)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return regions
}

/** The share of a month's deliveries that its rhythm brings before 10:00 of a day. */
function paceShare({ rhythm }: World, { from, to }: { from: string; to: string }, day: string): number {
  const { cum } = rhythm.clocks.delivery
  const at = (text: string): number => cum[rhythm.texts.indexOf(text)]!
  return (at(day) - at(from)) / (at(to) - at(from))
}
