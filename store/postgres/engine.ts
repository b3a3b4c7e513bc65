import type { Statement } from './sql.ts'

export interface Asks {
  /** Rows as objects: bigint as number, timestamptz as Date. */
  query<T>(q: Statement): Promise<T[]>
}

/** Postgres, in the process or by address. Every failure is a StoreError. */
export interface Postgres extends Asks {
  readonly mode: 'embedded' | 'remote'
  /** All of it or nothing; what `work` throws is thrown on after the rollback. */
  transaction<T>(work: (inside: Inside) => Promise<T>): Promise<T>
  /**
   * Calls `hear` for every NOTIFY on the channel. An empty payload means that some may have been missed (the
   * connection was lost for a while): look again. Answers how to stop.
   */
  listen(channel: Channel, hear: (payload: string) => void): Promise<() => Promise<void>>
  ping(): Promise<void>
  /** Waits for what runs, then lets the folder or the connections go. Repeatable. */
  close(): Promise<void>
}

export interface Inside extends Asks {
  /** Several statements of a file of this project: the migrations. Never anything that came in from outside. */
  script(text: string): Promise<void>
}

/** The bells that are rung: names in code, so that LISTEN needs no run-time text. */
export type Channel = 'head' | 'reference' | 'inbox' | 'accounts' | 'decision' | 'meeting' | 'alert'
