import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Fact } from '#domain/fact.ts'
import { readFacts } from '#store/clickhouse/facts.ts'
import { writeMeta } from '#store/postgres/meta.ts'
import { openStores, type Stores } from '#store/open.ts'
import { readSettings } from '#domain/settings.ts'
import { normaliseCustomer } from '#ingest/steps/person.ts'
import { recount, type Rule, type SentRow } from '../oracle/ledger.ts'
import { dealer, openRig, START, tempFolder, type Rig } from './rig.ts'

const folder = tempFolder()
let stores: Stores
let rig: Rig
let cases = 0

beforeAll(async () => {
  stores = await openStores(readSettings({ WARROOM_DATA: folder }))
})
afterAll(async () => {
  await rig.close()
  await stores.close()
})

/** Every case speaks of sources, dealers and people of its own, so that many share one ledger. */
const KINDS = [
  'lead',
  'lead',
  'lead',
  'card',
  'visit',
  'visit',
  'deal',
  'lost',
  'order',
  'traffic',
  'identify',
] as const
const HOUR = 3_600_000
const small = (most: number) => fc.integer({ min: 0, max: most })

const eventRow = fc.record({
  source: small(1),
  id: small(9),
  revision: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, small(3)),
  void: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
  kind: fc.constantFrom(...KINDS),
  hour: small(60),
  dealer: small(4),
  customer: fc.option(small(3), { nil: undefined }),
  spelling: small(2),
  other: small(3),
  lead: fc.option(small(2), { nil: undefined }),
  model: fc.constantFrom('X5', 'X3', ''),
  units: fc.integer({ min: 1, max: 5 }),
  amount: fc.option(fc.integer({ min: 0, max: 99_999 }), { nil: undefined }),
})
type Drawn = typeof eventRow extends fc.Arbitrary<infer T> ? T : never

const step = fc.oneof(
  { weight: 8, arbitrary: fc.array(eventRow, { minLength: 1, maxLength: 8 }) },
  { weight: 2, arbitrary: fc.constant('dealer' as const) },
  { weight: 1, arbitrary: fc.constant('alias' as const) },
  { weight: 1, arbitrary: fc.constantFrom('restart' as const, 'restart-bare' as const) },
)

function rowOf(n: number, drawn: Drawn): SentRow {
  const source = `case${n}-${drawn.source}`
  const event_id = `e${drawn.id}`
  if (drawn.void) return { source, event_id, revision: drawn.revision, void: true }
  const phone = (who: number): string => `1${3_000_000_000 + n * 10 + who}`
  const spell = (text: string): string =>
    [text, `+86 ${text.slice(0, 3)}-${text.slice(3)}`, ` 0086${text} `][drawn.spelling]!
  const { kind } = drawn
  const pool = kind === 'lead' || kind === 'identify'
  const dealers = [...(pool ? [undefined] : ['D1']), 'D1', 'D2', 'later', 'alias'].slice(0, 5)
  const code = dealers[drawn.dealer]
  const identify = kind === 'identify'
  return {
    source, event_id, revision: drawn.revision, kind,
    occurred_at: new Date(START - 72 * HOUR + drawn.hour * HOUR).toISOString(),
    ...(code && { dealer_id: `case${n}-${code}` }),
    ...((drawn.customer !== undefined || identify) && { customer: spell(phone(drawn.customer ?? 0)) }),
    ...(identify && { same_as: phone(drawn.other) }),
    ...((drawn.lead !== undefined || kind === 'lead') && { lead_id: `L${drawn.lead ?? 0}` }),
    ...((kind === 'deal' || kind === 'order') && { order_id: `O${drawn.id}` }),
    ...(drawn.model && { model: drawn.model }),
    units: drawn.units,
    ...(drawn.amount !== undefined && { amount: (drawn.amount / 100).toFixed(2) }),
    attrs: { colour: drawn.model || 'red' },
  } // prettier-ignore
}

