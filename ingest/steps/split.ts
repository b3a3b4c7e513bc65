import { isUtf8 } from 'node:buffer'
import { Refusal, quote } from '#domain/errors.ts'

/** One row of a body: what it says, or its broken text. `line` counts from 1 and is the element's place in an array. */
export type Row = { line: number; value: unknown } | { line: number; broken: string; reason: string }

/**
 * Splits a body into rows: NDJSON, or one JSON array, with or without a byte order mark. A broken line is a row of its
 * own, so that good rows beside it count. Throws `bad_encoding` where the body is not UTF-8, and `bad_body` where
 * nothing in it can be read.
 */
export function split(body: Buffer | string): Row[] {
  const text = decode(body)
  return text.trimStart().startsWith('[') ? elements(text) : lines(text)
}

function decode(body: Buffer | string): string {
  if (typeof body === 'string') return body.startsWith('\ufeff') ? body.slice(1) : body
  if (!isUtf8(body)) {
    throw new Refusal(
      'bad_encoding',
      `line ${firstBadLine(body)} is not UTF-8; convert the file, or name its encoding in an import mapping`,
    )
  }
  const marked = body.length >= 3 && body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf
  return body.toString('utf8', marked ? 3 : 0)
}

function firstBadLine(body: Buffer): number {
  let line = 1
  for (let from = 0; from < body.length; line++) {
    const end = body.indexOf(0x0a, from)
    const to = end === -1 ? body.length : end
    if (!isUtf8(body.subarray(from, to))) break
    from = to + 1
  }
  return line
}

function elements(text: string): Row[] {
  const whole = tryParse(text)
  if (Array.isArray(whole.value)) return whole.value.map((value: unknown, i) => ({ line: i + 1, value }))
  // NDJSON whose first line happens to be an array: the other lines may still be good.
  const rows = lines(text)
  if (rows.some((row) => 'value' in row && !Array.isArray(row.value))) return rows
  throw new Refusal('bad_body', `the body begins as a JSON array and cannot be read as one: ${whole.reason}`)
}

function lines(text: string): Row[] {
  const rows: Row[] = []
  let good = 0
  let line = 0
  for (let from = 0; from < text.length;) {
    const end = text.indexOf('\n', from)
    const piece = text.slice(from, end === -1 ? text.length : end)
    from = end === -1 ? text.length : end + 1
    line++
    if (piece === '' || piece.trim() === '') continue
    const { value, reason } = tryParse(piece)
    if (reason === undefined) {
      rows.push({ line, value })
      good++
    } else rows.push({ line, broken: piece, reason })
  }
  const first = rows[0]
  if (good > 0 || first === undefined) return rows
  const whole = tryParse(text)
  if (whole.reason === undefined) return [{ line: 1, value: whole.value }]
  throw new Refusal('bad_body', `no line of the body is JSON; the first begins ${quote(text.trimStart().slice(0, 30))}`)
}

function tryParse(text: string): { value?: unknown; reason?: string } {
  try {
    return { value: JSON.parse(text) }
  } catch (e) {
    return { reason: e instanceof Error ? e.message : 'it is not JSON' }
  }
}
