import { parseArgs } from 'node:util'
import { Registry, collectDefaultMetrics } from 'prom-client'
import { ingestRouter } from '#ingest/http/router.ts'
import { masterKey } from '#ingest/http/keys.ts'
import { openIngest } from '#ingest/open.ts'
import { demoState, startDemo, type DemoProgress } from '#ingest/sources/demo.ts'
import { readSettings } from '#domain/settings.ts'
import { openStores } from '#store/open.ts'
import { openHouse } from './house.ts'
import { handOver } from './handover.ts'
import { listen, onStop } from './lifecycle.ts'
import { createLogger } from './logger.ts'
import { settleSecrets } from './secrets.ts'
import { welcome } from './welcome.ts'

/**
 * `npm start`: the whole war room in one process. `--no-demo` leaves an empty folder empty, `--demo large` fills it
 * with the larger world. A folder that holds real events is never filled.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { 'no-demo': { type: 'boolean' }, demo: { type: 'string', default: 'default' } },
  })
  if (values.demo !== 'default' && values.demo !== 'large')
    throw new Error(`--demo ${values.demo} is neither default nor large.`)
  const settings = readSettings(process.env)
  const log = createLogger(settings)
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })

  const stores = await openStores(settings)
  const { engine, postgres } = stores
  const secrets = await settleSecrets(postgres, settings)
  const ingest = await openIngest({
    engine,
    postgres,
    settings,
    log: log.child({ room: 'ingest' }),
    now: Date.now,
    registry,
  })
  const follow = handOver(ingest.onBooked)
  const demo: { on: boolean; speed: number; loading: DemoProgress | null } = { on: false, speed: 1, loading: null }
  const bodyLimit = settings.WARROOM_BODY_LIMIT_MB * 1_048_576
  const door = ingestRouter({ door: ingest.door, keys: [masterKey(secrets.ingestKey)], bodyLimit, registry, log })
  const house = await openHouse({
    stores,
    settings,
    secrets,
    registry,
    log,
    doors: [door],
    demo: () => demo,
    replay: ingest.door.replay,
  })
  follow(house.publish, house.head())
  ingest.onReference(() => void house.reference.refresh())

  const port = await listen(house.http, settings)
  const begun = await demoState(postgres)
  demo.on = !values['no-demo'] && (begun !== undefined || house.head() === 0)
  welcome({ port, settings, secrets, signInToken: house.sessions.signInToken, demo: demo.on })

  const feed = demo.on
    ? await startDemo({
        door: ingest.door,
        postgres,
        zone: house.zone,
        size: values.demo,
        speed: (demo.speed = Number(settings.WARROOM_DEMO_SPEED) as 1 | 10 | 60),
        folder: settings.WARROOM_DATA,
        now: Date.now,
        log: log.child({ room: 'demo' }),
        onProgress: (progress) => {
          demo.loading = progress
          house.io.emit('demo:progress', progress)
        },
      })
    : undefined
  feed?.done.catch((err: unknown) => log.error({ err }, 'the demo world stopped'))

  onStop(log, [() => feed?.stop(), ingest.close, house.close, stores.close])
}

main().catch((thrown: unknown) => {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`)
  process.exit(1)
})
