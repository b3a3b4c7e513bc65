import exceljs from 'exceljs'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openCalendar } from '#domain/calendar.ts'
import { fullScope } from '#domain/scope.ts'
import { readSettings } from '#domain/settings.ts'
import { versionsOf } from '#domain/targets/versions.ts'
import { openZone } from '#domain/zone.ts'
import { readArguments } from '#ingest/import/arguments.ts'
import { importFiles } from '#ingest/import/command.ts'
import { courierInto } from '#ingest/import/send/local.ts'
import { createPace } from '#server/pace/pace.ts'
import { createAsker } from '#server/query/ask.ts'
import { openReference, type Reference } from '#server/reference.ts'
import { openStores, type Stores } from '#store/open.ts'
import { readHead } from '#store/postgres/head.ts'
import { testFolder } from './folder.ts'
import { tempFolder } from '../rig.ts'

const settings = readSettings({ WARROOM_DATA: tempFolder(), PORT: '0' })
const DEALERS = 'dealer_id,name,region,area,province,city\nD1,甲,华东,苏南,江苏,苏州\nD2,乙,华南,粤东,广东,深圳\n'
const MODELS = 'model,series,brand,segment\nX5,X,澜,SUV\nS7,S,澜,sedan\n'

let stores: Stores
let courier: Awaited<ReturnType<typeof courierInto>>
let reference: Reference

const run = async (...words: string[]): Promise<string> => {
  const said: string[] = []
  const screen = { say: (line: string) => void said.push(line), progress: { isTTY: false, write: () => true } as never }
  const shared = () => Promise.resolve({ ...courier, close: () => Promise.resolve() })
  await importFiles(readArguments(words), settings, shared, screen)
  await reference.refresh()
  return said.join('\n')
}

/** The three kinds of a place and model for November 2026. */
async function ask(question: Record<string, unknown>) {
  const { seq } = await readHead(stores.postgres)
  const rooms = {
    engine: stores.engine, organisation: reference.organisation, targets: reference.targets, freshness: () => ({}), head: () => seq,
    zone: openZone('Asia/Shanghai'), calendar: openCalendar(), now: () => Date.parse('2026-11-22T10:00:00+08:00'),
  } // prettier-ignore
  const lamp = { basis: 'pace', warning_from: -0.03, least_target: 10 } as const
  const { total, rows, added } = await createPace({ ...rooms, asker: createAsker(rooms), retail: 'delivery', lamp })(question, fullScope)
  return { total: [total.target, total.commitment, total.challenge], rows: rows.map(({ key, target }) => [...Object.values(key), target]), added }
} // prettier-ignore

beforeAll(async () => {
  stores = await openStores(settings)
  courier = await courierInto(stores, settings, pino({ level: 'silent' }), Date.now)
  reference = await openReference(stores.postgres)
})
afterAll(async () => {
  await reference.close()
  await courier.close()
  await stores.close()
})

it('targets come in by CSV and XLSX, by place, model and month, in kinds and versions', async () => {
  const { path, write } = testFolder()
  await run(write('dealers.csv', DEALERS), '--as', 'dealers')
  await run(write('models.csv', MODELS), '--as', 'models')
  const head = 'from,to,measure,region,model,kind,version,value'
  const csv = [
    head,
    '2026-11-01,2026-12-01,delivery,,,target,1,3400',
    '2026-11-01,2026-12-01,delivery,,X5,target,1,900',
    '2026-11-01,2026-12-01,delivery,华东,,target,1,2000',
    '2026-11-01,2026-12-01,delivery,华南,,target,1,1502',
    '2026-11-01,2026-12-01,delivery,,,commitment,1,3300',
    '2026-11-01,2026-12-01,test_drive,华东,,target,1,5000',
  ]
  expect(await run(write('targets.csv', csv.join('\n')), '--as', 'targets')).toContain('6 accepted')
  expect(await ask({ by: 'region' })).toEqual({
    total: [3400, 3300, null],
    rows: [
      ['华东', 2000],
      ['华南', 1502],
    ],
    added: { target: { parent: 3400, children: 3502, share: 3502 / 3400 } },
  })
  expect((await ask({ by: 'model' })).rows).toEqual([['X5', 900]])
  expect((await ask({ measure: 'test_drive', where: { region: ['华东'] } })).total).toEqual([5000, null, null])

  const book = new exceljs.Workbook()
  const sheet = book.addWorksheet('目标')
  sheet.addRow(['开始', '结束', '指标', '大区', '小区', '经销商代码', '车型', '类型', '版本', '目标'])
  sheet.addRow(['2026-11-01', '2026-12-01', '零售', '', '', '', '', '目标', '2', 3350])
  sheet.addRow(['2026-11-01', '2026-12-01', '零售', '华南', '', '', '', '挑战', '2', 1600])
  sheet.addRow(['2026-11-01', '2026-12-01', '零售', '', '苏南', '', 'S7', '目标', '2', 70])
  sheet.addRow(['2026-11-01', '2026-12-01', '试驾', '', '', 'D2', '', '', '2', 320])
  await book.xlsx.writeFile(join(path, 'targets.xlsx'))
  const mapping = 'ingest/import/mappings/targets-sheet.yaml'
  expect(await run(join(path, 'targets.xlsx'), '--as', 'targets', '--mapping', mapping)).toContain('4 accepted')
  expect((await ask({})).total).toEqual([3350, 3300, 1600])
  expect((await ask({ where: { area: ['苏南'], model: ['S7'] } })).total).toEqual([70, null, null])
  expect((await ask({ measure: 'test_drive', by: 'dealer_id' })).rows).toEqual([['D2', 320]])

  const national = versionsOf(reference.targets()).filter(
    ({ measure, kind, from }) => measure === 'delivery' && kind === 'target' && from === '2026-11-01',
  )
  expect(national.map(({ version, records, standing, superseded_by }) => [version, records, standing, superseded_by])).toEqual([
    ['2', 2, 2, []],
    ['1', 4, 3, ['2']],
  ])
}) // prettier-ignore
