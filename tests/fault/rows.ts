import type { SentRow } from '../oracle/ledger.ts'

export const DEALERS = ['D1', 'D2', 'D3']
export const BATCH = 40

/** The rows of batch number `n`: leads of few people, visits, corrections and withdrawals of rows of earlier batches. */
export function batchRows(n: number): SentRow[] {
  const rows: SentRow[] = []
  for (let i = 0; i < BATCH; i++) {
    const seed = (n * 7_919 + i * 104_729) % 1_000_003
    const kind = ['lead', 'visit', 'deal', 'card', 'contact'][seed % 5]!
    const earlier = n > 0 && seed % 6 === 0
    const event_id = earlier ? `${seed % n}-${seed % BATCH}` : `${n}-${i}`
    if (earlier && seed % 4 === 0) rows.push({ source: 'load', event_id, revision: n + 1, void: true })
    else {
      rows.push({
        source: 'load', event_id, revision: earlier ? n + 1 : 0, kind, units: 1 + (seed % 3),
        occurred_at: new Date(Date.parse('2026-11-01T00:00:00Z') + (seed % 1_000) * 1_000_000).toISOString(),
        dealer_id: DEALERS[seed % 3]!, customer: `1380000${String(seed % 40).padStart(4, '0')}`, lead_id: `L${seed % 50}`,
        ...(kind === 'deal' && { order_id: `O${n}-${i}` }),
      }) // prettier-ignore
    }
  }
  return rows
}
