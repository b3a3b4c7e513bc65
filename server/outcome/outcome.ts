import type { Decision, MeasuredEffect, Verdict } from '#domain/decision/decision.ts'
import { lagDays } from '#domain/decision/library.ts'
import { isReported } from '#domain/decision/pool.ts'
import { openMeasures, readMeasure, type Dictionary } from '#domain/measures.ts'
import type { Measure } from '#domain/measure.ts'
import type { Organisation } from '#domain/organisation.ts'
import { estimate, type Estimate } from '#domain/outcome/estimate.ts'
import { guardedBeside, movedTo, type Move } from '#domain/outcome/guardrail.ts'
import { matchControls } from '#domain/outcome/match.ts'
import { countedBy, othersOn, type Acting } from '#domain/outcome/others.ts'
import type { Panel } from '#domain/outcome/panel.ts'
import { scheduleOf, weekOf, weeksOver, type Schedule } from '#domain/outcome/schedule.ts'
import type { FigureUnit } from '#domain/outcome/sentence.ts'
import { judgeCase, type Reason } from '#domain/outcome/verdict.ts'
import { openThroughout } from '#domain/samestore/open.ts'
import { addDays, type Zone } from '#domain/zone.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import type { Asker } from '../query/ask.ts'
import { readLag } from './lag.ts'
import { isCountable, readPanels } from './panel.ts'

export interface OutcomeRooms {
  engine: Engine
  asker: Asker
  organisation: () => Organisation
  head: () => number
  zone: Zone
  dictionary?: Dictionary
  /** Epoch ms. */
  now: () => number
  /** All decisions: those on the same cells are told and kept out of the comparison. */
  decisions: () => Promise<readonly Decision[]>
}

/** A figure that is watched beside the decision's own. */
export interface Guardrail {
  measure: string
  unit: FigureUnit
  estimate: Estimate
  moved: Move
}

/** A look beyond the window, as the decision's days say now: told beside the verdict, and no part of it. */
export interface Later {
  /** First day that it does not count. */
  to: string
  estimate: Estimate
}

/** What a decision brought, as far as figures can tell, and all that this rests on. */
export interface Outcome {
  seq: number
  measure: Measure
  schedule: Schedule
  verdict: Verdict
  reasons: Reason[]
  /** `null` where nothing can be compared. */
  estimate: Estimate | null
  /** First days of the weeks of the picture's lines; those before `schedule.from` came before. */
  weeks: string[]
  treated: string[]
  /** The comparison group, and whether it was chosen when the decision was made. */
  control: string[]
  control_fixed: boolean
  /** Decisions on the same cells at the same step, with the treated dealers that they concern. */
  others: { id: string; dealers: string[] }[]
  guardrails: Guardrail[]
  /** `null` where the days still say the window that was fixed, or nothing more is over yet. */
  later: Later | null
}

/** Measures what decisions brought. */
export interface Outcomes {
  outcomeOf(decision: Decision): Promise<Outcome>
  /** The dealers to compare with, chosen now; `null` where none fits or the measure cannot be compared. */
  controlsFor(decision: Pick<Decision, 'measure' | 'stage' | 'where' | 'treated'>): Promise<string[] | null>
}

