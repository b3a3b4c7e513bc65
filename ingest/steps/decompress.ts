import { promisify } from 'node:util'
import * as zlib from 'node:zlib'
import { Refusal, quote } from '#domain/errors.ts'

type Undo = (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>

const gunzip = promisify(zlib.gunzip) as Undo
/** Newer Node versions bring zstd; older ones answer a clear error instead. */
const native = (zlib as unknown as Record<string, unknown>)['zstdDecompress']
const zstd = typeof native === 'function' ? (promisify(native as typeof zlib.gunzip) as Undo) : undefined

/**
 * Undoes a body's `Content-Encoding`; `limit` bounds the result in bytes, so a small bomb cannot grow.
 * Throws `bad_encoding` or `too_large`.
 */
export async function decompress(body: Buffer, encoding: string | undefined, limit: number): Promise<Buffer> {
  const name = (encoding ?? '').trim().toLowerCase()
  if (name === '' || name === 'identity') return bounded(body, limit)
  if (name === 'zstd' && !zstd) {
    throw new Refusal('bad_encoding', 'this Node.js cannot read zstd; send gzip or run Node.js 22.15 or later')
  }
  const undo = name === 'gzip' || name === 'x-gzip' ? gunzip : name === 'zstd' ? zstd : undefined
  if (!undo) throw new Refusal('bad_encoding', `Content-Encoding ${quote(name)} is neither gzip nor zstd`)
  try {
    return await undo(body, { maxOutputLength: limit })
  } catch (cause) {
    if ((cause as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit, cause)
    throw new Refusal('bad_encoding', `the body is not valid ${name}`, { cause })
  }
}

function bounded(body: Buffer, limit: number): Buffer {
  if (body.length > limit) throw tooLarge(limit)
  return body
}

/** The refusal of a body over the limit, given in bytes. */
export function tooLarge(limit: number, cause?: unknown): Refusal {
  return new Refusal('too_large', `the body is over the limit of ${Math.floor(limit / 1_048_576)} MB`, { cause })
}
