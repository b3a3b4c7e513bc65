import express, { type Router } from 'express'
import type { Registry } from 'prom-client'
import type { Engine } from '#store/clickhouse/engine.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import type { Ingest } from '../open.ts'

interface Parts {
  engine: Engine
  postgres: Postgres
  ingest: Ingest
  registry: Registry
}

/** `GET /healthz` (the process), `/readyz` (the stores, and how much waits), `/metrics` (Prometheus) of the door alone. */
export function healthRouter({ engine, postgres, ingest, registry }: Parts): Router {
  const router = express.Router()
  const state = (check: Promise<void>) =>
    check.then(
      () => 'ok',
      () => 'away',
    )
  router.get('/healthz', (_request, response) => void response.json({ ok: true }))
  router.get('/readyz', async (_request, response) => {
    const [clickhouse, database] = await Promise.all([state(engine.ping()), state(postgres.ping())])
    const ready = clickhouse === 'ok' && database === 'ok'
    const { seq } = ingest.head()
    response
      .status(ready ? 200 : 503)
      .json({ ready, stores: { clickhouse, postgres: database }, seq, waiting: ingest.door.waiting() })
  })
  router.get('/metrics', async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics())
  })
  return router
}
