import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server as HttpServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import pino from 'pino'
import { Server } from 'socket.io'
import type { ViewPatch } from '#domain/view.ts'
import { ADMINISTRATOR } from '#server/access/user.ts'
import { attachLive, type LiveServer } from '#server/live/socket.ts'
import type { Live, LiveListener } from '#server/live/room.ts'

export interface Broadcast {
  /** Milliseconds of this process's CPU for one message to all. */
  cpu_ms: number
  /** Milliseconds until the last screen has it; the screens share the machine's cores. */
  arrived_ms: number
}

interface Bare {
  clients: Set<{ send(text: string): void }>
  close(): void
}

/** One message of about 2 KB to `count` screens in another process: through live views, a plain emit, bare sockets. */
export async function broadcast(
  live: Live,
  patch: ViewPatch,
  count: number,
  rounds: number,
): Promise<Record<'live' | 'emit' | 'bare', Broadcast>> {
  let tell: LiveListener['patch'] = () => undefined
  const listening: Live = { ...live, listen: (listener) => ((tell = listener.patch), live.listen(listener)) }
  const throughLive = await overSockets('view', count, rounds, async (io) => {
    attachLive(io, {
      live: listening,
      log: pino({ level: 'silent' }),
      authenticate: async () => ADMINISTRATOR,
    })
    const { view } = await live.open({ measures: ['lead'], by: ['region'] }, { where: {} })
    return () => tell({ ...patch, view })
  })
  const plain = await overSockets('emit', count, rounds, async (io) => () => io.emit('view:patch', patch))
  return { live: throughLive, emit: plain, bare: await overBare(patch, count, rounds) }
}

async function overSockets(
  kind: string,
  count: number,
  rounds: number,
  prepare: (io: LiveServer) => Promise<() => void>,
): Promise<Broadcast> {
  const http = createServer()
  const io: LiveServer = new Server(http, { transports: ['websocket'], serveClient: false })
  const send = await prepare(io)
  const measured = await measure(http, kind, count, rounds, send)
  await io.close()
  return measured
}

async function overBare(patch: ViewPatch, count: number, rounds: number): Promise<Broadcast> {
  const { WebSocketServer } = createRequire(createRequire(import.meta.url).resolve('engine.io'))('ws') as {
    WebSocketServer: new (options: { server: HttpServer }) => Bare
  }
  const http = createServer()
  const server = new WebSocketServer({ server: http })
  const measured = await measure(http, 'bare', count, rounds, () => {
    const text = JSON.stringify(['view:patch', patch])
    for (const client of server.clients) client.send(text)
  })
  server.close()
  http.close()
  return measured
}

async function measure(
  http: HttpServer,
  kind: string,
  count: number,
  rounds: number,
  send: () => void,
): Promise<Broadcast> {
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  const screens = fork(new URL('live-screens.ts', import.meta.url), [url, String(count), kind], {
    execArgv: ['--import', 'tsx'],
  })
  await said(screens, 'ready')
  const cpu: number[] = []
  const arrived: number[] = []
  for (let i = 0; i < rounds; i++) {
    const before = process.cpuUsage()
    const start = performance.now()
    const got = said(screens, 'got')
    send()
    await got
    arrived.push(performance.now() - start)
    const { user, system } = process.cpuUsage(before)
    cpu.push((user + system) / 1_000)
  }
  screens.kill()
  await once(screens, 'exit')
  return { cpu_ms: median(cpu), arrived_ms: median(arrived) }
}

async function said(screens: ChildProcess, word: string): Promise<void> {
  for (;;) {
    const [message] = await once(screens, 'message')
    if (message === word) return
  }
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)

export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0) * 100) / 100
}
