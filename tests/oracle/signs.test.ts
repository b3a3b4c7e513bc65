import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { diagnose } from '#domain/diagnosis/diagnose.ts'
import type { Leaves } from '#domain/diagnosis/leaves.ts'
import type { Fact } from '#domain/fact.ts'
import { organise } from '#domain/organisation.ts'
import type { Scope } from '#domain/scope.ts'
import { shelve } from '#domain/stock/vehicles.ts'
import type { StockRow } from '#domain/streams.ts'
import { openZone, type Zone } from '#domain/zone.ts'
import { createDiagnoser } from '#server/diagnosis/diagnoser.ts'
import { createAsker } from '#server/query/ask.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { insertFacts } from '#store/clickhouse/facts.ts'
import { tables } from '#store/clickhouse/ledger.ts'
import { sql } from '#store/clickhouse/sql.ts'
import { clock, instantOf, zones } from './arbitrary.ts'
import { calendar } from './calendar.ts'
import { recountSigns } from './signs.ts'
import type { AskedPeriod } from './spans.ts'
import { factOf, openLedger, restlessMaker } from './world.ts'

let engine: Engine
let close: () => Promise<void>
let turn = 0
const told = new Map<string, number>()

beforeAll(async () => {
  ;({ engine, close } = await openLedger())
})
afterAll(() => close())

const organisation = organise(restlessMaker)
const runs = { numRuns: Number(process.env['FUZZ_RUNS'] ?? 4), seed: 20_261_124, endOnFailure: !process.env['FUZZ_SHRINK'] } // prettier-ignore
const FUNNEL = ['unique_lead', 'first_visit', 'test_drive', 'order', 'deal', 'delivery']

const KINDS = ['unique_lead', 'unique_lead', 'lead', 'contact', 'contact', 'contact', 'contact', 'contact', 'dispatch', 'identify', 'lost', 'lost', 'lost', 'order', 'order_cancel', 'first_visit', 'test_drive', 'deal', 'delivery'] as const // prettier-ignore

const happening = fc.record({
  kind: fc.constantFrom(...KINDS),
  /** Minutes before the clock: dense within hours, sparse over two months and the two before, some a year ago. */
  ago: fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 600 }) },
    { weight: 5, arbitrary: fc.integer({ min: 0, max: 70 * 1_440 }) },
    { weight: 2, arbitrary: fc.integer({ min: 70 * 1_440, max: 125 * 1_440 }) },
    { weight: 1, arbitrary: fc.integer({ min: 360 * 1_440, max: 400 * 1_440 }) },
  ),
  dealer_id: fc.constantFrom('D1', 'D1', 'D1', 'D2', 'D4'),
  person: fc.constantFrom<string>('p1', 'p2', 'p3', 'p4'),
  same_as: fc.constantFrom('p1', 'p3'),
  lead_id: fc.constantFrom<string>('L1', 'L2', 'L3', 'L4', ''),
  source: fc.constantFrom('crm', 'crm', 'app'),
  model: fc.constantFrom('X5', 'x5-old', 'X7', ''),
  channel: fc.constantFrom('autohome', 'qczj', 'store', ''),
  campaign: fc.constantFrom('', '', "it's"),
  connected: fc.constantFrom('true' as const, 'false' as const, 'false' as const, 'false' as const, '' as const),
  rival: fc.constantFrom('S5', 'Max', '', ''),
  brand: fc.constantFrom('启岳', ''),
  units: fc.constantFrom(1, 1, 3, 8),
  late: fc.constantFrom<number>(0, 0, 86_400_000),
  corrected: fc.option(fc.constantFrom('gone', 'again', 'other'), { freq: 5, nil: undefined }),
})
type Drawn = typeof happening extends fc.Arbitrary<infer T> ? T : never

