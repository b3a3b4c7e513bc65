import { readLines, UNREADABLE } from './text.ts'
import { ROWS_AT_ONCE, type ReadRow, type Rows } from './row.ts'

/** Reads one JSON object a line. A line that is none is broken, not the file. */
export async function* readNdjson(text: AsyncIterable<string>): Rows {
  for await (const lines of readLines(text)) {
    const rows = lines.filter((one) => one.text.trim() !== '').map((one) => rowOf(one.line, one.text))
    for (let i = 0; i < rows.length; i += ROWS_AT_ONCE) yield rows.slice(i, i + ROWS_AT_ONCE)
  }
}

/** Reads a JSON file: an array of objects, or, as many exports call it, one object a line. */
export async function* readJson(text: AsyncIterable<string>): Rows {
  const chunks = text[Symbol.asyncIterator]()
  let start = ''
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    start += next.value
    if (start.trim() !== '') break
  }
  const whole = (async function* () {
    yield start
    yield* { [Symbol.asyncIterator]: () => chunks }
  })()
  yield* start.trimStart().startsWith('[') ? readArray(whole) : readNdjson(whole)
}

/** The objects of one array as they arrive, numbered from 1. */
async function* readArray(text: AsyncIterable<string>): Rows {
  let ordinal = 0
  let element = ''
  let depth = 0
  let inText = false
  let escaped = false
  for await (const chunk of text) {
    const rows: ReadRow[] = []
    let from = depth >= 2 ? 0 : -1
    for (let i = 0; i < chunk.length; i++) {
      const char = chunk[i]!
      if (inText) {
        if (escaped) escaped = false
        else if (char === '\\') escaped = true
        else if (char === '"') inText = false
      } else if (char === '"') inText = true
      else if (char === '{' || char === '[') {
        depth++
        if (depth === 2) from = i
      } else if (char === '}' || char === ']') {
        depth--
        if (depth !== 1) continue
        rows.push(rowOf(++ordinal, element + chunk.slice(from, i + 1)))
        element = ''
        from = -1
      }
    }
    if (from >= 0) element += chunk.slice(from)
    if (rows.length > 0) yield rows
  }
  if (depth !== 0 || inText) yield [{ line: ordinal + 1, fault: 'the file ends inside an element of the array' }]
}

function rowOf(line: number, text: string): ReadRow {
  if (text.includes(UNREADABLE)) return { line, fault: 'the row is not readable in this encoding' }
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return { line, fault: 'not a JSON object' }
    return { line, cells: value as Record<string, unknown> }
  } catch (cause) {
    return { line, fault: (cause as Error).message }
  }
}
