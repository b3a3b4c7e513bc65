import type { Occasion } from '../desk/why/decide.ts'

const isRecord = (raw: unknown): raw is Record<string, unknown> =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw)

/** What the address says a decision is about; `null` where it says nothing that can be read. */
export function readOccasion(raw: unknown): Occasion | null {
  if (typeof raw !== 'string' || raw.length > 8_000) return null
  try {
    const told: unknown = JSON.parse(raw)
    if (!isRecord(told) || !isRecord(told.question) || !isRecord(told.segment) || !isRecord(told.figures)) return null
    const { question, segment, stage, figures, as_of, seq } = told
    if (typeof stage !== 'string' || typeof as_of !== 'string' || typeof seq !== 'number') return null
    if (typeof question.measure !== 'string' || typeof figures.units !== 'number') return null
    if (!Object.values(segment).every((value) => typeof value === 'string')) return null
    return told as unknown as Occasion
  } catch {
    return null
  }
}