/** A lead, perhaps dispatched later, and its calls: within two hours and a little later, before and after the dispatch. */
const story = fc
  .record({
    lead: happening,
    ago: fc.oneof(fc.integer({ min: 0, max: 40 * 1_440 }), fc.integer({ min: 0, max: 65 * 1_440 }), fc.integer({ min: 60 * 1_440, max: 130 * 1_440 })),
    person: fc.constantFrom<string>('p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7', 'p8', 'p9'),
    lead_id: fc.constantFrom<string>('L1', 'L2', 'L3', 'L4', 'L5', 'L6', 'L7', ''),
    dispatched: fc.constantFrom(null, null, 30, 200),
    calls: fc.array(
      fc.record({
        after: fc.constantFrom(-10, 0, 20, 119, 120, 121, 150, 210, 320, 321, 2_000),
        connected: fc.constantFrom('true' as const, 'false' as const, 'false' as const, '' as const),
        names: fc.boolean(),
        by: fc.constantFrom('own', 'own', 'other'),
      }),
      { maxLength: 3, size: 'max' },
    ),
  })
  .map(({ lead, ago, person, lead_id, dispatched, calls }): Drawn[] => {
    const of = { ...lead, ago, person, lead_id, late: 0, corrected: undefined }
    const next = (kind: Drawn['kind'], after: number, more: Partial<Drawn> = {}): Drawn => ({ ...of, kind, ago: Math.max(0, ago - after), ...more })
    return [
      next('lead', 0),
      next('unique_lead', 0),
      ...(dispatched === null ? [] : [next('dispatch', dispatched)]),
      ...calls.map(({ after, connected, names, by }) => next('contact', after, { connected, lead_id: names ? lead_id : '', person: by === 'own' ? person : 'p1' })),
    ]
  }) // prettier-ignore

const question = fc.record({
  measure: fc.constantFrom('order', 'deal', 'delivery', 'delivery'),
  against: fc.constantFrom('previous', 'previous', 'last_year'),
  by: fc.constantFrom(undefined, undefined, 'dealer_id', 'campaign'),
  dims: fc.constantFrom(undefined, ['region', 'area', 'dealer_id', 'model'], ['area', 'channel'], ['series', 'channel_1']),
  where: fc.constantFrom<Record<string, (string | null)[]>>({}, {}, {}, { region: ['华东'] }, { dealer_id: ['D1', 'D2'] }, { model: ['X5'] }, { channel_2: ['vertical'] }, { campaign: [null] }, { hour: ['09', '10', '11', '12', '13', '14'] }, { area: ['苏北'] }),
  period: fc.constantFrom<AskedPeriod>('month_to_date', 'last_30_days', 'last_30_days', 'last_7_days', 'previous_month', 'quarter_to_date', 'today'),
  align: fc.constantFrom('elapsed', 'elapsed', 'weekday'),
  org: fc.constantFrom('current', 'as_stood'),
  base: fc.constantFrom('all', 'all', 'same_store'),
  known: fc.constantFrom(0, 0, 3_600_000, 2 * 86_400_000),
}) // prettier-ignore
type Asked = typeof question extends fc.Arbitrary<infer T> ? T : never

const worlds = fc.tuple(
  clock,
  // Without bias: else nearly every world would be all but empty.
  fc.noBias(
    fc
      .tuple(
        fc.array(happening, { minLength: 60, maxLength: 120, size: 'max' }),
        fc.array(story, { minLength: 40, maxLength: 80, size: 'max' }),
      )
      .map(([alone, stories]) => [...alone, ...stories.flat()]),
  ),
  fc.noBias(fc.array(question, { minLength: 4, maxLength: 6 })),
)

/** Books what was drawn: an entry, and its reversal with perhaps another entry, numbered as they come. */
function bookAll(drawn: readonly Drawn[], asOf: number, zone: Zone): Fact[] {
  const facts: Fact[] = []
  drawn.forEach(({ kind, ago, late, corrected, rival, brand, same_as, ...own }, i) => {
    const occurred_at = asOf - ago * 60_000
    const enter = (more: Partial<Fact>): void => {
      const of = { ...own, kind: kind as Fact['kind'], occurred_at, received_at: occurred_at + late, event_id: `e${i}`, ...more }
      facts.push(
        factOf(
          {
            seq: facts.length + 1,
            ...of,
            // Rivals are looked at from a dozen on.
            units: kind === 'lost' ? 6 * own.units : own.units,
            same_as: kind === 'identify' ? same_as : '',
            connected: kind === 'contact' ? of.connected : '',
            competitor_model: kind === 'lost' ? rival : '',
            competitor_brand: kind === 'lost' ? brand : '',
          },
          zone,
        ),
      )
    }
    enter({})
    if (!corrected) return
    enter({ sign: -1, received_at: occurred_at + late + 60_000 })
    // What was derived comes back under the same name; what was corrected under the next revision.
    if (corrected === 'again') enter({ received_at: occurred_at + late + 60_000 })
    if (corrected === 'other') enter({ received_at: occurred_at + late + 60_000, revision: 1, person: 'p2', model: 'X5', connected: 'true' })
  }) // prettier-ignore
  return facts
}

