import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCalendar } from '#domain/calendar.ts'
import type { Decision } from '#domain/decision/decision.ts'
import { readMeasure } from '#domain/measures.ts'
import { organise, type Organisation } from '#domain/organisation.ts'
import { fullScope } from '#domain/scope.ts'
import { addDays, openZone } from '#domain/zone.ts'
import { LEAVES } from '#ingest/sources/simulator/catalogue.ts'
import { events } from '#ingest/sources/simulator/events.ts'
import { reference } from '#ingest/sources/simulator/reference.ts'
import type { World } from '#ingest/sources/simulator/world.ts'
import { windowOf } from '#domain/outcome/schedule.ts'
import { createOutcome, effectOf, type Outcome, type Outcomes } from '#server/outcome/outcome.ts'
import { tellOutcome } from '#server/outcome/tell.ts'
import { readPanels } from '#server/outcome/panel.ts'
import { createAsker, type Asker } from '#server/query/ask.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { tables } from '#store/clickhouse/ledger.ts'
import { sql } from '#store/clickhouse/sql.ts'
import { readHead } from '#store/postgres/head.ts'
import { openRig, type Rig } from '../ingest/rig.ts'
import { demo, each, TODAY } from '../ingest/simulator/demo.ts'
import { recountWeeks, type Told } from './recount.ts'

/** The demo's success: a second call by another person in eleven stores, from 45 days before the demo day on. */
const MADE = addDays(TODAY, -45)
const REVIEW = addDays(MADE, 42)
const FIRST = addDays(MADE, -84)
const ONLINE = ['portal', 'video', 'own']
const zone = openZone('Asia/Shanghai')

/** The pilots, those the script made like them, and some stores of other regions. */
const world = demo({ decoys: false })
const chosen = new Set(world.stores.filter(({ no, marks }) => marks.secondCall !== '' || no % 6 === 0).map(({ id }) => id)) // prettier-ignore
const isChosen = (line: string): boolean => chosen.has(/"dealer_id":"([^"]+)"/.exec(line)?.[1] ?? '')
const pilots = world.stores.filter(({ marks }) => marks.secondCall === 'pilot').map(({ id }) => id)
const matched = world.stores.filter(({ marks }) => marks.secondCall === 'control').map(({ id }) => id)

/** Invited first visits of online leads, told by the world itself and not by the store: what came with the incident and without. */
function visitsOf(of: World): number {
  let visits = 0
  each(of, { from: MADE, to: REVIEW }, ({ store, leaf, isLead }, _kind, code) => {
    if (code === 'v' && isLead && LEAVES[leaf]!.online && pilots.includes(store.id)) visits++
  })
  return visits
}

/** The entries of the ledger that the rate is made of, read one by one and sorted into sides by its definition. */
async function entries(engine: Engine, organisation: Organisation): Promise<Told[]> {
  const rows = await engine.query<{ kind: string; dealer_id: string; channel: string; visit_kind: string; lead_id: string; sign: number; at: string }>(
    sql`SELECT kind, dealer_id, channel, visit_kind, lead_id, sign, toString(toUnixTimestamp64Milli(occurred_at)) AS at
      FROM ${tables['warroom.ledger']} WHERE kind IN ('unique_lead', 'first_visit')`,
    { label: 'test/entries', maxSeconds: 60, maxRows: 10_000_000 },
  ) // prettier-ignore
  return rows.flatMap(({ kind, dealer_id, channel, visit_kind, lead_id, sign, at }) => {
    if (!ONLINE.includes(organisation.channelPath(channel)[0] ?? '')) return []
    const side = kind === 'unique_lead' && lead_id !== '' ? 'below' : kind === 'first_visit' && visit_kind === 'invited' ? 'above' : null // prettier-ignore
    return side ? [{ dealer: dealer_id, day: zone.day(Number(at)), side, sign }] : []
  })
}

const decision = (more: Partial<Decision> = {}): Decision => ({
  id: 'second-call', no: 1, revision: 1, state: 'check', title: '换人二次外呼', what: '', measure_kind: 'second_call', also: [], owner: '', owner_id: null,
  due_on: addDays(MADE, 7), review_on: REVIEW, escalated: false, meeting_id: null, asserted_by: '', stage: 'first_visit',
  measure: 'invited_visit_rate', direction: 'down', claims: 0, where: { dealer_id: pilots, channel_1: ONLINE },
  expected: { measure: 'invited_visit_rate', amount: null, low: 0.003, high: 0.02, from: null, to: null, units: null },
  evidence: { spec: null, ranges: null, align: 'elapsed', seq: null, as_of: MADE, known_at: MADE, figures: [], cause: null, rejected: [], picture: false },
  treated: pilots, control: null, window: null, starts: {}, parent_id: null, alert_id: null, written_by: '', written_by_id: 'u1',
  created_at: `${MADE}T01:00:00.000Z`, updated_at: `${MADE}T01:00:00.000Z`, verdict: null, effect: null, withdrawn: null, ...more,
}) // prettier-ignore

