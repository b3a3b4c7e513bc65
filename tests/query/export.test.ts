import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fullScope, type Scope } from '#domain/scope.ts'
import { createExport } from '#server/query/export.ts'
import { insertFacts } from '#store/clickhouse/facts.ts'
import { at, fact, openHouse, type House } from './house.ts'

let house: House

beforeAll(async () => {
  house = await openHouse()
  const visit = { kind: 'visit', dealer_id: 'D1', occurred_at: at('11-20 09:00'), lead_id: 'L-4711' } as const
  const hostile = { campaign: '=HYPERLINK("http://x")', reason: '-1+1', attrs: { a: '+"b",c', 注: '\n' } }
  await insertFacts(
    house.engine,
    [
      fact({ ...visit, seq: 1, visit_kind: 'invited', units: 3, person: 'hash' }),
      fact({ ...visit, seq: 2, visit_kind: 'invited', units: 3, sign: -1 }),
      fact({ ...visit, seq: 3, visit_kind: 'invited', units: 2, revision: 1 }),
      fact({ ...visit, seq: 4, visit_kind: 'walk_in', ...hostile }),
      fact({ ...visit, seq: 5, visit_kind: 'service', channel: '＝1', model: ' X5' }),
      fact({ seq: 6, kind: 'order', occurred_at: at('11-21 09:00'), dealer_id: 'D1', amount: 12_345 }),
      fact({ seq: 7, kind: 'order', occurred_at: at('11-21 09:00'), dealer_id: 'D4', amount: 12_345, sign: -1 }),
      fact({ seq: 8, kind: 'order', occurred_at: at('11-21 09:00'), dealer_id: 'D4', amount: 7 }),
      fact({ seq: 9, kind: 'order_cancel', occurred_at: at('11-21 09:00'), dealer_id: 'D1' }),
    ],
    'export',
  )
})
afterAll(() => house.close())

async function fileOf(spec: Record<string, unknown>, scope: Scope = fullScope) {
  const { name, total, text } = await createExport(house.options)({ format: 'csv', ...spec }, scope)
  let whole = ''
  for await (const piece of text) whole += piece
  const [head = [], ...lines] = parse(whole, { bom: true, relaxColumnCount: false }) as string[][]
  return { name, total, whole, head, lines }
}

describe('a file of rows', () => {
  it.each([
    'visit', 'invited_visit', 'sales_visit', 'walk_in_visit', 'net_order', 'order_amount', 'retail',
  ])('of %s sums to the figure', async (measure) => {
    const { figure } = await house.rows({ measures: [measure] }, fullScope)
    const { lines, total } = await fileOf({ measures: [measure] })
    expect(lines).toHaveLength(total)
    const sum = lines.reduce((all, [counts]) => all + Math.round(Number(counts) * 100), 0)
    expect(sum).toBe(Math.round(Number(figure) * 100))
  }) // prettier-ignore

  it('lists the entries of a slice, and no others', async () => {
    const { lines, head } = await fileOf({ measures: ['invited_visit'], lang: 'en' })
    expect(lines.map((line) => [line[0], line[head.indexOf('Entry')]])).toEqual([['2', '3'], ['-3', '2'], ['3', '1']]) // prettier-ignore
    expect(lines.every((line) => line[head.indexOf('Visit kind')] === 'invited')).toBe(true)
  })

  it('opens in a spreadsheet: marked as UTF-8, named in the language, no text is taken for a formula', async () => {
    const { whole, head, lines, name } = await fileOf({ measures: ['visit'] })
    expect(whole.startsWith('\uFEFF计入,序号,')).toBe(true)
    expect(whole.endsWith('\r\n')).toBe(true)
    expect(name).toBe('visit-1000')
    const cellOf = (seq: string, column: string) => lines.find((line) => line[1] === seq)![head.indexOf(column)]
    expect(cellOf('4', '活动')).toBe('\'=HYPERLINK("http://x")')
    expect(cellOf('4', '原因')).toBe("'-1+1")
    expect(JSON.parse(cellOf('4', '其他')!)).toEqual({ a: '+"b",c', 注: '\n' })
    expect(cellOf('5', '渠道')).toBe("'＝1")
    expect(cellOf('5', '车型')).toBe(' X5')
    expect(cellOf('2', '计入')).toBe('-3')
    expect(cellOf('4', '经销商名称')).toBe('店D1')
    expect((await fileOf({ measures: ['visit'], lang: 'en' })).head.slice(0, 3)).toEqual(['Counts', 'Entry', 'Event'])
  })

  it('shows no person, and the way to one only to those whose customers they are', async () => {
    const asked = { measures: ['visit'], lang: 'en' }
    const own = await fileOf(asked, { where: { dealer_id: ['D1'] } })
    expect(own.whole).toContain('L-4711')
    expect(own.whole).not.toContain('hash')
    const other = await fileOf(asked, { where: { visit_kind: ['invited', 'walk_in', 'service'] } })
    expect(other.lines).toHaveLength(5)
    expect(other.lines.every((line) => line[other.head.indexOf('Lead')] === '***')).toBe(true)
    expect(other.lines.every((line) => line[other.head.indexOf('More')] === '')).toBe(true)
    expect(other.whole).not.toMatch(/L-4711|e1\b/)
  })

  it('comes in pages that fit together, and is refused where it would be cut', async () => {
    const many = Array.from({ length: 25_000 }, (_, i) =>
      fact({ seq: 2_000 + i, kind: 'contact', occurred_at: at('11-02 09:00'), dealer_id: 'D2' }),
    )
    await insertFacts(house.engine, many, 'many')
    house.set({ head: 200_000 })
    const { lines } = await fileOf({ measures: ['contact'] })
    expect(lines.map((line) => Number(line[1]))).toEqual(many.map(({ seq }) => seq).reverse())
    const more = Array.from({ length: 75_001 }, (_, i) => ({ ...many[0]!, seq: 30_000 + i, event_id: `m${i}` }))
    await insertFacts(house.engine, more, 'more')
    await expect(fileOf({ measures: ['contact'] })).rejects.toMatchObject({ code: 'too_many_rows' })
  }, 60_000)

  it.each([
    [{ measures: ['visit'], lang: 'fr' }, 'lang'],
    [{ measures: ['visit'], limit: 10 }, 'limit'],
    [{ measures: ['visit'], cursor: '1-1-1' }, 'cursor'],
    [{ measures: ['visit_order_rate'] }, 'measures[0]'],
  ])('%j is refused', async (spec, path) => {
    await expect(fileOf(spec)).rejects.toMatchObject({ code: 'bad_spec', path })
  })
})
