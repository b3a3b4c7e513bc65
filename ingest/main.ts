import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { pino } from 'pino'
import { collectDefaultMetrics, Registry } from 'prom-client'
import { readSettings } from '#domain/settings.ts'
import { settleMeta } from '#store/postgres/meta.ts'
import { openStores } from '#store/open.ts'
import { healthRouter } from './http/health.ts'
import { masterKey } from './http/keys.ts'
import { ingestRouter } from './http/router.ts'
import { openIngest } from './open.ts'

/**
 * `npm run ingest`: the door alone, against `CLICKHOUSE_URL` and `DATABASE_URL`, as many processes as wanted. SIGTERM and
 * SIGINT stop it gracefully: no new calls, what waits is booked and answered, then the stores are closed.
 */
async function main(): Promise<void> {
  const settings = readSettings(process.env)
  const log = pino({ level: settings.WARROOM_LOG_LEVEL })
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const stores = await openStores(settings)
  const { engine, postgres } = stores
  const key =
    settings.WARROOM_INGEST_KEY || (await settleMeta(postgres, 'ingest_key', randomBytes(24).toString('base64url')))
  const ingest = await openIngest({ engine, postgres, settings, log, now: Date.now, registry })

  const app = express().disable('x-powered-by')
  app.use(healthRouter({ engine, postgres, ingest, registry }))
  const bodyLimit = settings.WARROOM_BODY_LIMIT_MB * 1_048_576
  app.use(ingestRouter({ door: ingest.door, keys: [masterKey(key)], bodyLimit, registry, log }))
  const server = createServer(app).listen(settings.PORT, settings.HOST)
  await once(server, 'listening')
  log.info({ port: (server.address() as AddressInfo).port }, 'the ingest door is open')

  const stop = async (): Promise<void> => {
    server.close()
    // Calls under way are answered; senders that keep a connection open without a call are told to go.
    await ingest.close()
    server.closeIdleConnections()
    await stores.close()
    log.info('stopped; nothing was lost')
  }
  let stopping: Promise<void> | undefined
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      stopping ??= stop().then(
        () => process.exit(0),
        (err: unknown) => {
          log.fatal({ err }, 'the stop failed')
          process.exit(1)
        },
      )
    })
  }
}

main().catch((thrown: unknown) => {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`)
  process.exit(1)
})
