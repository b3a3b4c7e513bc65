import { mkdirSync } from 'node:fs'
import { PGlite, type PGliteInterface, type Transaction } from '@electric-sql/pglite'
import { StoreError } from '../error.ts'
import type { Postgres } from './engine.ts'
import { postgresError } from './failure.ts'
import { lockFolder } from './lock.ts'
import { compile, type Statement } from './sql.ts'

/**
 * Postgres in this process (PGlite), on a folder that no other process may use meanwhile: PGlite itself would let
 * a second one in and lose rows without a word, so the folder is locked first.
 * Throws StoreError `refused` with one sentence when another process has the folder.
 */
export async function embedded(folder: string): Promise<Postgres> {
  mkdirSync(folder, { recursive: true })
  const unlock = lockFolder(folder)
  let db: PGlite
  try {
    db = await PGlite.create(folder)
  } catch (e) {
    unlock()
    throw new StoreError('unavailable', 'open', `cannot open the store in ${folder}`, e)
  }
  let closing: Promise<void> | undefined
  const guarded = async <T>(work: () => Promise<T>, map = postgresError as (e: unknown) => unknown): Promise<T> => {
    if (closing) throw new StoreError('unavailable', 'closed', 'the store is closed')
    return work().catch((e: unknown) => Promise.reject(map(e)))
  }
  return {
    mode: 'embedded',
    query: <T>(q: Statement) => guarded(() => rows<T>(db, q)),
    transaction: (work) =>
      guarded(
        () =>
          db.transaction((tx) =>
            work({
              query: (q) => rows(tx, q),
              script: async (text) => {
                await tx.exec(text)
              },
            }),
          ),
        (e) => (theirs(e) ? postgresError(e) : e),
      ),
    listen: (channel, hear) => guarded(() => db.listen(channel, hear)),
    ping: () =>
      guarded(async () => {
        await db.query('SELECT 1')
      }),
    close: () => (closing ??= db.close().finally(unlock)),
  }
}

async function rows<T>(db: PGliteInterface | Transaction, q: Statement): Promise<T[]> {
  const { text, values } = compile(q)
  return (await db.query<T>(text, values)).rows
}

/** Postgres' own errors carry a five-letter state; what a transaction's work throws itself goes through untouched. */
function theirs(e: unknown): boolean {
  return /^[0-9A-Z]{5}$/.test(String((e as { code?: unknown } | null)?.code ?? ''))
}
