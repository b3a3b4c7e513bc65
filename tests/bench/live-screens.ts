/** Screens of a benchmark, in a process of their own: `URL COUNT KIND`; says `ready`, then `got` for each whole round. */
import { createRequire } from 'node:module'
import { io } from 'socket.io-client'

const [url = '', count = '0', kind = 'view'] = process.argv.slice(2)
const screens = Number(count)
let open = 0
let got = 0
const ready = (): void => void (++open === screens && process.send!('ready'))
const count1 = (): void => void (++got % screens === 0 && process.send!('got'))

if (kind === 'bare') {
  // The socket library's own client, as the server has it.
  const engine = createRequire(createRequire(import.meta.url).resolve('engine.io'))
  const { WebSocket: Bare } = engine('ws') as {
    WebSocket: new (address: string) => { on(event: string, run: () => void): void }
  }
  for (let i = 0; i < screens; i++) {
    const socket = new Bare(url.replace('http', 'ws'))
    socket.on('open', ready)
    socket.on('message', count1)
  }
} else {
  for (let i = 0; i < screens; i++) {
    const socket = io(url, { transports: ['websocket'], forceNew: true, auth: { token: 'bench' } })
    socket.on('view:patch', count1)
    socket.on('connect', () => {
      if (kind === 'emit') ready()
      else socket.emit('view:open', { measures: ['lead'], by: ['region'] }, ready)
    })
  }
}
