import type { Cause, Diagnosis } from '#domain/diagnosis/answer.ts'
import { dealersIn } from '#domain/dealers.ts'
import { Refusal, quote } from '#domain/errors.ts'
import type { Words } from '#domain/measure.ts'
import { MEASURES } from '#domain/measures.ts'
import { callFor } from '#domain/reading/calls.ts'
import { faultItem, pileItem, threeOf, toTenth, type MorningItem } from '#domain/reading/morning.ts'
import type { Asked, Reading } from '#domain/reading/reading.ts'
import { course, say } from '#domain/reading/say.ts'
import { scopeKey, type Scope } from '#domain/scope.ts'
import type { ViewSpec } from '#domain/view.ts'
import { Recent } from '../diagnosis/recent.ts'
import { sit, type Sitting } from '../pace/sitting.ts'
import { segmentWords } from './labels.ts'
import { countsOf, thenOf } from './look.ts'
import { lateOf, sinceOf, type SilentSource } from './faults.ts'
import type { Reader, ReadingRooms } from './reader.ts'

/** What of the logged actions is due for a user. */
export interface DueAction extends Words {
  /** Cars that the action was to bring; 0 where none were promised. */
  units: number
  link: string
  call: Words
  /** The dealers that it is about, empty for all; `null` where that is not told. */
  treated: readonly string[] | null
}

export interface MorningRooms extends ReadingRooms {
  reader: Reader
  diagnoser: { diagnose(raw: unknown, scope: Scope): Promise<Diagnosis> }
  /** What counts as retail here. */
  retail: string
}

/** What is the same for all of one scope: everything but their own actions. */
interface Found extends MorningAnswer {
  dealers: ReadonlySet<string>
}

export interface MorningAnswer {
  seq: number
  as_of: string
  items: MorningItem[]
}

type Morning = (raw: unknown, scope: Scope, due: () => Promise<readonly DueAction[]>) => Promise<MorningAnswer>

const FRESH_MS = 60_000
const MOST_KEPT = 100
/** Days that usual rates are taken from. */
const USUAL_DAYS = 30

/** The three things of the day for a place: what is behind and why, customers nobody follows up, due actions, data faults. */
export function createMorning(rooms: MorningRooms): Morning {
  const kept = new Recent<Found>(rooms.now, FRESH_MS, MOST_KEPT)
  return async (raw, scope, due) => {
    const spec = readSpec(raw)
    // Actions belong to whoever asks; the rest is the same for all of one scope.
    const [{ dealers, items, ...told }, actions] = await Promise.all([
      kept.get(JSON.stringify([scopeKey(scope), spec]), () => list(rooms, spec, scope)),
      due(),
    ])
    const isHere = ({ treated }: DueAction): boolean =>
      treated ? treated.length === 0 || treated.some((id) => dealers.has(id)) : isWhole(spec.where)
    const own = actions
      .filter(isHere)
      .map(({ zh, en, units, link, call }): MorningItem => ({ kind: 'due', view: null, zh, en, units, link, call }))
    return { ...told, items: threeOf([...items, ...own]) }
  }
}

interface MorningSpec {
  where: Record<string, unknown>
  as_of: unknown
}

/** Reads the body of `POST /api/morning`. Throws `bad_spec`. */
function readSpec(raw: unknown): MorningSpec {
  const body: unknown = raw ?? {}
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new Refusal('bad_spec', 'the question is not a JSON object', { path: '' })
  const { where, as_of, ...rest } = body as Record<string, unknown>
  const strange = Object.keys(rest)[0]
  if (strange !== undefined)
    throw new Refusal('bad_spec', `no part of this question is called ${quote(strange)}`, {
      path: strange.slice(0, 60),
    })
  if (where !== undefined && where !== null && (typeof where !== 'object' || Array.isArray(where)))
    throw new Refusal('bad_spec', 'where is not an object', { path: 'where' })
  return { where: (where ?? {}) as Record<string, unknown>, as_of }
}

