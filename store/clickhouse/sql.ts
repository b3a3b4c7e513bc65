/**
 * SQL as readable text that can only bind values. A template's literal parts are text; everything
 * interpolated is a bound value (`value`), an identifier from an allow-list (`identifiers`) or another fragment.
 * There is no way to put a run-time string into the text.
 *
 *     const regions = value(['华东', '华南'], 'Array(String)')
 *     sql`SELECT ${col.kind}, sum(units) FROM warroom.ledger WHERE has(${regions}, region) GROUP BY ${col.kind}`
 */

type Scalar = 'String' | 'UInt8' | 'UInt64' | 'Int32' | 'Int64' | 'Float64' | 'Date' | "DateTime64(3,'UTC')"

/** The types a value can be bound as. No tuples: arrays of tuples do not bind; use parallel arrays and `arrayZip`. */
export type ParameterType = Scalar | `Nullable(${Scalar})` | `Array(${Scalar})` | `Array(Nullable(${Scalar}))`

type Primitive = string | number | bigint | null

interface Bound {
  readonly is: 'bound'
  readonly type: ParameterType
  readonly value: Primitive | readonly Primitive[]
}

interface Identifier {
  readonly is: 'identifier'
  readonly name: string
}

/** A composable piece of SQL: literal texts with slots between them (`texts.length === slots.length + 1`). */
export interface Sql {
  readonly is: 'sql'
  readonly texts: readonly string[]
  readonly slots: readonly (Bound | Identifier)[]
}

/** What an engine runs: text with `{p0:Type}` placeholders and the values for them. */
export interface Compiled {
  readonly text: string
  readonly params: Readonly<Record<string, Primitive | readonly Primitive[]>>
}

export function sql(texts: TemplateStringsArray, ...parts: (Bound | Identifier | Sql)[]): Sql {
  const out: string[] = [texts[0]!]
  const slots: (Bound | Identifier)[] = []
  parts.forEach((part, i) => {
    const after = texts[i + 1]!
    if (part.is === 'sql') {
      out[out.length - 1] += part.texts[0]!
      slots.push(...part.slots)
      out.push(...part.texts.slice(1))
      out[out.length - 1] += after
    } else {
      slots.push(part)
      out.push(after)
    }
  })
  return { is: 'sql', texts: out, slots }
}

/** Nothing: the neutral fragment for an optional part. */
export const empty: Sql = { is: 'sql', texts: [''], slots: [] }

/**
 * Text of a file of this project as a statement: the migrations. Never for anything that a request, a row or a
 * setting holds; a test keeps every other file from importing it.
 */
export function fileText(text: string): Sql {
  return { is: 'sql', texts: [text], slots: [] }
}

/** Fragments one after another with literal text between them: `join(conditions, sql` AND `)`. */
export function join(parts: readonly Sql[], separator: Sql): Sql {
  return parts.reduce<Sql>((all, part, i) => (i === 0 ? part : sql`${all}${separator}${part}`), empty)
}

/**
 * A bound value. Instants (`DateTime64(3,'UTC')`) are given as epoch milliseconds, dates as `YYYY-MM-DD`,
 * 64-bit integers as safe numbers or bigint. Throws TypeError on a number that the type cannot hold exactly.
 */
export function value(given: Primitive | readonly Primitive[], type: ParameterType): Bound {
  const scalar = type.replace(/^Array\(|^Nullable\(|(?<=^Array\()Nullable\(/g, '').replace(/\)+$/, '')
  const kind = scalar.startsWith('DateTime64') ? 'instant' : scalar
  const one = (v: Primitive): Primitive => (v === null ? null : bindable(v, kind))
  return { is: 'bound', type, value: Array.isArray(given) ? given.map(one) : one(given as Primitive) }
}

function bindable(v: string | number | bigint, kind: string): string | number | bigint {
  if (kind === 'instant') return clickhouseInstant(v)
  if (kind === 'String' || kind === 'Date') return String(v)
  if (kind === 'Float64') return Number(v)
  if (typeof v === 'number' && !Number.isSafeInteger(v)) throw new TypeError(`${v} is not an exact integer`)
  return typeof v === 'string' ? BigInt(v) : v
}

function clickhouseInstant(v: string | number | bigint): string {
  return new Date(Number(v)).toISOString().replace('T', ' ').slice(0, -1)
}

/**
 * The only source of identifiers: names written in code, never from a request.
 * `const col = identifiers('kind', 'day')`, then `${col.kind}`; a name that is not listed does not compile,
 * and `pick(col, name)` answers undefined for it at run time.
 */
export function identifiers<const Name extends string>(...names: Name[]): Readonly<Record<Name, Identifier>> {
  const entries = names.map((name) => {
    if (!/^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?$/.test(name)) throw new TypeError(`bad identifier ${name}`)
    return [name, Object.freeze({ is: 'identifier', name })] as const
  })
  return Object.freeze(Object.fromEntries(entries)) as unknown as Record<Name, Identifier>
}

/** The identifier of that name, or undefined when the allow-list does not have it. */
export function pick(list: Readonly<Record<string, Identifier>>, name: string): Identifier | undefined {
  return Object.hasOwn(list, name) ? list[name] : undefined
}

/** Parameters are numbered from the left over the whole composed text; a value used twice is bound once. */
export function compile(q: Sql): Compiled {
  const params: Record<string, Primitive | readonly Primitive[]> = {}
  const names = new Map<Bound, string>()
  let text = q.texts[0]!
  q.slots.forEach((slot, i) => {
    if (slot.is === 'identifier') text += slot.name
    else {
      let name = names.get(slot)
      if (name === undefined) {
        name = `p${names.size}`
        names.set(slot, name)
        params[name] = slot.value
      }
      text += `{${name}:${slot.type}}`
    }
    text += q.texts[i + 1]!
  })
  return { text, params }
}

export type { Bound, Identifier }
