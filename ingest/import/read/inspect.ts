import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { readBytes } from './bytes.ts'

export interface Inspection {
  /** SHA-256 of the content, unzipped, so that `a.csv` and `a.csv.gz` are the same. */
  digest: string
  /** Size on disk in bytes. */
  size: number
  /** The text encoding that fits best; meaningless for binary formats. */
  encoding: string
}

/** Share of unreadable characters up to which a file still counts as UTF-8 with broken rows. */
const BROKEN_SHARE = 0.02

/** Reads a file once for its identity and its encoding: byte order mark, else UTF-8, else GB18030. */
export async function inspect(path: string): Promise<Inspection> {
  const hash = createHash('sha256')
  const utf8 = new TextDecoder('utf-8')
  let foreign = 0
  let broken = 0
  let start: Buffer | undefined
  for await (const chunk of readBytes(path) as AsyncIterable<Buffer>) {
    hash.update(chunk)
    start ??= chunk.subarray(0, 3)
    if (isAscii(chunk)) continue
    for (const char of utf8.decode(chunk, { stream: true })) {
      if (char <= '\u007f') continue
      foreign++
      if (char === '\ufffd') broken++
    }
  }
  const marked = markOf(start)
  const encoding = marked ?? (broken > foreign * BROKEN_SHARE ? 'gb18030' : 'utf8')
  return { digest: hash.digest('hex'), size: (await stat(path)).size, encoding }
}

function isAscii(chunk: Buffer): boolean {
  for (const byte of chunk) if (byte > 0x7f) return false
  return true
}

function markOf(start: Buffer | undefined): string | undefined {
  if (!start) return undefined
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return 'utf8'
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf16le'
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf16be'
  return undefined
}
