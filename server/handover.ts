import type { Batch } from './live/batch.ts'

/**
 * Listens from now on and hands everything over later: what is booked while the asking side opens waits, and what that
 * side has already read from the store is left out.
 */
export function handOver(
  onBooked: (listener: (batch: Batch) => void) => void,
): (publish: (batch: Batch) => void, head: number) => void {
  const waiting: Batch[] = []
  let deliver = (batch: Batch): void => void waiting.push(batch)
  onBooked((batch) => deliver(batch))
  return (publish, head) => {
    deliver = publish
    for (const batch of waiting.splice(0)) {
      const facts = batch.facts.filter(({ seq }) => seq > head)
      if (facts.length > 0) publish({ ...batch, seqFrom: facts[0]!.seq, facts })
    }
  }
}
