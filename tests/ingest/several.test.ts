import { afterAll, beforeAll, expect, it } from 'vitest'
import { readSettings } from '#domain/settings.ts'
import { openIngest, type Ingest } from '#ingest/open.ts'
import { readFacts } from '#store/clickhouse/facts.ts'
import { pg } from '#store/postgres/sql.ts'
import { openStores, type Stores } from '#store/open.ts'
import { dealer, silent, tempFolder } from './rig.ts'

const settings = readSettings({ WARROOM_DATA: tempFolder() })
const opened: Ingest[] = []
let stores: Stores

const open = async (holder: string): Promise<Ingest> => {
  const ingest = await openIngest({ ...stores, settings, holder, log: silent, now: Date.now })
  opened.push(ingest)
  return ingest
}
const send = (ingest: Ingest, rows: readonly unknown[], stream: 'events' | 'dealers' = 'events') =>
  ingest.door.receive({
    body: JSON.stringify(rows), stream, source: 'default', mayNameSources: true, mayBackdate: true, history: false, priority: 'live',
  }) // prettier-ignore
const traffic = (...ids: string[]) =>
  ids.map((event_id) => ({
    event_id,
    kind: 'traffic',
    dealer_id: 'D1',
    occurred_at: '2026-11-01T10:00:00+08:00',
    units: 3,
  }))
const booked = async () =>
  (await readFacts(stores.engine, { afterSeq: 0, uptoSeq: 1_000 })).map(({ seq, event_id, sign }) => [
    seq,
    event_id,
    sign,
  ])

beforeAll(async () => {
  stores = await openStores(settings)
})
afterAll(async () => {
  for (const ingest of opened) await ingest.close()
  await stores.close()
})

it('several ingest processes: one books, the others hand over; the next takes over, and a booker that lost its lease stops', async () => {
  const first = await open('first')
  await send(first, [dealer('D1')], 'dealers')
  const second = await open('second')
  const both = await Promise.all([send(first, traffic('a', 'b')), send(second, [...traffic('c', 'a2'), { bad: true }])])
  expect(both).toMatchObject([{ accepted: 2 }, { accepted: 2, rejected: [{ line: 3, code: 'missing_field' }] }])
  expect(await send(second, traffic('a', 'd'))).toMatchObject({ accepted: 1, duplicate: 1 })

  // The lease runs out unnoticed and another process takes it: the head's epoch stops the first one.
  await stores.postgres.query(pg`UPDATE lease SET expires_at = clock_timestamp() - interval '1 second'`)
  const third = await open('third')
  expect(await send(third, traffic('e'))).toMatchObject({ accepted: 1 })
  expect(await send(first, traffic('e', 'f'))).toMatchObject({ accepted: 1, duplicate: 1 })

  await third.close()
  expect(await send(second, traffic('f', 'g'))).toMatchObject({ accepted: 1, duplicate: 1 })
  const rows = await booked()
  expect(rows.map(([seq]) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  expect(rows.map(([, id]) => id).sort()).toEqual(['a', 'a2', 'b', 'c', 'd', 'e', 'f', 'g'])
}, 120_000)
