import { Refusal } from '#domain/errors.ts'

/** Where a listing stands: it keeps the sequence and the clock that it began with, so that pages fit together. */
export interface Cursor {
  seq: number
  as_of: number
  /** Entries below this sequence come next. */
  before: number
}

export const writeCursor = ({ seq, as_of, before }: Cursor): string =>
  [seq, as_of, before].map((n) => n.toString(36)).join('-')

/** Reads a cursor that `writeCursor` gave. Throws `bad_spec`. */
export function readCursor(raw: unknown): Cursor {
  const parts = typeof raw === 'string' && /^[0-9a-z]{1,11}(-[0-9a-z]{1,11}){2}$/.test(raw) ? raw.split('-') : []
  const [seq, as_of, before] = parts.map((text) => Number.parseInt(text, 36))
  if (
    seq === undefined ||
    as_of === undefined ||
    before === undefined ||
    ![seq, as_of, before].every(Number.isSafeInteger)
  ) {
    throw new Refusal('bad_spec', 'cursor is not one that an earlier page gave', { path: 'cursor' })
  }
  return { seq, as_of, before }
}
