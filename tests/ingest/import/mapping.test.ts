import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { compileMapping, type Made } from '#ingest/import/mapping/compile.ts'
import type { Target } from '#ingest/import/mapping/field.ts'
import { loadMapping, parseMapping } from '#ingest/import/mapping/load.ts'
import { openLookups } from '#ingest/import/mapping/lookup.ts'
import { plainMapper } from '#ingest/import/mapping/plain.ts'
import { ImportFault } from '#ingest/import/read/fault.ts'
import { testFolder } from './folder.ts'

const ZONE = 'Asia/Shanghai'

async function make(
  yaml: string,
  cells: Record<string, unknown>,
  target: Target = 'events',
  folder = '.',
): Promise<Made[]> {
  const form = parseMapping(yaml, target)
  return compileMapping(form, target, await openLookups(form.lookups ?? {}, [folder]), ZONE).make(cells)
}
const rowsOf = (made: readonly Made[]) => made.map((one) => one.row ?? `${one.fault.code}: ${one.fault.message}`)

test('a state row becomes the events whose times are filled', async () => {
  const yaml = `
source: dms
empty: ['NULL']
fields: { order_id: SO_NO, dealer_id: DEALER, customer: [TEL, TEL2], model: { column: MODEL, values: { X: X5 } } }
attrs: { colour: COLOUR }
events:
  - kind: order
    event_id: '{SO_NO}#order'
    occurred_at: CREATED
    amount: PRICE
  - kind: delivery
    when: { HANDED: { empty: false } }
    event_id: '{SO_NO}#delivery'
    occurred_at: HANDED
    attrs: { bay: BAY }
  - kind: order_cancel
    when: { STATUS: [取消, 退订], SO_NO: { matches: '^S', not: S9 } }
    event_id: '{SO_NO}#cancel'
    occurred_at: CREATED`
  const cells = { SO_NO: 'S1', DEALER: '0301', TEL: 'NULL', TEL2: '13800001111', MODEL: 'X', COLOUR: 'red', CREATED: '2026/3/5 9:05', PRICE: '¥235,800', HANDED: '2026-03-09 18:00:00', BAY: '', STATUS: '完成' } // prettier-ignore
  const common = { source: 'dms', order_id: 'S1', dealer_id: '0301', customer: '13800001111', model: 'X5' }
  expect(rowsOf(await make(yaml, cells))).toEqual([
    { ...common, kind: 'order', event_id: 'S1#order', occurred_at: '2026-03-05T01:05:00.000Z', amount: '235800', attrs: { colour: 'red' } },
    { ...common, kind: 'delivery', event_id: 'S1#delivery', occurred_at: '2026-03-09T10:00:00.000Z', attrs: { colour: 'red' } },
  ]) // prettier-ignore
  const cancelled = await make(yaml, { ...cells, HANDED: 'NULL', STATUS: '退订' })
  expect(cancelled.map((one) => one.row?.kind)).toEqual(['order', 'order_cancel'])
})

test('one bad event of a row is named, the others are made', async () => {
  const yaml = `
events:
  - { kind: lead, event_id: '{id}#lead', lead_id: id, occurred_at: t1 }
  - { kind: clean, event_id: '{id}#clean', occurred_at: t2 }`
  expect(rowsOf(await make(yaml, { id: '7', t1: '2026-03-05', t2: 'soon' }))).toEqual([
    { kind: 'lead', event_id: '7#lead', lead_id: '7', occurred_at: '2026-03-04T16:00:00.000Z' },
    'bad_time: occurred_at “soon” is not a date or time that is understood; give its format',
  ])
})

test('a template with an empty part is empty: half an id is none', async () => {
  const [made] = await make(`{ events: [{ kind: lead, event_id: '{a}#{b}', occurred_at: t }] }`, {
    a: '1',
    b: ' ',
    t: '2026-01-01',
  })
  expect(made!.row).not.toHaveProperty('event_id')
})

