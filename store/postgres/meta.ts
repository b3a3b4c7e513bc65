import type { Asks } from './engine.ts'
import { pg } from './sql.ts'

/** The value kept under that key, or undefined. */
export async function readMeta<T>(postgres: Asks, key: string): Promise<T | undefined> {
  const [row] = await postgres.query<{ value: string }>(pg`SELECT value FROM meta WHERE key = ${key}`)
  return row === undefined ? undefined : (JSON.parse(row.value) as T)
}

export async function writeMeta(postgres: Asks, key: string, value: unknown): Promise<void> {
  await postgres.query(pg`INSERT INTO meta (key, value) VALUES (${key}, ${JSON.stringify(value)})
    ON CONFLICT (key) DO UPDATE SET value = excluded.value`)
}

/** Keeps `value` unless there is one already; answers the one that is kept. The way to make a secret once. */
export async function settleMeta<T>(postgres: Asks, key: string, value: T): Promise<T> {
  const [row] = await postgres.query<{ value: string }>(pg`INSERT INTO meta (key, value)
    VALUES (${key}, ${JSON.stringify(value)})
    ON CONFLICT (key) DO UPDATE SET value = meta.value RETURNING value`)
  return JSON.parse(row!.value) as T
}
