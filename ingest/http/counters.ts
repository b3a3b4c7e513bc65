import { Counter, type Registry } from 'prom-client'
import type { Refusal } from '#domain/errors.ts'
import type { Answer } from '../call.ts'

/** What the ingest address counts: rows by what became of them, and calls refused as a whole. */
export function countCalls(registry: Registry) {
  const rows = new Counter({
    name: 'warroom_ingest_rows_total',
    help: 'Rows received, by stream and outcome.',
    labelNames: ['stream', 'outcome'],
    registers: [registry],
  })
  const refusals = new Counter({
    name: 'warroom_ingest_refusals_total',
    help: 'Ingest calls refused as a whole, by error code.',
    labelNames: ['code'],
    registers: [registry],
  })
  return {
    answered: (stream: string, { rejected, ...counts }: Answer): void => {
      for (const [outcome, n] of Object.entries(counts)) rows.inc({ stream, outcome }, n)
      rows.inc({ stream, outcome: 'rejected' }, rejected.length)
    },
    refused: ({ code }: Refusal): void => refusals.inc({ code }),
  }
}