async function list(rooms: MorningRooms, spec: MorningSpec, scope: Scope): Promise<Found> {
  const sitting = sit(rooms.asker, rooms, scope, { as_of: spec.as_of })
  const plan = sitting.plan({ measures: [rooms.retail], where: spec.where })
  const running = plan.spec.as_of === null
  const dealers = dealersIn(plan.spec.where, sitting.organisation, rooms.zone.day(plan.as_of))
  const isDealer = dealers.length === 1
  const [diagnosis, waiting, missing] = await Promise.all([
    diagnose(rooms, spec, scope),
    piles(sitting, spec, rooms.retail, isDealer),
    running ? rooms.silent(scope).then((silent) => faults(sitting, spec, rooms, silent)) : faults(sitting, spec, rooms, []), // prettier-ignore
  ])
  const items = [...waiting, ...missing]
  const causes = (diagnosis?.causes ?? []).filter(({ units }) => units < 0)
  const bare = causes.map((cause) => ({ cause, units: toTenth(-cause.units) }))
  if (diagnosis && bare.length === 0) items.push(...stepItem(diagnosis, plan.spec.where, rooms, isDealer))
  // Only what is among the three is read: a reading asks several questions.
  const chosen = threeOf([...items.map((item) => ({ item, units: item.units, kind: item.kind })), ...bare])
  const told = await Promise.all(
    chosen.map((one) => ('item' in one ? one.item : causeItem(one.cause, rooms, spec, scope, diagnosis!))),
  )
  return { seq: sitting.seq, as_of: rooms.zone.iso(plan.as_of), items: told, dealers: new Set(dealers) }
}

/** Against the target; against the month before where none is set. */
async function diagnose({ diagnoser }: MorningRooms, { where, as_of }: MorningSpec, scope: Scope): Promise<Diagnosis | null> {
  const question = { where, period: 'month_to_date', ...(as_of !== undefined && { as_of }) }
  try {
    return await diagnoser.diagnose({ ...question, compare: 'target' }, scope)
  } catch (refusal) {
    if (!(refusal instanceof Refusal) || refusal.status !== 400) throw refusal
    return diagnoser.diagnose({ ...question, compare: 'previous' }, scope)
  }
} // prettier-ignore

/** Where no single place stands out, the step of the whole place that lost most beyond its noise; none where none did. */
function stepItem(
  { steps, against, by }: Diagnosis,
  where: ViewSpec['where'],
  rooms: MorningRooms,
  dealer: boolean,
): MorningItem[] {
  const [step] = steps.filter(({ high }) => high < 0).sort((a, b) => a.units - b.units)
  if (!step) return []
  const { stage, units, baseline, actual } = step
  const named = Object.entries(where).flatMap(([name, values = []]) => (values.length === 1 && values[0] ? [[name, values[0]] as const] : [])) // prettier-ignore
  const words = segmentWords(Object.fromEntries(named), rooms.organisation(), rooms.zone.day(rooms.now()))
  const { zh, en } = MEASURES.get(stage)!
  const figures =
    step.of === 'rate' && baseline.rate !== null && actual.rate !== null
      ? course(baseline.rate, actual.rate, 'rate')
      : course(baseline.count, actual.count, 'count')
  const told = say('{segment} · {stage} {figures}，少 {units} 台；没有哪一处特别突出', '{segment} · {stage} {figures}, {units} cars fewer; no single place stands out', {
    segment: words, stage: { zh, en }, figures, units: toTenth(-units),
  }) // prettier-ignore
  const view = { where, period: 'month_to_date', measures: [stage], by: [dealer ? 'advisor_id' : by], compare: [against] } as unknown as Asked // prettier-ignore
  return [{ kind: 'cause', ...told, units: toTenth(-units), view, call: callFor(null, stage, words) }]
}

