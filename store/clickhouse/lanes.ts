import { StoreError } from '../error.ts'

/**
 * A fixed set of connections, each doing one thing at a time; callers wait in order of arrival.
 * When the line is longer than `limit`, the next caller is told `busy` at once instead of waiting for ever.
 */
export class Lanes<Connection> {
  readonly #free: Connection[]
  readonly #line: ((connection: Connection) => void)[] = []
  readonly #limit: number

  constructor(connections: readonly Connection[], limit: number) {
    this.#free = [...connections]
    this.#limit = limit
  }

  async use<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = await this.#take()
    try {
      return await work(connection)
    } finally {
      const next = this.#line.shift()
      if (next) next(connection)
      else this.#free.push(connection)
    }
  }

  #take(): Promise<Connection> | Connection {
    const free = this.#free.pop()
    if (free !== undefined) return free
    if (this.#line.length >= this.#limit) throw new StoreError('busy', 'line', 'too many questions are waiting')
    return new Promise((resolve) => this.#line.push(resolve))
  }
}
