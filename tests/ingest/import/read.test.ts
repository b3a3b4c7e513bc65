import { gzipSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import exceljs from 'exceljs'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { inspect } from '#ingest/import/read/inspect.ts'
import { openRows, type FileForm } from '#ingest/import/read/open.ts'
import type { ReadRow } from '#ingest/import/read/row.ts'
import { testFolder } from './folder.ts'

async function read(path: string, form: Partial<FileForm> = {}): Promise<ReadRow[]> {
  const encoding = form.encoding ?? (await inspect(path)).encoding
  const rows: ReadRow[] = []
  for await (const batch of openRows(path, { ...form, encoding })) rows.push(...batch)
  return rows
}
const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url))
const cellsOf = (rows: readonly ReadRow[]) => rows.map((row) => ('cells' in row ? row.cells : row.fault))

test('a CSV with quotes, line breaks in cells, blank lines and CRLF keeps its lines', async () => {
  const { write } = testFolder()
  const path = write('a.csv', 'id,name\r\n001,"a ""b"", c"\r\n\r\n2,"two\nlines"\r\n3,c\r\n')
  expect(await read(path)).toEqual([
    { line: 2, cells: { id: '001', name: 'a "b", c' } },
    { line: 5, cells: { id: '2', name: 'two\nlines' } },
    { line: 6, cells: { id: '3', name: 'c' } },
  ])
})

test('a CSV row with another number of cells is broken, the rows around it are not', async () => {
  const { write } = testFolder()
  const rows = await read(write('a.csv', 'id,name\n1,a\n2,b,c\n3\n4,d\n'))
  expect(cellsOf(rows)).toEqual([
    { id: '1', name: 'a' },
    'the row has 3 cells where the header has 2',
    'the row has 1 cells where the header has 2',
    { id: '4', name: 'd' },
  ])
})

test('other separators, quotes, lines before the header, and no header', async () => {
  const { write } = testFolder()
  expect(cellsOf(await read(write('a.tsv', 'id\tname\n1\ta,b\n')))).toEqual([{ id: '1', name: 'a,b' }])
  const form = { separator: ';', quote: "'", skip: 2 }
  expect(cellsOf(await read(write('b.csv', "export\nof today\nid;name\n1;'a;b'\n"), form))).toEqual([
    { id: '1', name: 'a;b' },
  ])
  expect(cellsOf(await read(write('c.csv', '1,a\n'), { header: ['id', 'name'] }))).toEqual([{ id: '1', name: 'a' }])
})

test('a header that names a column twice is refused', async () => {
  const { write } = testFolder()
  await expect(read(write('a.csv', 'id,id\n1,2\n'))).rejects.toThrow('names the column “id” twice')
})

test.each(['gb18030', 'gbk', 'utf16le'])('%s is found by itself', async (encoding) => {
  const { write } = testFolder()
  const bytes = iconv.encode('门店,客户\n上海九华,张三\n', encoding, { addBOM: encoding === 'utf16le' })
  expect(cellsOf(await read(write('a.csv', bytes)))).toEqual([{ 门店: '上海九华', 客户: '张三' }])
})

test('a byte order mark belongs to no column name', async () => {
  const { write } = testFolder()
  expect(cellsOf(await read(write('a.csv', '\ufeff门店,数\n上海,1\n')))).toEqual([{ 门店: '上海', 数: '1' }])
})

test('one broken byte in a long UTF-8 file breaks its row, not the encoding', async () => {
  const { write } = testFolder()
  const good = Buffer.from(`门店,数\n${'上海九华,1\n'.repeat(50)}`)
  const path = write(
    'a.csv',
    Buffer.concat([good, Buffer.from([0xe4, 0xb8]), Buffer.from(',2\n'), Buffer.from('北京,3\n')]),
  )
  expect((await inspect(path)).encoding).toBe('utf8')
  const rows = cellsOf(await read(path))
  expect(rows.at(-2)).toBe('the column 门店 is not readable in this encoding')
  expect(rows.at(-1)).toEqual({ 门店: '北京', 数: '3' })
})

test('the digest is that of the content, zipped or not', async () => {
  const { write } = testFolder()
  const text = 'id,name\n1,a\n'
  const [plain, zipped] = [write('a.csv', text), write('a.csv.gz', gzipSync(text))]
  expect((await inspect(zipped)).digest).toBe((await inspect(plain)).digest)
  expect(await read(zipped)).toEqual(await read(plain))
})

test('a broken gzip file is a failure, not an end', async () => {
  const { write } = testFolder()
  const whole = gzipSync('id,name\n1,a\n'.repeat(10_000))
  await expect(read(write('a.csv.gz', whole.subarray(0, whole.length / 2)), { encoding: 'utf8' })).rejects.toThrow()
})

