import { embedded } from '#store/postgres/embedded.ts'
import { addChannel, listChannels } from '#store/postgres/alerts-channels.ts'
import { migrate } from '#store/postgres/migrate.ts'
import { openZone } from '#domain/zone.ts'
import { createBoard } from '#server/alerts/board.ts'
import { createCourier } from '#server/alerts/channels/courier.ts'
import { pino } from 'pino'

/** Raises one alert after the other, each told to a channel, until somebody ends it; says the key of each that stands. */
const [folder = '', first = '0'] = process.argv.slice(2)
const log = pino({ level: 'silent' })
const postgres = await embedded(folder)
await migrate(postgres)
const channel = { name: 'hook', kind: 'webhook', address: 'http://127.0.0.1:9/', secret: 's', scope: {}, level: 1, lang: 'zh', created_by: 'test' } // prettier-ignore
if ((await listChannels(postgres)).length === 0) await addChannel(postgres, channel)
const rooms = { publicUrl: '', smtpUrl: '', mailFrom: '', allowInner: false, now: Date.now }
const never = { every: () => () => undefined, after: () => () => undefined }
const courier = createCourier({ postgres, rooms, lineage: () => (cell) => cell, log, timer: never })
const board = createBoard({
  postgres,
  zone: openZone('Asia/Shanghai'),
  now: Date.now,
  onHappening: async ({ row, alert }, inside) => {
    const { zh, en, link, level, kind, cell } = alert
    await courier.dispatch({ what: 'raised', zh, en, link, level, kind, cell }, { id: row.id, within: () => alert }, inside) // prettier-ignore
  },
})
const face = {
  cell: {}, measure: 'order', stage: 'order', side: 'fall' as const, tone: 'bad' as const, zh: '少', en: 'few', figure: 1, usual: 2, z: -5, units: 1,
  span: { from: '2026-09-15', to: '2026-09-22', until_hour: null }, view: {}, seq: 1, link: '/desk', parts: [],
} // prettier-ignore
for (let n = Number(first); ; n++) {
  await board.raise(`order ${n}`, 'sales', 2, { face, family: 'week' })
  process.stdout.write(`${n}\n`)
}
