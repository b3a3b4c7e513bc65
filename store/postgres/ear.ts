import type { Channel } from './engine.ts'

/** What the ear needs of a connection. */
interface Connection {
  connect(): Promise<unknown>
  query(text: string): Promise<unknown>
  end(): Promise<void>
  on(event: 'notification', hear: (message: { channel: string; payload?: string }) => void): unknown
  on(event: 'error' | 'end', tell: () => void): unknown
}

/**
 * One connection that only listens. When it is lost it is made anew, first at once and then every few seconds,
 * and every listener is told (an empty payload) that it may have missed something.
 */
export class Ear {
  readonly #make: () => Connection
  readonly #listeners = new Map<Channel, Set<(payload: string) => void>>()
  #connection: Promise<Connection> | undefined
  #closed = false

  constructor(make: () => Connection) {
    this.#make = make
  }

  async listen(channel: Channel, hear: (payload: string) => void): Promise<() => Promise<void>> {
    const known = this.#listeners.get(channel)
    if (known) known.add(hear)
    else this.#listeners.set(channel, new Set([hear]))
    try {
      const connection = await (this.#connection ??= this.#open())
      // Listening twice to the same channel is the same as once.
      await connection.query(`LISTEN ${channel}`)
    } catch (e) {
      this.#listeners.get(channel)?.delete(hear)
      this.#connection = undefined
      throw e
    }
    return async () => {
      this.#listeners.get(channel)?.delete(hear)
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    const connection = await this.#connection?.catch(() => undefined)
    await connection?.end()
  }

  async #open(): Promise<Connection> {
    const connection = this.#make()
    let lost = false
    const lose = () => {
      if (lost) return
      lost = true
      this.#connection = undefined
      void this.#reopen(0)
    }
    await connection.connect()
    connection.on('notification', ({ channel, payload }) => this.#tell(channel as Channel, payload ?? ''))
    connection.on('error', lose)
    connection.on('end', lose)
    return connection
  }

  async #reopen(wait: number): Promise<void> {
    if (this.#closed || this.#connection) return
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait).unref())
    try {
      const connection = await (this.#connection ??= this.#open())
      for (const channel of this.#listeners.keys()) {
        await connection.query(`LISTEN ${channel}`)
        this.#tell(channel, '')
      }
    } catch {
      this.#connection = undefined
      await this.#reopen(Math.min(5_000, wait * 2 + 100))
    }
  }

  #tell(channel: Channel, payload: string): void {
    for (const hear of this.#listeners.get(channel) ?? []) hear(payload)
  }
}
