import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { PassThrough, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

/** How much of a file has been read, for the progress bar. */
export interface Gauge {
  read: number
}

/** The bytes of a file, unzipped when its name ends in `.gz`. Counts what it takes from the disk on `gauge`. */
export function readBytes(path: string, gauge?: Gauge): Readable {
  const file = createReadStream(path, { highWaterMark: 1 << 16 })
  if (gauge) file.on('data', (chunk) => (gauge.read += chunk.length))
  const out = path.endsWith('.gz') ? createGunzip({ chunkSize: 1 << 17 }) : new PassThrough()
  // A failure of either end surfaces where the bytes are read.
  pipeline(file, out).catch((cause: Error) => out.destroy(cause))
  return out
}
