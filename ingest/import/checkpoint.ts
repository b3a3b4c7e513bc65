import { createHash } from 'node:crypto'
import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { emptyTally, type Reject, type Tally } from './tally.ts'

const count = z.number().int().min(0)
const form = z.object({
  file: z.string(),
  done: z.boolean(),
  tally: z.object({
    rows: count, skipped: count, sent: count, accepted: count, duplicate: count, corrected: count, held: count, rejected: count,
    codes: z.record(z.string(), count),
  }), // prettier-ignore
})

/** How an import stood when it was last written down. */
export type Standing = 'new' | 'started' | 'done'

export interface Checkpoint {
  standing: Standing
  /** What was settled before this run, of rows that this run passes over. */
  before: Tally
  /** Where the rejects of this import are kept, one JSON object a line. */
  rejectsPath: string
  reject(rejects: readonly Reject[]): Promise<void>
  /** Writes down how far the import has come; atomic. */
  save(tally: Tally, done: boolean): Promise<void>
}

/**
 * Opens the progress of an import. It is known by what it would do: content of the file, mapping, stream and place.
 * A finished one starts again from the first row: identity at the door makes that harmless.
 */
export async function openCheckpoint(folder: string, file: string, identity: readonly string[]): Promise<Checkpoint> {
  const id = createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 16)
  const path = join(folder, `${basename(file)}.${id}.json`)
  const rejectsPath = join(folder, `${basename(file)}.${id}.rejects.ndjson`)
  await mkdir(folder, { recursive: true })
  const known = form.safeParse(await readFile(path, 'utf8').then(JSON.parse).catch(() => undefined)) // prettier-ignore
  const standing = !known.success ? 'new' : known.data.done ? 'done' : 'started'
  const goesOn = known.success && standing === 'started'
  if (!goesOn) await writeFile(rejectsPath, '')
  return {
    standing,
    before: goesOn ? known.data.tally : emptyTally(),
    rejectsPath,
    reject: async (rejects) => {
      if (rejects.length > 0) await appendFile(rejectsPath, rejects.map((one) => `${JSON.stringify(one)}\n`).join(''))
    },
    save: async (tally, done) => {
      await writeFile(`${path}.new`, JSON.stringify({ file: basename(file), done, tally }, null, 2))
      await rename(`${path}.new`, path)
    },
  }
}