test('keep: first gives an earlier event the higher revision, keep: last the lower', async () => {
  const yaml = (keep: string) => `{ events: [{ kind: quote, keep: ${keep}, event_id: id, occurred_at: t }] }`
  const revision = async (keep: string, t: string) => Number((await make(yaml(keep), { id: '1', t }))[0]!.row!.revision)
  expect(await revision('first', '2026-01-01 00:00:00')).toBeGreaterThan(await revision('first', '2026-01-01 00:00:01'))
  expect(await revision('last', '2026-01-01 00:00:00')).toBeLessThan(await revision('last', '2026-01-01 00:00:01'))
})

test.each([
  ['2026-03-05', undefined, '2026-03-04T16:00:00.000Z'],
  ['2026/3/5 9:05', undefined, '2026-03-05T01:05:00.000Z'],
  ['2026年3月5日 9:05:07', undefined, '2026-03-05T01:05:07.000Z'],
  ['2026-03-05T09:05:07.1234', undefined, '2026-03-05T01:05:07.123Z'],
  ['2026-03-05T09:05:07+00:00', undefined, '2026-03-05T09:05:07.000Z'],
  ['05.03.2026 09:05', 'dd.MM.yyyy HH:mm', '2026-03-05T01:05:00.000Z'],
  ['20260305090507', 'yyyyMMddHHmmss', '2026-03-05T01:05:07.000Z'],
  ['46086.5', 'excel', '2026-03-05T04:00:00.000Z'],
  ['1772683507', 'epoch_s', '2026-03-05T04:05:07.000Z'],
  ['1772683507123', 'epoch_ms', '2026-03-05T04:05:07.123Z'],
])('the time %s of the form %s', async (text, format, expected) => {
  const yaml = stringify({
    events: [{ kind: 'lead', event_id: 'id', occurred_at: { column: 't', ...(format && { format }) } }],
  })
  expect((await make(yaml, { id: '1', t: text }))[0]!.row!.occurred_at).toBe(expected)
})

test.each(['2026-02-30', '2026-13-01', '2026-03-05 24:00', '5/3/2026', '46086', ''])(
  'the time “%s” is refused or absent',
  async (t) => {
    const [made] = await make(`{ events: [{ kind: lead, event_id: id, occurred_at: t }] }`, { id: '1', t })
    expect(made!.row?.occurred_at).toBeUndefined()
  },
)

test('local times follow the zone of the mapping, over changes of the clocks too', async () => {
  const at = async (t: string) => (await make(`{ zone: Europe/Amsterdam, events: [{ kind: lead, event_id: id, occurred_at: t }] }`, { id: '1', t }))[0]!.row!.occurred_at // prettier-ignore
  expect(await at('2026-01-15 12:00')).toBe('2026-01-15T11:00:00.000Z')
  expect(await at('2026-07-15 12:00')).toBe('2026-07-15T10:00:00.000Z')
  expect(await at('2026-03-29 01:59:59')).toBe('2026-03-29T00:59:59.000Z')
  expect(await at('2026-03-29 02:30')).toBe('2026-03-29T01:30:00.000Z')
  expect(await at('2026-10-25 02:30')).toBe('2026-10-25T00:30:00.000Z')
  expect(await at('2026-10-25 03:30')).toBe('2026-10-25T02:30:00.000Z')
})

test.each([
  ['1,234.50', '1234.50'],
  ['¥ 235 800 元', '235800'],
  ['２３．５', '23.5'],
  ['23.58万', '235800'],
  ['(300)', '-300'],
  ['235800.00000001', '235800.00'],
  ['2.358E5', '235800'],
])('the amount %s is %s', async (price, amount) => {
  const [made] = await make(`{ events: [{ kind: order, event_id: id, occurred_at: t, amount: price }] }`, {
    id: '1',
    t: '2026-01-01',
    price,
  })
  expect(made!.row!.amount).toBe(amount)
})

test('numbers that could mean two things are refused', async () => {
  const yaml = `{ events: [{ kind: traffic, event_id: id, occurred_at: t, units: n }] }`
  for (const n of ['1,5', '12.5', 'many', '--1', '1.234.567']) {
    expect(rowsOf(await make(yaml, { id: '1', t: '2026-01-01', n }))[0]).toMatch(/^bad_field: units/)
  }
  expect((await make(yaml, { id: '1', t: '2026-01-01', n: '12.0' }))[0]!.row!.units).toBe(12)
})

