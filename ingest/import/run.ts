import { addMade, bodyOf, emptyBatch, isFull, type Batch } from './batch.ts'
import type { Checkpoint } from './checkpoint.ts'
import type { Target } from './mapping/field.ts'
import type { Gauge } from './read/bytes.ts'
import { ImportFault } from './read/fault.ts'
import { isBroken } from './read/row.ts'
import type { Courier, CourierOptions, Receipt } from './send/courier.ts'
import { openWindow } from './send/window.ts'
import type { Source } from './source.ts'
import { addReceipt, addRejects, type Reject, type Tally } from './tally.ts'

/** Deliveries under way: the next ones are made while the door books the first. */
const UNDER_WAY = 4

export interface Watch {
  /** Called after each delivery. */
  moved(gauge: Gauge, tally: Tally): void
}

/**
 * Brings a file to the door. Rows that an earlier run has settled are passed over; progress is written down only for
 * rows that the door has booked, so a run that was killed repeats at most what was under way. Throws ImportFault.
 */
export async function runImport(
  source: Source,
  target: Target,
  courier: Courier,
  checkpoint: Checkpoint,
  options: CourierOptions & { watch: Watch; stop?: AbortSignal | undefined },
): Promise<Tally> {
  const tally = structuredClone(checkpoint.before)
  const gauge: Gauge = { read: 0 }
  const settledBefore = tally.rows
  const window = openWindow<Receipt | undefined>(UNDER_WAY)
  let ordinal = 0
  let batch = emptyBatch(settledBefore)

  const deliver = async (full: Batch): Promise<void> => {
    const rows = full.texts.length
    const sending = rows > 0 ? courier.send(target, bodyOf(full), rows, options) : Promise.resolve(undefined)
    await window.add(sending, async (receipt) => {
      const rejects = [...full.rejects, ...rejectsOf(full, receipt)].sort((a, b) => a.line - b.line)
      if (receipt) addReceipt(tally, receipt)
      addRejects(tally, rejects)
      tally.sent += rows
      tally.skipped += full.skipped
      tally.rows = full.upTo
      await checkpoint.reject(rejects)
      await checkpoint.save(tally, false)
      options.watch.moved(gauge, tally)
    })
  }

  for await (const rows of source.rows(gauge)) {
    for (const row of rows) {
      if (++ordinal <= settledBefore) continue
      if (isBroken(row)) batch.rejects.push({ line: row.line, code: 'bad_body', message: row.fault })
      else addMade(batch, row.line, source.mapper.make(row.cells))
      batch.upTo = ordinal
      if (!isFull(batch)) continue
      await deliver(batch)
      if (options.stop?.aborted) {
        await window.drain()
        throw new ImportFault('Stopped; the same command goes on from here.')
      }
      batch = emptyBatch(ordinal)
    }
  }
  await deliver(batch)
  await window.drain()
  await checkpoint.save(tally, true)
  return tally
}

function rejectsOf(batch: Batch, receipt: Receipt | undefined): Reject[] {
  return (receipt?.rejected ?? []).map(({ line, event_id, code, message }) => ({
    line: batch.lines[line - 1] ?? line,
    ...(event_id && { event_id }),
    code,
    message,
  }))
}
