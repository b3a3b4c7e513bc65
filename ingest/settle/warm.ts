import { readFile, rename, writeFile } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import type { Engine } from '#store/clickhouse/engine.ts'
import { eventNames } from '#store/clickhouse/names.ts'
import { readFilter } from './filter.ts'
import type { Known } from './known.ts'

const FORM = 1
const SLICE_ROWS = 200_000
/** As many entries are read before the door opens, a few seconds' work; more are read while it is open. */
const MOST_AT_ONCE = 2_000_000

interface Header {
  form: number
  /** Of which ledger. */
  ledger: string
  /** Up to which entry. */
  seq: number
  crc: number
}

export interface WarmOptions {
  engine: Engine
  /** The saved copy; `undefined` where there is no folder to keep one. */
  file: string | undefined
  /** Tells this ledger from any other. */
  ledger: string
  /** Where the ledger ends. */
  head: number
}

/**
 * Teaches `known` what the ledger has: from the saved copy, and by reading what came after it. Answers at once when that
 * is long; then it goes on in the background until `signal` ends it, and the answer's `done` tells when it is over.
 */
export async function warm(known: Known, options: WarmOptions, signal: AbortSignal): Promise<{ done: Promise<void> }> {
  const saved = await load(options)
  if (saved) known.filter = saved.filter
  const afterSeq = saved?.seq ?? 0
  const reading = (async () => {
    const slices = Math.max(1, Math.ceil((options.head - afterSeq) / SLICE_ROWS))
    if (options.head === afterSeq) known.complete = true
    for (let slice = 0; slice < slices && !known.complete; slice++) {
      if (signal.aborted) return
      for (const name of await eventNames(options.engine, { afterSeq, uptoSeq: options.head, slice, slices }))
        known.add(name)
      if (slice === slices - 1) known.complete = true
    }
  })()
  if (options.head - afterSeq <= MOST_AT_ONCE) await reading
  return { done: reading }
}

async function load({ file, ledger, head }: WarmOptions) {
  if (file === undefined) return undefined
  try {
    const packed = await readFile(file)
    const end = packed.indexOf('\n')
    const header = JSON.parse(packed.toString('utf8', 0, end)) as Header
    const body = packed.subarray(end + 1)
    const fits = header.form === FORM && header.ledger === ledger && header.seq <= head && header.crc === crc32(body)
    return fits ? { seq: header.seq, filter: readFilter(body) } : undefined
  } catch {
    // No copy, or a torn one: the ledger has it all.
    return undefined
  }
}

/** Keeps a copy of a complete filter for the next start; the file appears whole or not at all. */
export async function save(known: Known, { file, ledger, head }: Omit<WarmOptions, 'engine'>): Promise<void> {
  if (file === undefined || !known.complete) return
  const body = known.filter.pack()
  const header: Header = { form: FORM, ledger, seq: head, crc: crc32(body) }
  await writeFile(`${file}.new`, Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), body]))
  await rename(`${file}.new`, file)
}