async function causeItem(
  cause: Cause,
  rooms: MorningRooms,
  { as_of }: MorningSpec,
  scope: Scope,
  { against }: Diagnosis,
): Promise<MorningItem> {
  const { segment, stage, rate, units } = cause
  const { where, period } = cause.view
  const question = { where, period, segment, stage, compare: against, ...(as_of !== undefined && { as_of }) }
  const reading = await rooms.reader.read({ ...question, direction: cause.of === 'mix' ? 'up' : 'down' }, scope)
  const words = segmentWords(segment, rooms.organisation(), rooms.zone.day(rooms.now()))
  const head = { zh: MEASURES.get(stage)!.zh, en: MEASURES.get(stage)!.en }
  const figures = rate ? course(rate.before, rate.now, 'rate') : course(cause.expected, cause.actual, 'count')
  const told = say('{segment} · {stage} {figures}，少 {units} 台。{why}', '{segment} · {stage} {figures}, {units} cars fewer. {why}', {
    segment: words, stage: head, figures, units: Math.round(-units), why: reading.words,
  }) // prettier-ignore
  return {
    kind: reading.side === 'data' ? 'data' : 'cause',
    ...told,
    units: toTenth(-units),
    view: cause.view,
    call: callFor(becauseOf(reading), stage, words),
  }
}

const becauseOf = ({ because, side }: Reading): Reading['because'] => (side === 'unknown' ? null : because)

const isWhole = (where: Record<string, unknown>): boolean => Object.keys(where).length === 0

/** Cars that come of a card and of a lead, at the place's own rates. */
interface Usual {
  card: number | null
  lead: number | null
}

async function usualRates(sitting: Sitting, retail: string, where: unknown): Promise<Usual> {
  const { total } = await sitting.ask({ measures: [retail, 'card', 'unique_lead'], where, period: 'last_30_days' })
  const { now: cars } = countsOf(total, retail, 'previous')
  const per = (name: string) => {
    const { now } = countsOf(total, name, 'previous')
    return now > 0 && cars > 0 ? cars / now : null
  }
  return { card: per('card'), lead: per('unique_lead') }
}

async function piles(
  sitting: Sitting,
  { where }: MorningSpec,
  retail: string,
  dealer: boolean,
): Promise<MorningItem[]> {
  const question = { where, period: 'month_to_date', compare: ['previous'] }
  const [{ total }, usual] = await Promise.all([
    sitting.ask({ ...question, measures: ['overdue_card', 'uncontacted_lead'] }),
    usualRates(sitting, retail, where),
  ])
  const kinds = [
    { of: 'overdue_card', worth: usual.card },
    { of: 'uncontacted_lead', worth: usual.lead },
  ] as const
  return kinds.flatMap(({ of, worth }) => {
    const { now, before } = thenOf(total, of, 'previous')
    const view = { ...question, measures: [of], by: [dealer ? 'advisor_id' : 'dealer_id'] } as unknown as Asked
    return pileItem({ of, now: now ?? 0, usual: before ?? 0, worth, dealer, view }) ?? []
  })
}

async function faults(
  sitting: Sitting,
  { where, as_of }: MorningSpec,
  { retail, freshness, zone }: MorningRooms,
  silent: readonly SilentSource[],
): Promise<MorningItem[]> {
  const question = { measures: [retail], by: ['source'], where, period: 'last_30_days' }
  const plan = sitting.plan(question)
  const late = lateOf(plan.as_of, freshness(), silent)
  if (late.size === 0) return []
  const { rows } = await sitting.ask(question)
  return rows.flatMap((row): MorningItem[] => {
    const source = row.key['source'] ?? ''
    const since = late.get(source)
    if (since === undefined) return []
    const behind = { source, hours: (plan.as_of - since) / 3_600_000, since: sinceOf(since, zone) }
    const perHour = countsOf(row, retail, 'previous').now / (USUAL_DAYS * 24)
    const view = { measures: [retail], by: ['dealer_id'], where: { ...where, source: [source] }, period: 'today', ...(typeof as_of === 'string' && { as_of }) } as unknown as Asked // prettier-ignore
    const item = faultItem(behind, perHour, view)
    return item.units > 0 ? [item] : []
  })
}
