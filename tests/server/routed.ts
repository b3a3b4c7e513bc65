import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type Router } from 'express'
import { pino } from 'pino'
import type { Scope } from '#domain/scope.ts'
import { answerFailures } from '#server/http/failure.ts'

/** A router over HTTP, as the house serves it under `/api`. */
export interface Routed {
  /** Ends in `/api`. */
  base: string
  post(path: string, body: unknown): Promise<{ status: number; body: Record<string, unknown> }>
  close(): Promise<void>
}

/** Serves a router to whoever asks as one who is signed in with a scope. */
export async function serveRouter(router: Router, scope: () => Scope): Promise<Routed> {
  const app = express()
  app.use(express.json(), (_request, response, next) => {
    response.locals.scope = scope()
    next()
  })
  app.use('/api', router)
  app.use(answerFailures(pino({ level: 'silent' })))
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`
  return {
    base,
    async post(path, body) {
      const headers = { 'content-type': 'application/json' }
      const reply = await fetch(base + path, { method: 'POST', headers, body: JSON.stringify(body) })
      return { status: reply.status, body: (await reply.json()) as Record<string, unknown> }
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
