/** Whose fault an error is: the row's sender, the asker, or the house. */
type Fault = 'sender' | 'asker' | 'house'

interface ErrorDeclaration {
  status: number
  fault: Fault
  /** What went wrong and the way out, in one sentence; the thrower adds what offended. */
  meaning: string
}

/**
 * The closed table of errors. Every refusal of the product, over HTTP, sockets and the command line, carries one of
 * these codes; `docs/reference/ERRORS.md` is generated from it.
 */
export const ERRORS = {
  // rows at the door
  not_json: { status: 400, fault: 'sender', meaning: 'The line is not a JSON object.' },
  missing_field: { status: 400, fault: 'sender', meaning: 'A field that this kind requires is missing or empty.' },
  bad_field: { status: 400, fault: 'sender', meaning: 'A field has the wrong type, form or length.' },
  unknown_field: { status: 400, fault: 'sender', meaning: 'No field has this name; free attributes go into attrs.' },
  unknown_kind: { status: 400, fault: 'sender', meaning: 'No event has this kind.' },
  derived_kind: { status: 400, fault: 'sender', meaning: 'This kind is derived at the door and cannot be sent.' },
  bad_time: { status: 400, fault: 'sender', meaning: 'A time is not ISO 8601 with an offset.' },
  future_time: { status: 400, fault: 'sender', meaning: 'The event lies further in the future than allowed.' },
  too_old: { status: 400, fault: 'sender', meaning: 'The event lies before 2000-01-01.' },
  bad_units: {
    status: 400,
    fault: 'sender',
    meaning: 'Units are an integer from 1 to 100,000, and 1 where a vin is given.',
  },
  bad_revision: { status: 400, fault: 'sender', meaning: 'A revision is an integer from 0 to 2^53−1.' },
  bad_attrs: {
    status: 400,
    fault: 'sender',
    meaning: 'Attrs hold at most 32 names and 2 KB of text, number or boolean values.',
  },
  personal_attrs: {
    status: 400,
    fault: 'sender',
    meaning: 'Attrs must not carry a person’s data; send it as customer.',
  },
  foreign_source: { status: 403, fault: 'sender', meaning: 'This ingest key may not speak for that source.' },
  foreign_history: { status: 403, fault: 'sender', meaning: 'This ingest key may not send recorded_at.' },
  // the ingest call as a whole
  bad_body: { status: 400, fault: 'sender', meaning: 'The body cannot be read as NDJSON or as a JSON array.' },
  bad_encoding: {
    status: 400,
    fault: 'sender',
    meaning: 'The body is not UTF-8, or its Content-Encoding cannot be undone.',
  },
  unknown_stream: { status: 404, fault: 'sender', meaning: 'No stream has this name.' },
  too_large: { status: 413, fault: 'sender', meaning: 'The body is over the limit; send smaller batches.' },
  busy: { status: 429, fault: 'house', meaning: 'The queue is full; send again after Retry-After seconds.' },
  // asking
  bad_spec: { status: 400, fault: 'asker', meaning: 'The question is not of the form that is documented.' },
  unknown_measure: { status: 400, fault: 'asker', meaning: 'No measure has this name.' },
  unknown_dimension: { status: 400, fault: 'asker', meaning: 'No dimension has this name.' },
  bad_period: { status: 400, fault: 'asker', meaning: 'The period is unknown, reversed or too long.' },
  bad_clock: {
    status: 400,
    fault: 'asker',
    meaning: 'as_of or known_at is not an instant with an offset, or lies in the future.',
  },
  bad_alignment: { status: 400, fault: 'asker', meaning: 'This alignment does not exist for this comparison.' },
  not_available: { status: 400, fault: 'asker', meaning: 'This form of question is not answered by this version.' },
  too_many_rows: {
    status: 400,
    fault: 'asker',
    meaning: 'The answer has too many groups; ask for fewer dimensions or filter.',
  },
  unknown_view: { status: 404, fault: 'asker', meaning: 'No open view has this name.' },
  // access
  unauthorised: { status: 401, fault: 'asker', meaning: 'The key, token or session is missing or wrong.' },
  forbidden: { status: 403, fault: 'asker', meaning: 'This lies outside your scope.' },
  needs_full_scope: {
    status: 403,
    fault: 'asker',
    meaning: 'This measure is decided across dealers and needs the whole maker in scope.',
  },
  not_found: { status: 404, fault: 'asker', meaning: 'There is nothing at this address.' },
  conflict: {
    status: 409,
    fault: 'asker',
    meaning: 'Somebody wrote it meanwhile; the answer holds theirs, yours and a merge.',
  },
  // the house
  store_unavailable: {
    status: 503,
    fault: 'house',
    meaning: 'A store is away or too busy; nothing was half-done. Try again.',
  },
  shutting_down: { status: 503, fault: 'house', meaning: 'The war room is stopping; send again shortly.' },
  internal: { status: 500, fault: 'house', meaning: 'Something broke here; the log knows the cause.' },
} as const satisfies Record<string, ErrorDeclaration>

export type ErrorCode = keyof typeof ERRORS

/** What leaves the house: never a cause, never SQL, never a value of somebody else's row. */
export interface ErrorBody {
  error: { code: ErrorCode; message: string; path?: string }
}

/** A refusal with a code of the closed table. `message` names the offender, `path` says where it stood. */
export class Refusal extends Error {
  readonly code: ErrorCode
  readonly path: string | undefined

  constructor(code: ErrorCode, message: string, options: { path?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.name = 'Refusal'
    this.code = code
    this.path = options.path
  }

  get status(): number {
    return ERRORS[this.code].status
  }

  body(): ErrorBody {
    return { error: { code: this.code, message: this.message, ...(this.path !== undefined && { path: this.path }) } }
  }
}

/** Shortens what an outsider wrote, so that an error message can quote it. */
export function quote(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  return `“${text.length > 60 ? `${text.slice(0, 57)}…` : text}”`
}
