import { fullScope } from '#domain/scope.ts'
import type { Rhythms } from '../health/rhythms.ts'

/** A dealer whose data is late, and when something of it came last (epoch ms). */
export interface SilentDealer {
  dealer_id: string
  last: number
}

/** Dealers of the whole maker that are silent against their own rhythm right now. Whoever asks narrows them to a scope. */
export async function silentDealers(rhythms: Pick<Rhythms, 'dealers'>): Promise<SilentDealer[]> {
  const standing = await rhythms.dealers(fullScope)
  return standing.filter(({ state }) => state === 'silent').map(({ name, last }) => ({ dealer_id: name, last }))
}
