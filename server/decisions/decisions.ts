import { createReads, type DecisionReads } from './reads.ts'
import type { DecisionRooms } from './rooms.ts'
import { createSight } from './sight.ts'
import { createWrites, type DecisionWrites } from './writes.ts'

/** Decisions (举措) as people write, read and follow them. */
export type Decisions = DecisionReads & DecisionWrites

export function createDecisions(rooms: DecisionRooms): Decisions {
  const sight = createSight(rooms)
  const reads = createReads(rooms, sight)
  return { ...reads, ...createWrites(rooms, sight, reads) }
}
