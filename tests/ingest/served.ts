import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { Registry } from 'prom-client'
import type { IngestKey } from '#ingest/http/keys.ts'
import { masterKey } from '#ingest/http/keys.ts'
import { ingestRouter } from '#ingest/http/router.ts'
import { silent, type Rig } from './rig.ts'

export interface Reply {
  status: number
  headers: Headers
  body: { accepted: number; duplicate: number; corrected: number; held: number; rejected: { line: number; code: string; message: string; event_id: string | null }[]; error: { code: string; message: string; path?: string } } // prettier-ignore
}

/** A rig's door on a real HTTP address. */
export interface Served {
  post(stream: string, body: string | Uint8Array, headers?: Record<string, string>): Promise<Reply>
  close(): Promise<void>
}

export const SMALL_KEY: IngestKey = { key: 'crm-key', source: 'crm', mayNameSources: false, mayBackdate: false }

export async function serve(rig: Rig, bodyLimit: number): Promise<Served> {
  const app = express()
  // The rig's door changes with a restart, the address does not.
  const door = {
    ...rig.ingest.door,
    receive: (call: Parameters<typeof rig.ingest.door.receive>[0]) => rig.ingest.door.receive(call),
  }
  app.use(ingestRouter({ door, keys: [masterKey('key'), SMALL_KEY], bodyLimit, registry: new Registry(), log: silent }))
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/ingest`
  return {
    post: async (stream, body, headers = {}) => {
      const response = await fetch(`${address}/${stream}`, {
        method: 'POST',
        headers: { authorization: 'Bearer key', 'content-type': 'application/x-ndjson', ...headers },
        body: body as BodyInit,
      })
      return { status: response.status, headers: response.headers, body: (await response.json()) as Reply['body'] }
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