test('values, otherwise and times', async () => {
  const yaml = `
fields: { event_id: id, occurred_at: t, sale_type: { column: s, values: { 零售: retail }, otherwise: '' }, via: { column: v, otherwise: phone }, amount: { column: p, times: 10000 } }
events: [{ kind: { column: k, values: { 下订: order, 退订: order_cancel } } }]`
  const [made] = await make(yaml, { id: '1', t: '2026-01-01', s: '展车', v: '', p: '23.58', k: '退订' })
  expect(made!.row).toEqual({
    event_id: '1',
    occurred_at: '2025-12-31T16:00:00.000Z',
    via: 'phone',
    amount: '235800',
    kind: 'order_cancel',
  })
})

test('look-ups and spreads: found, not found, and always the same', async () => {
  const { path, write } = testFolder()
  write('stores_1.csv', 'code,dealer\n7,D2\n7,D9\n')
  write('stores_2.csv', 'code,dealer\n8,D1\n')
  write('dealers.csv', 'dealer_id\nD3\nD1\nD2\nD1\n')
  const yaml = `
lookups:
  stores: { file: 'stores_*.csv', key: code }
  dealers: { file: dealers.csv, key: dealer_id }
fields: { event_id: id, occurred_at: t, dealer_id: { lookup: stores, by: id, take: dealer }, model: { spread: dealers, by: id, rule: modulo }, channel: { spread: dealers, by: 'x{id}', rule: hash } }
events: [{ kind: lead, when: { id: { missing_in: dealers } } }, { kind: clean, when: { id: { found_in: stores } } }]`
  const t = '2026-01-01'
  const rows = async (id: string) => (await make(yaml, { id, t }, 'events', path)).map((one) => one.row!)
  // Sorted D1, D2, D3: 7 mod 3 is the second. FNV-1a of "x7" is 0x3378c2aa, 863552170 mod 3 = 1: the second.
  expect(await rows('7')).toEqual(['lead', 'clean'].map((kind) => ({ event_id: '7', occurred_at: '2025-12-31T16:00:00.000Z', dealer_id: 'D2', model: 'D2', channel: expect.stringMatching(/^D[123]$/), kind }))) // prettier-ignore
  expect((await rows('8'))[0]!.dealer_id).toBe('D1')
  expect(await rows('9')).toHaveLength(1)
  expect((await rows('9'))[0]).not.toHaveProperty('dealer_id')
  expect(await rows('D3')).toHaveLength(0)
})

test('reference streams get numbers, lists, dates and attributes of the right sort', async () => {
  const yaml = `{ fields: { dealer_id: a, name: b, region: { const: 东 }, area: c, province: c, city: c, lon: d, aliases: e, valid_from: f }, attrs: { grade: c } }`
  const cells = { a: '001', b: '店', c: '甲', d: '121.5', e: 'x|y、z', f: '2026/1/5 0:00' }
  expect(rowsOf(await make(yaml, cells, 'dealers'))).toEqual([
    { dealer_id: '001', name: '店', region: '东', area: '甲', province: '甲', city: '甲', lon: 121.5, aliases: ['x', 'y', 'z'], valid_from: '2026-01-05', attrs: { grade: '甲' } },
  ]) // prettier-ignore
})

test('without a mapping the columns are the contract’s fields', () => {
  const made = plainMapper('events', true, ZONE).make({ event_id: ' 1 ', kind: 'order', occurred_at: '2026-03-05 10:00', units: '2', trade_in: '是', void: '', 'attrs.colour': 'red', revision: '2026-03-05 10:00', odd: 'x' }) // prettier-ignore
  expect(rowsOf(made)).toEqual([
    { event_id: '1', kind: 'order', occurred_at: '2026-03-05T02:00:00.000Z', units: 2, trade_in: true, revision: 1772676000000, odd: 'x', attrs: { colour: 'red' } },
  ]) // prettier-ignore
  const raw = { event_id: '1', attrs: { a: 1 }, units: 'x' }
  expect(rowsOf(plainMapper('events', false, ZONE).make(raw))).toEqual([raw])
})