test('NDJSON names its broken lines', async () => {
  const { write } = testFolder()
  const rows = await read(write('a.ndjson', '{"a":1}\n\n{"a":\n[1]\n{"a":"张"}'))
  expect(rows.map((row) => row.line)).toEqual([1, 3, 4, 5])
  expect(cellsOf(rows)).toEqual([{ a: 1 }, expect.any(String), 'not a JSON object', { a: '张' }])
})

test('a JSON array is read element by element, whatever it holds and however it is cut', async () => {
  const { write } = testFolder()
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.dictionary(fc.string(), fc.jsonValue())),
      fc.constantFrom(0, 2),
      async (elements, indent) => {
        const rows = await read(write('a.json', JSON.stringify(elements, null, indent)))
        expect(cellsOf(rows)).toEqual(JSON.parse(JSON.stringify(elements)))
      },
    ),
    { numRuns: 60, seed: 7 },
  )
  expect(cellsOf(await read(write('b.json', '{"a":1}\n{"a":2}\n')))).toEqual([{ a: 1 }, { a: 2 }])
  expect(cellsOf(await read(write('c.json', '[{"a":1},{"a":')))).toEqual([
    { a: 1 },
    'the file ends inside an element of the array',
  ])
})

test('a large JSON array comes whole over the borders of its pieces', async () => {
  const { write } = testFolder()
  const elements = Array.from({ length: 20_000 }, (_, i) => ({ i, text: `“${'字'.repeat(i % 40)}"{[\\` }))
  expect(cellsOf(await read(write('a.json', JSON.stringify(elements))))).toEqual(elements)
})

test.each(['snappy', 'gzip'])('Parquet packed with %s', async (codec) => {
  const rows = await read(fixture(`orders-${codec}.parquet`))
  expect(rows).toHaveLength(25)
  expect(rows.map((row) => row.line)).toEqual(Array.from({ length: 25 }, (_, i) => i + 1))
  expect(rows[2]).toEqual({
    line: 3,
    cells: {
      event_id: 'P2',
      kind: 'order',
      occurred_at: '2026-03-05T10:00:02.123Z',
      business_date: '2026-03-07',
      dealer_id: 'D0301',
      order_id: '0002',
      amount: 235802.5,
      'attrs.owner_kind': '车主',
      revision: 1741140000002,
      trade_in: 1,
    },
  })
})

test('a Parquet file that is none, or is packed in a way that cannot be undone, says so', async () => {
  const { write } = testFolder()
  await expect(read(write('a.parquet', 'no parquet at all'))).rejects.toThrow('is not a Parquet file')
  if (!('zstdDecompressSync' in (await import('node:zlib')))) {
    await expect(read(fixture('orders-zstd.parquet'))).rejects.toThrow('packed with ZSTD')
  }
})

test('XLSX: dates become local times, leading zeros stay, formulas give their result', async () => {
  const { path } = testFolder()
  const book = new exceljs.Workbook()
  book.addWorksheet('说明').addRow(['nothing here'])
  const sheet = book.addWorksheet('订单')
  sheet.addRow(['导出'])
  sheet.addRow(['订单号', '门店', '下单时间', '日期', '金额', '合计', '备注', '客户'])
  sheet.addRow([
    '0012',
    301,
    new Date('2026-03-05T14:05:09Z'),
    new Date('2026-03-05T00:00:00Z'),
    235800.5,
    { formula: 'E3*2', result: 471601 },
    { richText: [{ text: '加' }, { text: '急' }] },
  ])
  sheet.getCell('B3').numFmt = '00000'
  sheet.getCell('C3').numFmt = 'yyyy/m/d h:mm:ss'
  sheet.getCell('D3').numFmt = 'yyyy-mm-dd'
  sheet.addRow([])
  sheet.addRow(['0013', '00302', 46086.5, null, '1,200', null, null, '张三'])
  await book.xlsx.writeFile(`${path}/a.xlsx`)
  const rows = await read(`${path}/a.xlsx`, { sheet: '订单', skip: 1 })
  expect(rows).toEqual([
    { line: 3, cells: { 订单号: '0012', 门店: '00301', 下单时间: '2026-03-05T14:05:09', 日期: '2026-03-05', 金额: '235800.5', 合计: '471601', 备注: '加急', 客户: '' } },
    { line: 5, cells: { 订单号: '0013', 门店: '00302', 下单时间: '46086.5', 日期: '', 金额: '1,200', 合计: '', 备注: '', 客户: '张三' } },
  ]) // prettier-ignore
  await expect(read(`${path}/a.xlsx`, { sheet: '别的' })).rejects.toThrow('No sheet “别的”; it has 说明, 订单.')
})

test('a file of an unknown kind, or with an unknown encoding, is refused by name', async () => {
  const { write } = testFolder()
  await expect(read(write('a.doc', 'x'))).rejects.toThrow('no reader for “.doc”')
  await expect(read(write('a.csv', 'x'), { encoding: 'klingon' })).rejects.toThrow('no text encoding “klingon”')
})