/** Opens the measuring of outcomes over the question rooms. Questions are put with the whole maker in scope. */
export function createOutcome(rooms: OutcomeRooms): Outcomes {
  const { engine, asker, zone } = rooms
  const dictionary = rooms.dictionary ?? openMeasures()
  const madeOn = ({ created_at }: Pick<Decision, 'created_at'>): string => zone.day(Date.parse(created_at))
  const acting = (decision: Decision): Acting => ({ ...decision, made_on: madeOn(decision) })
  const reading = () => ({ engine, asker, organisation: rooms.organisation(), seq: rooms.head() })

  /** The comparison group from what was before `schedule.from`, without dealers that others act on or that were not open. */
  const choose = async (
    own: Pick<Decision, 'measure' | 'stage' | 'where' | 'treated'> & { id?: string },
    { before, from, weeks_before }: Schedule,
    panel?: Panel,
  ): Promise<string[]> => {
    const { organisation, ...rest } = reading()
    const weeks = weeksOver(before, weeks_before, from)
    const measure = readMeasure(own.measure, 'measure', dictionary)
    const [read] = panel ? [panel] : await readPanels({ ...rest, organisation }, { measures: [measure], where: countedBy(own.where), weeks }) // prettier-ignore
    const others = othersOn(own, (await rooms.decisions()).map(acting), { from: before, to: addDays(from, 1) })
    const exclude = [
      ...others.flatMap(({ treated }) => treated),
      ...organisation.dealerCodes().filter((code) => !openThroughout(organisation, code, before, addDays(from, -1))),
    ]
    const treated = own.treated.map((id) => ({ id, start: weeks.length }))
    return treated.length > 0 ? matchControls(read!, treated, { exclude }).map(({ id }) => id) : []
  }

  const outcomeOf: Outcomes['outcomeOf'] = async (decision) => {
    const { organisation, seq } = reading()
    const made_on = madeOn(decision)
    const measure = readMeasure(decision.measure, 'measure', dictionary)
    const told = scheduleOf({ ...decision, made_on }, lagDays(decision.measure_kind, decision.stage))
    if (decision.effect && isReported(decision.effect) && decision.verdict)
      return logged({ seq, measure, schedule: told }, decision, decision.verdict, decision.effect)
    const today = zone.day(rooms.now())
    // How long cases really take is a long question over journeys: it is asked where the verdict hangs on it.
    const known = decision.window?.lag_days !== undefined || today < told.to
    const schedule = known ? told : scheduleOf({ ...decision, made_on }, await readLag(asker, { ...decision, made_on }))
    const after = weeksOver(schedule.from, schedule.weeks, today)
    const earlier = weeksOver(schedule.before, schedule.weeks_before, schedule.from)
    const asked = scheduleOf({ ...decision, made_on, window: null }, 0)
    const beyond = weeksOver(schedule.to, Math.max(0, asked.weeks - schedule.weeks), today)
    const weeks = [...earlier, ...after, ...beyond]
    const countable = isCountable(measure)
    const watched = guardedBeside(measure.name).map((name) => readMeasure(name, 'measure', dictionary))
    const panels = countable
      ? await readPanels({ engine, asker, organisation, seq }, { measures: [measure, ...watched], where: countedBy(decision.where), weeks }) // prettier-ignore
      : []
    const read = panels.map((panel) => trimmed(panel, weeks, schedule.from))
    const own = read[0]
    const fixed = decision.control
    const group = fixed ?? (own ? await choose(decision, schedule, panels[0]) : [])

    const until = addDays(schedule.from, after.length * 7)
    const others = othersOn(acting(decision), (await rooms.decisions()).map(acting), { from: own?.periods[0] ?? schedule.before, to: until }) // prettier-ignore
    const elsewhere = new Set(others.flatMap(({ treated }) => treated))
    const mixed = decision.treated.filter((code) => elsewhere.has(code))
    const clean = group.filter((code) => !elsewhere.has(code))
    const open = clean.filter((code) => openThroughout(organisation, code, schedule.from, addDays(until, -1)))
    const start = own ? own.periods.indexOf(schedule.from) : -1
    // The week in which a dealer begins is its first: it has the measure for a part of it.
    const treated = decision.treated.map((id) => ({ id, start: own && decision.starts[id] ? weekOf(own.periods, decision.starts[id]) : start })) // prettier-ignore
    const measured = (panel: Panel, controls = open): Estimate | null =>
      start > 0 ? estimate(panel, { treated, controls }) : null
    const found = own ? measured(cut(own, beyond.length)) : null
    const stayed = clean.filter((code) => openThroughout(organisation, code, schedule.from, addDays(until, beyond.length * 7 - 1))) // prettier-ignore
    const again = own && beyond.length > 0 && after.length === schedule.weeks ? measured(own, stayed) : null
    const guardrails = read
      .slice(1)
      .map((panel, i) => guardrailOf(watched[i]!, measured(cut(panel, beyond.length))))
      .filter((guardrail) => guardrail !== null)
    const { verdict, reasons } = judgeCase({
      estimate: found,
      expected: decision.expected?.measure === measure.name ? decision.expected : null,
      better: measure.better,
      today,
      window_to: schedule.to,
      matures_on: schedule.matures_on,
      lag_days: schedule.lag_days,
      treated: decision.treated.length,
      shared: { units: mixed.length, decisions: others.filter(({ treated }) => treated.some((code) => mixed.includes(code))).length }, // prettier-ignore
      contaminated: group.length - clean.length,
      controls: open.length,
      before: Math.max(0, start),
      starts: decision.treated.map((code) => decision.starts[code] ?? made_on),
      moved: asked.to === schedule.to ? null : (decision.review_on ?? decision.due_on),
      countable,
    })
    const worse = guardrails.filter(({ moved }) => moved === 'worse')
    return {
      seq,
      measure,
      schedule,
      verdict,
      reasons: [...reasons, ...worse.map((one) => guardrailReason(one, dictionary))],
      estimate: found,
      weeks: (own?.periods ?? []).filter((week) => week < schedule.to),
      treated: decision.treated,
      control: group,
      control_fixed: fixed !== null,
      others: others.flatMap(({ id, treated: theirs }) => {
        const dealers = theirs.filter((code) => mixed.includes(code))
        return dealers.length > 0 ? [{ id, dealers }] : []
      }),
      guardrails,
      later: again && { to: addDays(until, beyond.length * 7), estimate: again },
    }
  }

  return {
    outcomeOf,
    async controlsFor(decision) {
      if (!isCountable(readMeasure(decision.measure, 'measure', dictionary))) return null
      const today = zone.day(rooms.now())
      const controls = await choose(
        decision,
        scheduleOf({ made_on: today, due_on: null, review_on: null, window: null }, 0),
      )
      return controls.length > 0 ? controls : null
    },
  }
}