const cars = fc.array(
  fc.record({
    dealer: fc.constantFrom('D1', 'D2', 'D3', 'D4', 'DMS-4'),
    model: fc.constantFrom('X5', 'x5-old', 'X7', 'unknown'),
    hours: fc.oneof(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 8_000, max: 10_000 })),
    on_hand: fc.integer({ min: 0, max: 30 }),
  }),
  { maxLength: 30 },
)
type Cars = typeof cars extends fc.Arbitrary<infer T> ? T : never

async function judge(zone: Zone, at: string, happenings: readonly Drawn[], questions: readonly Asked[], reports: Cars) {
  // prettier-ignore
  const asOf = instantOf(at, zone.name)
  const facts = bookAll(happenings, asOf, zone)
  const stock = reports.map(({ dealer, model, hours, on_hand }, i): StockRow => ({ at: zone.iso(asOf - hours * 3_600_000 - i), dealer_id: dealer, model, on_hand })) // prettier-ignore
  await engine.command(sql`TRUNCATE TABLE ${tables['warroom.ledger']}`)
  await insertFacts(engine, facts, `signs-${zone.name}-${turn++}`)
  const head = Math.max(0, facts.length - 2)
  const vehicles = shelve(stock)
  const options = {
    engine, zone, calendar, organisation: () => organisation, targets: () => [], vehicles: () => vehicles, freshness: () => ({}), head: () => head, now: () => asOf,
  } // prettier-ignore
  const read: Leaves[] = []
  const lamp = { basis: 'pace', warning_from: -0.03, least_target: 10 } as const
  const diagnoser = createDiagnoser({
    ...options, asker: createAsker(options), retail: 'delivery', lamp, silent: async () => [],
    think: (leaves, how) => {
      read.push(leaves)
      return diagnose(leaves, how)
    },
  }) // prettier-ignore
  for (const drawn of questions) {
    const { against, by, dims, where, period, align, org, base, known } = drawn
    const stages = FUNNEL.slice(0, FUNNEL.indexOf(drawn.measure) + 1)
    const known_at = asOf - known
    const shared = { where, period, align, org, base, as_of: zone.iso(asOf), known_at: zone.iso(known_at) }
    const asked = { ...shared, measure: stages.at(-1)!, compare: against, by, dims }
    // Whoever sees more than a place, model or channel has the wider question read as well.
    const { region, dealer_id, area, model, channel_2 } = where
    const parts = { region, dealer_id, area, model, channel_2 }
    const seen: Scope = { where: Object.fromEntries(Object.entries(parts).filter(([, values]) => values)) }
    const done = await diagnoser.diagnose(asked, seen).catch((refusal: { code: string }) => refusal.code)
    if (typeof done === 'string') {
      expect(done).toBe('bad_spec')
      continue
    }
    const { dims: names, rows, signs = [], usual } = read.pop()!
    const question = { where, period, align, org, base, as_of: asOf, known_at, against, stages }
    const expected = recountSigns(
      { facts, cars: stock, rows: restlessMaker, tz: zone.name, seq: head },
      question,
      names,
    )
    const counted = new Map(signs.map(({ name, baseline, actual }) => [name, leavesOf(rows, [baseline.hits, baseline.tries, actual.hits, actual.tries])])) // prettier-ignore
    if (usual) {
      // As a mean of so many ranges: their number gives the counts back.
      const whole = usual.counts.map((mean) => Math.round(mean * usual.periods * 1e6) / 1e6)
      counted.set('usual', leavesOf(rows, [whole, whole.map(() => 0), whole.map(() => 0), whole.map(() => 0)]))
    }
    expect(counted).toEqual(expected)
    for (const name of expected.keys()) told.set(name.split(':')[0]!, (told.get(name.split(':')[0]!) ?? 0) + 1)
  }
}

function leavesOf(rows: Leaves['rows'], columns: readonly Float64Array[]) {
  const leaves = new Map<string, number[]>()
  rows.forEach((row, leaf) => {
    const counts = columns.map((column) => column[leaf]!)
    if (counts.some((n) => n !== 0)) leaves.set(JSON.stringify(row), counts)
  })
  return leaves
}

describe.each(zones)('process figures in %s', (tz) => {
  it('are those of a plain recount, leaf by leaf', async () => {
    const zone = openZone(tz)
    await fc.assert(
      fc.asyncProperty(worlds, cars, ([at, happenings, questions], reports) => judge(zone, at, happenings, questions, reports)), // prettier-ignore
      runs,
    )
  }, 300_000)
})

it('were there to be recounted', () => {
  for (const name of ['contact_reached', 'first_response', 'second_call', 'lost_to', 'order_cancel', 'stock', 'usual'])
    expect(told.get(name) ?? 0, name).toBeGreaterThan(5)
})
