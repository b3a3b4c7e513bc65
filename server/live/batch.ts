import type { Fact } from '#domain/fact.ts'

/** What one booking published: facts numbered `seqFrom … seqTo` without gaps, all in the store before they come here. */
export interface Batch {
  seqFrom: number
  seqTo: number
  facts: readonly Fact[]
  /** The booker's clock, epoch ms: no entry of the batch was received later. */
  receivedAt: number
}
