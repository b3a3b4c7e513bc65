import { Router } from 'express'
import type { Registry } from 'prom-client'

export interface Readiness {
  /** Each store by name: a promise that rejects when it is away. */
  checks: Record<string, () => Promise<void>>
  /** What else an operator wants to see: sources, lag, head. */
  state: () => Record<string, unknown>
}

/** `GET /healthz` (the process), `GET /readyz` (stores, sources, lag), `GET /metrics` (Prometheus). */
export function healthRouter({ checks, state }: Readiness, registry: Registry): Router {
  const router = Router()
  router.get('/healthz', (_request, response) => {
    response.json({ ok: true })
  })
  router.get('/readyz', async (_request, response) => {
    const stores: Record<string, string> = {}
    await Promise.all(
      Object.entries(checks).map(async ([name, check]) => {
        stores[name] = await check().then(
          () => 'ok',
          () => 'away',
        )
      }),
    )
    const ready = Object.values(stores).every((word) => word === 'ok')
    response.status(ready ? 200 : 503).json({ ready, stores, ...state() })
  })
  router.get('/metrics', async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics())
  })
  return router
}