test.each([
  ['fields: { dealer: x }', 'mapping:1: fields.dealer is not a field of events'],
  ['fields: {}\nevents:\n  - kind: lead\n    occurred_at: t', 'mapping:3: events.0 has no event_id'],
  ['colums: {}', 'mapping:1: colums is not known here'],
  ['fields: { event_id: { column: a, const: b } }', 'fields.event_id needs exactly one of'],
  ['fields: { event_id: { lookup: a } }', 'fields.event_id.by is missing'],
  ['fields:\n  event_id:\n    spread: d\n    by: x', 'mapping:3: fields.event_id.rule is missing'],
  [
    'events: [{ kind: lead, event_id: a, occurred_at: b, keep: first, revision: c }]',
    'events.0.keep cannot stand beside revision',
  ],
  ['fields: { event_id: x }\nwhen: { a: { matches: "(" } }', 'mapping:2: when.a.matches is not a regular expression'],
  ['as: dealers\nfields: { event_id: x }', 'as says dealers, the command says events'],
  ['fields: [', 'mapping: '],
  ['', 'needs fields, events or both|expected object'],
])('the mapping %j is refused with its place', (yaml, message) => {
  expect(() => parseMapping(yaml, 'events')).toThrow(ImportFault)
  expect(() => parseMapping(yaml, 'events')).toThrow(new RegExp(message.replaceAll(/[.()[\]{}]/g, '\\$&')))
})

test.each([
  ['fields: { event_id: x, occurred_at: { column: t, format: hh } }\nevents: [{ kind: lead }]', 'needs yyyy, M and d'],
  ['fields: { event_id: x, occurred_at: { column: t, time: noon } }\nevents: [{ kind: lead }]', 'not a time of day'],
  ['zone: Mars/Base\nfields: { event_id: x, occurred_at: t }\nevents: [{ kind: lead }]', 'not a time zone'],
  [
    'fields: { event_id: x, occurred_at: t, model: { lookup: none, by: x, take: y } }\nevents: [{ kind: lead }]',
    'look-up “none”',
  ],
  ['fields: { event_id: { column: x, format: iso }, occurred_at: t }\nevents: [{ kind: lead }]', 'event_id is no time'],
])('the mapping %j is refused when it is made ready', async (yaml, message) => {
  await expect(make(yaml, {})).rejects.toThrow(message)
})

test('the kept mapping files are all valid', async () => {
  const folder = fileURLToPath(new URL('../../../ingest/import/mappings', import.meta.url))
  const names = readdirSync(folder)
  expect(names).toHaveLength(7)
  for (const name of names) {
    const target = name.includes('dealers') ? 'dealers' : name.includes('targets') ? 'targets' : 'events'
    const { form } = await loadMapping(join(folder, name), target)
    expect(form.about, name).toBeTruthy()
  }
})

test('a mapping of any content is understood or refused, and never does anything else', () => {
  const words = fc.constantFrom('column', 'const', 'template', 'lookup', 'spread', 'first_of', 'by', 'take', 'values', 'when', 'kind', 'event_id', 'occurred_at', 'fields', 'events', 'lookups', 'keep', '__proto__', 'constructor', '{a}', '*a', '&a', '<<') // prettier-ignore
  const value = fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 5 },
      words,
      fc.jsonValue(),
      fc.array(tie('any'), { maxLength: 4 }),
      fc.dictionary(words, tie('any'), { maxKeys: 5 }),
    ),
  })).any
  fc.assert(
    fc.property(
      fc.oneof(
        value.map((one) => stringify(one)),
        fc.string(),
      ),
      fc.constantFrom<Target>('events', 'dealers'),
      (yaml, target) => {
        try {
          parseMapping(yaml, target)
        } catch (fault) {
          expect(fault).toBeInstanceOf(ImportFault)
        }
      },
    ),
    { numRuns: 1500, seed: 11 },
  )
})
