/** How ClickHouse reads what its HTTP clients send: parameters, several statements, forms. */

const unescaped: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', b: '\b', f: '\f', '0': '\0' }
const unescape = (text: string): string => text.replace(/\\([\s\S])/g, (_, c: string) => unescaped[c] ?? c)

/** The placeholders `{name:Type}` of a query. */
export function typesOf(query: string): Map<string, string> {
  return new Map([...query.matchAll(/\{(\w+):([^{}]+)\}/g)].map((match) => [match[1]!, match[2]!]))
}

/** A parameter as its sender meant it. Throws as the engine does when it is not there. */
export function readParameter(text: string | undefined, type: string): unknown {
  if (text === undefined)
    throw new Error('Code: 456. DB::Exception: Substitution is not set. (UNKNOWN_QUERY_PARAMETER)')
  if (text === '\\N') return null
  return type.startsWith('Array') ? readArray(text) : unescape(text)
}

/** `['it\'s', NULL, 12]` */
function readArray(text: string): (string | bigint | number | null)[] {
  const items = text.slice(1, -1).match(/'(?:[^'\\]|\\[\s\S])*'|[^,]+/g) ?? []
  return items.map((item) => {
    if (item.startsWith("'")) return unescape(item.slice(1, -1))
    if (item === 'NULL') return null
    return /^-?\d+$/.test(item) ? BigInt(item) : Number(item)
  })
}

/** True for more than one statement, which ClickHouse refuses over HTTP. */
export function isSeveral(query: string): boolean {
  return /;\s*\S/.test(query.replace(/'(?:[^'\\]|\\[\s\S])*'/g, "''").replace(/--.*$/gm, ''))
}

export function readMultipart(body: Buffer, boundary: string): Map<string, string> {
  const parts = body.toString().split(`--${boundary}`).slice(1, -1)
  return new Map(
    parts.map((part) => {
      const end = part.indexOf('\r\n\r\n')
      const name = /name="([^"]+)"/.exec(part.slice(0, end))![1]!
      return [name, part.slice(end + 4, -2)]
    }),
  )
}