/** A panel without the weeks before the first one in which anything was told: nothing told is not nothing done. */
function trimmed(panel: Panel, weeks: readonly string[], from: string): Panel {
  const told = weeks.findIndex((_, t) => panel.above.some((row) => row[t] !== 0))
  return sliced(panel, told < 0 ? 0 : Math.min(told, Math.max(0, weeks.indexOf(from))))
}

/** A panel without its last stretches of time. */
const cut = (panel: Panel, last: number): Panel => (last > 0 ? sliced(panel, 0, panel.periods.length - last) : panel)

function sliced(panel: Panel, from: number, to?: number): Panel {
  const part = (rows: readonly Float64Array[]): Float64Array[] => rows.map((row) => row.slice(from, to))
  const { periods, above, below } = panel
  return { ...panel, periods: periods.slice(from, to), above: part(above), below: below && part(below) }
}

const unitOf = ({ per }: Measure): FigureUnit => (per ? 'rate' : 'count')

const guardrailOf = (measure: Measure, found: Estimate | null): Guardrail | null =>
  found && { measure: measure.name, unit: unitOf(measure), estimate: found, moved: movedTo(measure, found) }

function guardrailReason({ measure, estimate: { relative } }: Guardrail, dictionary: Dictionary): Reason {
  const { zh, en } = dictionary.get(measure)!
  return { code: 'guardrail', figures: { zh, en, change: relative.value, measure } }
}

/** What was measured elsewhere, before there were events to measure it by: told as it came. */
const logged = (
  at: Pick<Outcome, 'seq' | 'measure' | 'schedule'>,
  { treated, control }: Decision,
  verdict: Verdict,
  { effect: value, low, high }: MeasuredEffect,
): Outcome => ({
  ...at, verdict, reasons: [{ code: 'logged', figures: { value, low, high } }], estimate: null, weeks: [], treated, control: control ?? [],
  control_fixed: control !== null, others: [], guardrails: [], later: null,
}) // prettier-ignore

/** What is remembered of an outcome with its decision. */
export function effectOf({ estimate: found, reasons }: Outcome, at: string): MeasuredEffect | null {
  if (!found) return null
  const { effect, cases, method } = found
  return { effect: effect.value, low: effect.low, high: effect.high, cases, method, reason: reasons[0]!.code, at }
}
