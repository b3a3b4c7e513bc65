import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Settings } from '#domain/settings.ts'
import { ImportFault } from '../read/fault.ts'
import type { Courier } from './courier.ts'
import { answers, httpCourier } from './http.ts'

export interface Wish {
  /** A folder whose stores are opened in this process. */
  data: string | undefined
  url: string | undefined
  key: string | undefined
}

/** Opens the stores of the settings' folder in this process, with a door of its own. */
export type OpenLocal = (settings: Settings) => Promise<Courier>

/**
 * Where the batches go: to the server that was named, else to one on this machine if it answers, else into the stores
 * of the data folder, opened here. Throws ImportFault, in one sentence, when none of them can be had.
 */
export async function openDestination(wish: Wish, settings: Settings, openLocal: OpenLocal): Promise<Courier> {
  const named = wish.url ?? (wish.data === undefined ? settings.WARROOM_URL : '')
  if (named) {
    if (!(await answers(named)))
      throw new ImportFault(`No war room answers at ${named}; start it, or leave --url away to work without one.`)
    return httpCourier({ url: named, key: await keyFor(wish, settings), token: settings.WARROOM_ADMIN_TOKEN })
  }
  const near = `http://localhost:${settings.PORT}`
  if (wish.data === undefined && settings.PORT > 0 && (await answers(near))) {
    return httpCourier({ url: near, key: await keyFor(wish, settings), token: settings.WARROOM_ADMIN_TOKEN })
  }
  return openLocal(settings)
}

async function keyFor(wish: Wish, settings: Settings): Promise<string> {
  const given = wish.key ?? settings.WARROOM_INGEST_KEY
  if (given) return given
  const path = join(settings.WARROOM_DATA, 'keys.json')
  const kept = await readFile(path, 'utf8').then(
    (text) => JSON.parse(text) as { ingest_key?: unknown },
    () => undefined,
  )
  if (typeof kept?.ingest_key === 'string') return kept.ingest_key
  throw new ImportFault(`There is no ingest key: give it with --key or WARROOM_INGEST_KEY (${path} holds none).`)
}
