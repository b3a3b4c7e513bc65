import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Settings } from '#domain/settings.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import { settleMeta } from '#store/postgres/meta.ts'
import { newSecret } from './access/secret.ts'

export interface Secrets {
  ingestKey: string
  /** Signs session cookies. */
  sessionKey: string
}

/**
 * The keys of this war room: from the environment, else made once and kept in the store, so that they survive a
 * restart. The ingest key is also written to `keys.json` in the data folder, readable by its owner only, where
 * `npm run import` finds it.
 */
export async function settleSecrets(postgres: Postgres, settings: Settings): Promise<Secrets> {
  const ingestKey = settings.WARROOM_INGEST_KEY || (await settleMeta(postgres, 'ingest_key', newSecret()))
  const sessionKey = await settleMeta(postgres, 'session_key', newSecret())
  const file = join(settings.WARROOM_DATA, 'keys.json')
  await mkdir(settings.WARROOM_DATA, { recursive: true })
  await writeFile(file, `${JSON.stringify({ ingest_key: ingestKey })}\n`, { mode: 0o600 })
  await chmod(file, 0o600)
  return { ingestKey, sessionKey }
}
