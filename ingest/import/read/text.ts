import type { Readable } from 'node:stream'
import iconv from 'iconv-lite'
import { ImportFault } from './fault.ts'

/** Sign of a byte sequence that the encoding does not know. */
export const UNREADABLE = '\ufffd'

/** Decodes bytes of any encoding that iconv-lite knows; a byte order mark is dropped. */
export async function* readText(bytes: Readable, encoding: string): AsyncIterable<string> {
  if (!iconv.encodingExists(encoding)) throw new ImportFault(`There is no text encoding “${encoding}”.`)
  const decoder = iconv.getDecoder(encoding, { stripBOM: true })
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    const text = decoder.write(chunk)
    if (text) yield text
  }
  const rest = decoder.end()
  if (rest) yield rest
}

/** Whole lines of a text, numbered from 1, without their ends. */
export async function* readLines(text: AsyncIterable<string>): AsyncIterable<{ line: number; text: string }[]> {
  let line = 0
  let rest = ''
  for await (const chunk of text) {
    const parts = (rest + chunk).split('\n')
    rest = parts.pop()!
    yield parts.map((part) => ({ line: ++line, text: part }))
  }
  if (rest) yield [{ line: line + 1, text: rest }]
}