let rig: Rig
let outcomes: Outcomes
let asker: Asker
let seq: number
let organisation: Organisation
let known: Decision[] = []
let clock = Date.parse(`${TODAY}T08:00:00+08:00`)

beforeAll(async () => {
  rig = await openRig({ WARROOM_QUEUE_EVENTS: '1000000' })
  rig.clock = clock
  const { dealers, advisors, models, channels } = reference(world)
  for (const [stream, rows] of Object.entries({ dealers, advisors, models, channels }))
    await rig.send(rows, { stream: stream as 'dealers' })
  for (const { text } of events(world, { from: FIRST, to: TODAY, detail: 'light' }))
    await rig.send(text.split('\n').filter(isChosen).join('\n'), { history: true, priority: 'bulk' })
  seq = (await readHead(rig.stores.postgres)).seq
  organisation = organise({ dealers, advisors, models, channels })
  const rooms = {
    engine: rig.stores.engine, zone, calendar: openCalendar(), organisation: () => organisation, targets: () => [], freshness: () => ({}),
    head: () => seq, now: () => clock,
  } // prettier-ignore
  asker = createAsker(rooms)
  outcomes = createOutcome({ ...rooms, asker, decisions: async () => known })
}, 600_000)
afterAll(() => rig.close())

describe('the demo’s success', () => {
  let outcome: Outcome
  beforeAll(async () => {
    outcome = await outcomes.outcomeOf(decision())
  })

  it('is found met, with an interval that holds what the world really did', () => {
    const truth = visitsOf(world) / visitsOf(demo({ decoys: false, incidents: new Set([1, 2, 3, 4, 5, 6, 7]) })) - 1
    const { relative } = outcome.estimate!
    expect(truth).toBeGreaterThan(0.15)
    expect(relative.low).toBeLessThan(truth)
    expect(relative.high).toBeGreaterThan(truth)
    expect(relative.low).toBeGreaterThan(0)
    expect(outcome.verdict).toBe('met')
    expect(outcome.reasons[0]!.code).toBe('reached')
    expect(effectOf(outcome, 'now')).toMatchObject({ cases: 11, reason: 'reached' })
  })

  it('rests on weeks that a plain recount of the entries finds too', async () => {
    const told = await entries(rig.stores.engine, organisation)
    const start = outcome.weeks.indexOf(MADE)
    expect(outcome.weeks).toHaveLength(18)
    expect(start).toBe(12)
    const sums = pilots.map((id) => recountWeeks(told, id, FIRST, 18))
    const line = (side: 'above' | 'below') => outcome.weeks.map((_, t) => sums.reduce((all, one) => all + one[side][t]!, 0)) // prettier-ignore
    const [above, below] = [line('above'), line('below')]
    outcome.estimate!.actual.forEach((rate, t) => expect(rate).toBeCloseTo(above[t]! / below[t]!, 12))
    const after = (values: number[]) => values.slice(start).reduce((a, b) => a + b, 0)
    expect(outcome.estimate!.came).toBeCloseTo(after(above) / after(below), 12)
  })

  it('rests on panels, read at once, that say the same as a question a week', async () => {
    const names = ['invited_visit_rate', 'first_visit_order_rate', 'order_cancel_rate', 'order', 'lead_visit_rate']
    const measures = names.map((name) => readMeasure(name, 'measure'))
    const where = { channel_1: ONLINE }
    const weeks = [0, 1, 2].map((i) => addDays(MADE, 7 * (i - 1)))
    const panels = await readPanels({ engine: rig.stores.engine, asker, organisation, seq }, { measures, where, weeks })
    let told = 0
    for (const [t, from] of weeks.entries()) {
      const { rows } = await asker.answer({ measures: names, by: ['dealer_id'], where, period: { from, to: addDays(from, 7) }, limit: 10_000 }, fullScope) // prettier-ignore
      const byDealer = new Map(rows.map(({ key, current }) => [key['dealer_id'], current]))
      names.forEach((name, i) => {
        const { units, above, below } = panels[i]!
        units.forEach(({ id }, place) => {
          const figure = byDealer.get(id)?.[name] ?? (below ? null : 0)
          const [up, down] = [above[place]![t]!, below?.[place]![t]]
          expect([id, name, down === undefined ? up : down === 0 ? null : up / down]).toEqual([id, name, figure])
          told += up
        })
      })
    }
    expect(told).toBeGreaterThan(500)
  })

  it('is met against the stores that the script made like them, too', async () => {
    const { estimate, verdict, control_fixed } = await outcomes.outcomeOf(decision({ control: matched }))
    expect(control_fixed).toBe(true)
    expect(estimate!.controls.map(({ id }) => id).sort()).toEqual([...matched].sort())
    expect(['met', 'unclear']).toContain(verdict)
  })

  it('is told to a region without the names of others', () => {
    const reader = { id: 'u9', scope: { where: { region: ['华中'] } } }
    const told = tellOutcome(outcome, { decision: decision(), others: new Map(), reader, organisation, today: TODAY })
    expect(told.treated).toEqual(pilots)
    for (const { id } of told.controls) expect(organisation.dealer(id, TODAY)!.region).toBe('华中')
    expect(told.controls_outside).toBe(outcome.control.length - told.controls.length)
    expect(told.verdict.zh).toBe('达成')
    expect(told.picture).toHaveLength(18)
    expect(told.effect!.before_after!.compared).toBe(false)
    const all = tellOutcome(outcome, { decision: decision(), others: new Map(), reader: { id: 'u1', scope: fullScope }, organisation, today: TODAY }) // prettier-ignore
    expect(all.effect).toEqual(told.effect)
    expect(all.controls_outside).toBe(0)
  })
})

