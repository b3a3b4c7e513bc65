import type { DerivedCounter } from '../counter.ts'

/** Advisors who work at a dealer as a range, or its bucket, ends: read from the organisation, not from events. */
export const ACTIVE_ADVISOR: DerivedCounter = { name: 'active_advisor', from: 'crew' }
