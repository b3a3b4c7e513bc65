import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** The war room as its user starts it, in a process of its own on a folder of its own. */
export interface Running {
  child: ChildProcess
  address: string
  /** What it printed on standard output so far. */
  printed(): string
  stop(): Promise<number>
}

/** Starts `server/main.ts` and waits until it has said its address. Rejects with its last words when it ends before. */
export async function startWarRoom(
  folder: string,
  options: {
    args?: string[]
    env?: Record<string, string>
    /** Milliseconds that its clock runs ahead of the machine's. */
    ahead?: number
  } = {},
): Promise<Running> {
  const { args = ['--no-demo'], ahead } = options
  const clock = ahead === undefined ? [] : ['--import', new URL('./ahead.ts', import.meta.url).href]
  const child = spawn(process.execPath, ['--import', 'tsx', ...clock, 'server/main.ts', ...args], {
    env: {
      ...process.env,
      UV_THREADPOOL_SIZE: '16',
      TZ: 'UTC',
      WARROOM_DATA: folder,
      PORT: '0',
      HOST: '127.0.0.1',
      WARROOM_LOG_LEVEL: 'warn',
      ...(ahead !== undefined && { TEST_AHEAD_MS: String(ahead) }),
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
      const found = /Address\s+(\S+)[\s\S]*Demo world/.exec(out)
      if (found) resolve(found[1]!)
    })
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.once('exit', (code) => reject(new Error(`left with ${code}: ${err.trim()}`)))
  })
  return {
    child,
    address,
    printed: () => out,
    stop: async () => {
      if (child.exitCode !== null) return child.exitCode
      child.kill('SIGTERM')
      const [code] = (await once(child, 'exit')) as [number]
      return code
    },
  }
}