describe('other circumstances', () => {
  it('are told as they were imported where they were measured elsewhere', async () => {
    const effect = { effect: 0.01, low: 0.002, high: 0.018, cases: 11, method: 'logged', reason: '', at: '' }
    const { verdict, reasons, estimate } = await outcomes.outcomeOf(decision({ verdict: 'partly', effect }))
    expect([verdict, reasons[0]!.code, estimate]).toEqual(['partly', 'logged', null])
  })

  it('are too early while the window runs', async () => {
    clock = Date.parse(`${addDays(MADE, 20)}T08:00:00+08:00`)
    const { verdict, reasons, weeks, estimate } = await outcomes.outcomeOf(decision())
    clock = Date.parse(`${TODAY}T08:00:00+08:00`)
    expect(verdict).toBe('early')
    expect(reasons[0]!.code).toBe('window_open')
    expect(weeks).toHaveLength(14)
    expect(estimate).not.toBeNull()
  })

  it('are told in the window that was fixed, and a later look apart', async () => {
    const window = windowOf({ made_on: MADE, due_on: addDays(MADE, 7), review_on: addDays(MADE, 28) })
    const kept = await outcomes.outcomeOf(decision({ window, review_on: addDays(MADE, 28) }))
    const moved = await outcomes.outcomeOf(decision({ window }))
    expect([kept.schedule.to, moved.schedule.to]).toEqual([addDays(MADE, 28), addDays(MADE, 28)])
    expect(moved.estimate).toEqual(kept.estimate)
    expect([moved.verdict, moved.weeks, kept.later]).toEqual([kept.verdict, kept.weeks, null])
    expect(moved.reasons.map(({ code }) => code)).toContain('window_kept')
    expect(kept.reasons.map(({ code }) => code)).not.toContain('window_kept')
    // What is told apart is what the longer window says.
    const whole = await outcomes.outcomeOf(decision())
    expect(moved.later!.to).toBe(REVIEW)
    expect(moved.later!.estimate.came).toBeCloseTo(whole.estimate!.came, 12)
  })

  it('count from each dealer’s own start', async () => {
    const late = pilots.slice(0, 5)
    const starts = Object.fromEntries(late.map((code) => [code, addDays(MADE, 16)]))
    const { estimate, reasons } = await outcomes.outcomeOf(decision({ starts }))
    expect(reasons).toContainEqual({ code: 'staggered', figures: { batches: 2, first: MADE, last: addDays(MADE, 16) } })
    expect(estimate!.cases).toBe(11)
    expect(estimate!.controls.map(({ id }) => id)).toEqual(expect.arrayContaining(late))
    // One that begins after the window has nothing to show.
    const never = { [late[0]!]: addDays(MADE, 50) }
    expect((await outcomes.outcomeOf(decision({ starts: never }))).estimate!.cases).toBe(10)
  })

  it('are not mixed where another decision acts on the same stores', async () => {
    known = [decision(), decision({ id: 'other', no: 2, treated: pilots.slice(0, 8) })]
    const { verdict, reasons, others } = await outcomes.outcomeOf(decision())
    expect(verdict).toBe('unclear')
    expect(reasons[0]).toMatchObject({ code: 'shared', figures: { units: 8, decisions: 1, treated: 11 } })
    expect(others.map(({ id, dealers }) => [id, dealers.length])).toEqual([['other', 8]])
    // Elsewhere, or on other channels, it does no harm.
    known = [decision(), decision({ id: 'other', no: 2, where: { channel_1: ['referral'] } })]
    expect((await outcomes.outcomeOf(decision())).verdict).toBe('met')
    known = []
  })

  it('leave out controls that came under another decision, and tell when none is left', async () => {
    known = [decision({ id: 'other', no: 2, treated: matched })]
    const fixed = await outcomes.outcomeOf(decision({ control: matched }))
    expect(fixed.verdict).toBe('unclear')
    expect(fixed.reasons[0]!.code).toBe('contaminated')
    const free = await outcomes.outcomeOf(decision())
    expect(free.control.filter((code) => matched.includes(code))).toEqual([])
    known = []
  })

  it('choose nobody for what cannot be compared', async () => {
    expect(await outcomes.controlsFor(decision({ measure: 'first_response_median' }))).toBeNull()
    expect(await outcomes.controlsFor(decision({ treated: [] }))).toBeNull()
    const unknown = await outcomes.outcomeOf(decision({ measure: 'order_amount' }))
    expect([unknown.verdict, unknown.reasons[0]!.code]).toEqual(['unclear', 'not_countable'])
  })
})
