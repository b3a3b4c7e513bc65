import type { Live } from '../live/room.ts'
import type { Asker, AskerOptions } from '../query/ask.ts'
import type { Random } from './random.ts'

/** What is held to be true of every figure; each is tried on sampled cells. */
export const PROOFS = ['children', 'rows', 'live', 'identity', 'known', 'ledger'] as const
export type ProofName = (typeof PROOFS)[number]

/** Two figures that should have been one. */
export interface Contradiction {
  expected: unknown
  found: unknown
}

/** A sampled cell that can be tried any number of times, each time as of now. */
export interface Probe {
  /** The cell in words: what the light names when it fails. */
  cell: string
  /** The question behind it, to be asked by hand. */
  spec: unknown
  /** `null` when it holds. */
  run(): Promise<Contradiction | null>
}

export interface ProofRooms extends AskerOptions {
  asker: Asker
  live: Pick<Live, 'following'>
}

/** Samples a cell of one sort, or `null` where there is nothing to try yet. */
export type Sampler = (rooms: ProofRooms, random: Random) => Probe | null | Promise<Probe | null>
