/** How one JavaScript value is written as a `TabSeparated` field and read back from JSON, by column type. */
export interface Codec<T> {
  readonly type: string
  encode(v: T): string
  decode(v: unknown): T
}

const special = /[\\\t\n\r\0\b\f']/
const everySpecial = new RegExp(special, 'g')
const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\0': '\\0',
  '\b': '\\b',
  '\f': '\\f',
  "'": "\\'",
}

/** Text that cannot end its field, its line or its quotes, whatever it holds. */
export function escapeText(v: string): string {
  // Nearly every value needs nothing, and asking first is half the cost of replacing nothing.
  return special.test(v) ? v.replace(everySpecial, (c) => escapes[c]!) : v
}

const text = (type: string): Codec<string> => ({ type, encode: escapeText, decode: String })

export const string = text('String')
/** For columns with few distinct values. */
export const word = text('LowCardinality(String)')
export const date: Codec<string> = { type: 'Date', encode: String, decode: String }

/** Integers within ±(2^53−1), whatever their width in the store. */
export function integer<T extends number = number>(type: string): Codec<T> {
  return { type, encode: exact, decode: (v) => Number(v) as T }
}

function exact(v: number): string {
  if (!Number.isSafeInteger(v)) throw new TypeError(`${v} is not an exact integer`)
  return String(v)
}

/** From here on (1973) the engine reads digits as seconds since 1970, which is ten times faster to write than a date. */
const plainSeconds = 1e11
const millis = (v: number): string => String(v % 1000).padStart(3, '0')
const isoText = (v: number): string => new Date(v).toISOString().replace('T', ' ').slice(0, -1)

/** Epoch milliseconds. The store holds the years 1900 to 2299. */
export const instant: Codec<number> = {
  type: "DateTime64(3, 'UTC')",
  encode: (v) => (v >= plainSeconds ? `${Math.floor(v / 1000)}.${millis(v)}` : isoText(v)),
  decode: (v) => Date.parse(String(v)),
}

export function nullable<T>(codec: Codec<T>): Codec<T | null> {
  return {
    type: `Nullable(${codec.type})`,
    encode: (v) => (v === null ? '\\N' : codec.encode(v)),
    decode: (v) => (v === null ? null : codec.decode(v)),
  }
}

/** An absent number as a value that the field cannot have: cheaper than a Nullable column. */
export function absentAs(codec: Codec<number>, marker: number): Codec<number | null> {
  return {
    type: codec.type,
    encode: (v) => codec.encode(v ?? marker),
    decode: (v) => (Number(v) === marker ? null : codec.decode(v)),
  }
}

export const textMap: Codec<Record<string, string>> = {
  type: 'Map(LowCardinality(String), String)',
  encode: (v) => {
    const parts: string[] = []
    for (const name of Object.keys(v)) parts.push(`'${escapeText(name)}':'${escapeText(v[name]!)}'`)
    return `{${parts.join(',')}}`
  },
  decode: (v) => ({ ...(v as Record<string, string>) }),
}
