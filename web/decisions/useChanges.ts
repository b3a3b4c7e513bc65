import type { ToldDecision } from '#domain/decision/decision.ts'
import { useLine, useReturn } from '../live/line.ts'

/** Hears of each decision that changes; `null` says that some may have been missed, here or while the line was cut. */
export function useChanges(hear: (decision: ToldDecision | null) => void): void {
  useLine('decision:changed', ({ decision }) => hear(decision))
  useReturn(() => hear(null))
}