/** One line for everything that a question could ask an entry for, with its signed units and amount. */
function netOf(facts: readonly Fact[]): Map<string, [number, number]> {
  const net = new Map<string, [number, number]>()
  for (const f of facts) {
    const cell = JSON.stringify([
      f.kind, f.source, f.event_id, f.revision, f.occurred_at, f.day, f.dealer_id, f.lead_id, f.order_id, f.model, f.units, f.amount, f.attrs,
    ]) // prettier-ignore
    const [units, amount] = net.get(cell) ?? [0, 0]
    net.set(cell, [units + f.sign * f.units, amount + f.sign * (f.amount ?? 0)])
  }
  for (const [cell, [units, amount]] of net) if (units === 0 && amount === 0) net.delete(cell)
  return net
}

function expectedOf(
  sent: readonly SentRow[],
  rule: Rule,
  known: (code: string) => string | undefined,
): Map<string, [number, number]> {
  const rows = recount(sent, { rule, dealerCode: known, customerKey: normaliseCustomer })
  return new Map(
    rows.map(({ kind, dealer: code, row }) => {
      const at = Date.parse(row.occurred_at!)
      const day = new Date(at + 8 * HOUR).toISOString().slice(0, 10)
      const amount = row.amount === undefined ? null : Math.round(Number(row.amount) * 100)
      const units = row.units ?? 1
      const cell = [
        kind, row.source, row.event_id, row.revision ?? 0, at, day, code, row.lead_id ?? '', row.order_id ?? '', row.model ?? '', units, amount, row.attrs,
      ] // prettier-ignore
      return [JSON.stringify(cell), [units, amount ?? 0]]
    }),
  )
}

describe.each<Rule>(['ever', 'opportunity', 'days:1'])('the ledger under the rule %s', (rule) => {
  beforeAll(async () => {
    await rig?.close()
    // The cases have nothing in common, so one ledger may hold cases of several rules.
    await writeMeta(
      stores.postgres,
      'unique_lead_rule',
      JSON.stringify(readSettings({ WARROOM_UNIQUE_LEAD_RULE: rule }).WARROOM_UNIQUE_LEAD_RULE),
    )
    rig = await openRig({ WARROOM_DATA: folder, WARROOM_UNIQUE_LEAD_RULE: rule }, stores)
  })

  it('comes to the plain recount after every step, whatever the order, batching, corrections and restarts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 9 }), async (steps) => {
        const n = ++cases
        const start = rig.ingest.head().seq
        const sent: SentRow[] = []
        const codes = new Map<string, string>()
        const arrive = async (code: string, aliases: string[] = []) => {
          for (const name of [code, ...aliases]) codes.set(`case${n}-${name}`, `case${n}-${code}`)
          await rig.send([dealer(`case${n}-${code}`, { aliases: aliases.map((alias) => `case${n}-${alias}`) })], {
            stream: 'dealers',
          })
        }
        await arrive('D1')
        await arrive('D2')
        for (const one of steps) {
          rig.clock += 1
          if (one === 'dealer') await arrive('later')
          else if (one === 'alias') await arrive('D2', ['alias'])
          else if (one === 'restart') await rig.restart()
          else if (one === 'restart-bare') await rig.restartBare()
          else {
            const rows = one.map((drawn) => rowOf(n, drawn))
            const answer = await rig.send(rows)
            sent.push(...rows)
            expect(answer.rejected).toEqual([])
            expect(answer.accepted + answer.duplicate + answer.corrected + answer.held).toBe(rows.length)
          }
          const facts = await readFacts(stores.engine, { afterSeq: start, uptoSeq: rig.ingest.head().seq })
          expect(facts.map(({ seq }) => seq)).toEqual(facts.map((_, i) => start + 1 + i))
          expect(facts.map((f) => f.received_at)).toEqual(facts.map((f) => f.received_at).sort((a, b) => a - b))
          expect(sorted(netOf(facts))).toEqual(sorted(expectedOf(sent, rule, (code) => codes.get(code))))
        }
      }),
      { numRuns: Number(process.env['RUNS'] ?? 25), seed: 20_261_122, endOnFailure: process.env['RUNS'] !== undefined },
    )
  }, 240_000)
})

const sorted = (net: Map<string, [number, number]>) => [...net].sort(([a], [b]) => (a < b ? -1 : 1))
