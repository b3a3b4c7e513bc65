import type { IncomingMessage } from 'node:http'
import { Refusal } from '#domain/errors.ts'
import { tooLarge } from '../steps/decompress.ts'

/** Bodies being read at one time may together hold this many times the limit of one. */
const BODIES = 8

/** Reads request bodies into memory, each up to `limit` bytes and all together up to eight times that. */
export function createBodyReader(limit: number): (request: IncomingMessage) => Promise<Buffer> {
  let held = 0
  return async (request) => {
    if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit)
    const chunks: Buffer[] = []
    let size = 0
    try {
      for await (const chunk of request as AsyncIterable<Buffer>) {
        size += chunk.length
        held += chunk.length
        if (size > limit) throw tooLarge(limit)
        if (held > limit * BODIES)
          throw new Refusal('busy', 'too many large bodies are on their way; send again shortly')
        chunks.push(chunk)
      }
    } catch (thrown) {
      if (thrown instanceof Refusal) throw thrown
      throw new Refusal('bad_body', 'the body ended before it was whole', { cause: thrown })
    } finally {
      held -= size
    }
    return Buffer.concat(chunks, size)
  }
}
