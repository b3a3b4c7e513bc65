import fc from 'fast-check'
import type { Fact } from '#domain/fact.ts'

/** A plain fact; what a test is about is given. */
export function fact(given: Partial<Fact> = {}): Fact {
  return {
    seq: 1,
    received_at: Date.UTC(2026, 10, 22, 2),
    sign: 1,
    derived: 0,
    kind: 'lead',
    occurred_at: Date.UTC(2026, 10, 22, 1),
    day: '2026-11-22',
    business_date: '2026-11-22',
    source: 'crm',
    event_id: 'E1',
    revision: 0,
    body_hash: 1,
    subject: '',
    person: '',
    same_as: '',
    dealer_id: 'D0301',
    advisor_id: '',
    lead_id: '',
    order_id: '',
    model: '',
    channel: '',
    campaign: '',
    intent_level: '',
    sale_type: '',
    visit_kind: '',
    purpose: '',
    due_at: null,
    next_due_at: null,
    via: '',
    connected: '',
    duration_s: null,
    follow_level: '',
    reason: '',
    competitor_brand: '',
    competitor_model: '',
    audit: '',
    pay: '',
    trade_in: '',
    list_price: null,
    discount: null,
    deposit: null,
    vin: '',
    customer_type: '',
    units: 1,
    amount: null,
    attrs: {},
    ...given,
  }
}

/** Text with all that could end a field, a line, a quote or a placeholder. */
export const hostile: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom("'", '"', '\\', '\t', '\n', '\r', '\0', '\b', '\f', '\\N', 'NULL', '{p0:String}', ';', '--', '`'),
      fc.constantFrom(
        '/*',
        '华东',
        '😀',
        "');DROP TABLE warroom.ledger;--",
        ',',
        ':',
        '{',
        '}',
        '\u2028',
        '\ufeff',
        'a',
      ),
      fc.string({ unit: 'grapheme', maxLength: 4 }),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''))

const exact = fc.maxSafeNat()
const when = fc.integer({ min: Date.UTC(1950, 0, 1), max: Date.UTC(2290, 0, 1) })
const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((d) => d.toISOString().slice(0, 10))
const perhaps = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 2, nil: null })
const money = fc.integer({ min: -(2 ** 52), max: 2 ** 52 })
const flag = fc.constantFrom('', 'true', 'false')

/** Any fact that the ledger can hold. */
export const anyFact: fc.Arbitrary<Fact> = fc.record({
  ...(Object.fromEntries(
    Object.entries(fact())
      .filter(([, v]) => typeof v === 'string')
      .map(([name]) => [name, hostile]),
  ) as unknown as { [Name in keyof Fact]: fc.Arbitrary<Fact[Name]> }),
  seq: exact,
  received_at: when,
  sign: fc.constantFrom(-1, 0, 1),
  derived: fc.constantFrom(0, 1),
  occurred_at: when,
  day,
  business_date: day,
  revision: exact,
  body_hash: exact,
  due_at: perhaps(when),
  next_due_at: perhaps(when),
  connected: flag,
  duration_s: perhaps(fc.nat(2 ** 31 - 1)),
  trade_in: flag,
  list_price: perhaps(money),
  discount: perhaps(money),
  deposit: perhaps(money),
  units: fc.integer({ min: 1, max: 100_000 }),
  amount: perhaps(money),
  attrs: fc.dictionary(hostile, hostile, { maxKeys: 4, noNullPrototype: true }),
}) as fc.Arbitrary<Fact>
