import type { Made } from './mapping/compile.ts'
import type { Reject } from './tally.ts'

/** Rows of one delivery, a few hundred kilobytes when packed. */
const MOST_ROWS = 5_000
const MOST_CHARACTERS = 8_000_000

/** Rows gathered for one delivery, and the lines of the file they come from. */
export interface Batch {
  texts: string[]
  lines: number[]
  characters: number
  /** Rows of the file up to and with this batch's last one. */
  upTo: number
  skipped: number
  rejects: Reject[]
}

export const emptyBatch = (upTo: number): Batch => ({
  texts: [],
  lines: [],
  characters: 0,
  upTo,
  skipped: 0,
  rejects: [],
})

export const isFull = (batch: Batch): boolean =>
  batch.texts.length >= MOST_ROWS || batch.characters >= MOST_CHARACTERS || batch.rejects.length >= MOST_ROWS

/** Adds what the mapping made of one row of the file. */
export function addMade(batch: Batch, line: number, made: readonly Made[]): void {
  if (made.length === 0) batch.skipped++
  for (const one of made) {
    if (one.row) {
      const text = JSON.stringify(one.row)
      batch.texts.push(text)
      batch.lines.push(line)
      batch.characters += text.length
    } else {
      const { code, message } = one.fault
      batch.rejects.push({ line, ...(one.event_id && { event_id: one.event_id }), code, message })
    }
  }
}

export const bodyOf = (batch: Batch): Buffer => Buffer.from(`${batch.texts.join('\n')}\n`)
