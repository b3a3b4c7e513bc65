import { Registry, collectDefaultMetrics } from 'prom-client'
import { readSettings } from '#domain/settings.ts'
import { readFacts } from '#store/clickhouse/facts.ts'
import { openStores } from '#store/open.ts'
import { readBell, readHead } from '#store/postgres/head.ts'
import { openHouse } from './house.ts'
import { listen, onStop } from './lifecycle.ts'
import { followHead } from './live/feed.ts'
import { createLogger } from './logger.ts'
import { settleSecrets } from './secrets.ts'

/** `npm run server`: the asking side alone; ingest runs elsewhere and rings the bell when the head moves. */
const settings = readSettings(process.env)
const log = createLogger(settings)
const registry = new Registry()
collectDefaultMetrics({ register: registry })
const stores = await openStores(settings)
const { engine, postgres } = stores
const house = await openHouse({ stores, settings, secrets: await settleSecrets(postgres, settings), registry, log })

const deaf = await followHead({
  listen: async (moved) => {
    const stop = await postgres.listen('head', (payload) => {
      const told = readBell(payload)
      if (told) moved(told.seq)
      else
        void readHead(postgres).then(
          ({ seq }) => moved(seq),
          (err: unknown) => log.warn({ err }, 'the head could not be read'),
        )
    })
    return () => void stop()
  },
  read: (range) => readFacts(engine, range),
  publish: house.publish,
  afterSeq: house.head(),
  log,
})
const port = await listen(house.http, settings)
log.info({ port }, 'the server listens')
if (house.sessions.signInToken)
  process.stdout.write(`http://localhost:${port}/sign-in?token=${house.sessions.signInToken}\n`)

onStop(log, [deaf, house.close, stores.close])
