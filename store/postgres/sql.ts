/** What Postgres takes as one parameter. Many rows travel as one JSON text, see `records`. */
export type Value = string | number | boolean | null | Date | readonly string[] | readonly number[]

/** A statement whose interpolated values are parameters; there is no way to put a run-time string into its text. */
export interface Statement {
  readonly texts: readonly string[]
  readonly values: readonly Value[]
}

/**
 * `pg`SELECT body FROM held WHERE dealer_id = ANY(${dealers}::text[])``: every interpolated value is bound as
 * `$1`, `$2` …; another statement in that place is taken in, renumbered.
 */
export function pg(texts: TemplateStringsArray, ...parts: (Value | Statement)[]): Statement {
  const out: string[] = [texts[0]!]
  const values: Value[] = []
  parts.forEach((part, i) => {
    const after = texts[i + 1]!
    if (isStatement(part)) {
      out[out.length - 1] += part.texts[0]!
      values.push(...part.values)
      out.push(...part.texts.slice(1))
      out[out.length - 1] += after
    } else {
      values.push(part)
      out.push(after)
    }
  })
  return { texts: out, values }
}

function isStatement(part: Value | Statement): part is Statement {
  return typeof part === 'object' && part !== null && 'texts' in part
}

/** Text with `$1` … and the values for them. */
export function compile(q: Statement): { text: string; values: Value[] } {
  return { text: q.texts.reduce((all, part, i) => (i === 0 ? part : `${all}$${i}${part}`), ''), values: [...q.values] }
}

/**
 * Many rows as one parameter for `jsonb_to_recordset(… ::jsonb)`. What Postgres cannot hold as text (NUL, half a
 * surrogate pair) becomes U+FFFD; where every character counts, store `JSON.stringify` of the text, which has neither.
 */
export function records(rows: readonly Readonly<Record<string, string | number | boolean | null>>[]): string {
  return JSON.stringify(rows, (_, v: unknown) => (typeof v === 'string' ? storable(v) : v))
}

/** Text as Postgres can hold it. */
export function storable(text: string): string {
  return /[\0\p{Cs}]/u.test(text) ? text.replace(/[\0\p{Cs}]/gu, '\uFFFD') : text
}
