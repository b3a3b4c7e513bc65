import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import type { Settings } from '#domain/settings.ts'

/** Starts listening; answers the port. Rejects when the port is taken. */
export function listen(http: Server, { HOST, PORT }: Pick<Settings, 'HOST' | 'PORT'>): Promise<number> {
  return new Promise((resolve, reject) => {
    http.once('error', reject)
    http.listen(PORT, HOST, () => {
      http.off('error', reject)
      resolve((http.address() as AddressInfo).port)
    })
  })
}

const LONGEST_STOP_MS = 60_000

/** Takes the house down in order on SIGINT or SIGTERM, and leaves the process; a second signal leaves at once. */
export function onStop(log: Logger, steps: readonly (() => unknown)[]): void {
  let stopping = false
  const stop = async (): Promise<void> => {
    if (stopping) process.exit(1)
    stopping = true
    setTimeout(() => {
      log.error('stopping took too long; leaving')
      process.exit(1)
    }, LONGEST_STOP_MS).unref()
    for (const step of steps) {
      try {
        await step()
      } catch (err) {
        log.error({ err }, 'a step of stopping failed')
      }
    }
    log.info('stopped')
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop())
}
