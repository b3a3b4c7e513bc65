import { MEASURES } from '#domain/measures.ts'
import type { Measure, Term } from '#domain/measure.ts'
import type { Row } from '#domain/view.ts'
import { measureOf } from '../i18n/measure.ts'
import { scanty, type Scant } from './delta.ts'

/** A column of the table: completion and gap need a target and a pace, every other one is a measure. */
export type Column = { id: string } & (
  { kind: 'completion' | 'gap' | 'target'; measure: string } | { kind: 'measure'; measure: string }
)

/** The columns that open with the desk. */
export const startColumns = (retail: string): string[] => [
  'completion', 'gap', 'unique_lead', 'unique_lead_first_visit_rate', 'first_visit_test_drive_rate', 'visit_order_rate', 'net_order', retail,
] // prettier-ignore

/** The columns of a list of names; what no measure is called is left out. */
export function columnsOf(names: readonly string[], retail: string): Column[] {
  return names.flatMap((id): Column[] => {
    if (id === 'completion' || id === 'gap' || id === 'target') return [{ id, kind: id, measure: retail }]
    return MEASURES.has(id) ? [{ id, kind: 'measure', measure: id }] : []
  })
}

const NARROW: readonly string[] = ['first_visit_test_drive_rate', 'unique_lead']

/** On a tablet 试驾率 leaves first, then 线索, unless they were chosen. */
export const fitColumns = (columns: readonly Column[], narrow: boolean, chosen: boolean): Column[] =>
  narrow && !chosen ? columns.filter(({ id }) => !NARROW.includes(id)) : [...columns]

/** A question takes at most so many. */
const MOST_MEASURES = 40

const same = (a: readonly Term[], b: readonly Term[]): boolean =>
  a.length === b.length &&
  a.every((term, i) => term.counter === b[i]!.counter && term.of === b[i]!.of && term.factor === b[i]!.factor)

/** The additive measure that counts what a list of terms adds up: a rate's numerator or denominator. */
export function additive(terms: readonly Term[]): Measure | null {
  for (const measure of MEASURES.values())
    if (!measure.per && measure.quantile === undefined && !measure.parts && same(measure.terms, terms)) return measure
  return null
}

/** What a quotient is divided by, where that is a measure of its own. */
export const denominatorOf = (name: string): Measure | null => {
  const per = measureOf(name)?.per
  return per ? additive(per) : null
}

/** The measures that columns need, with what a rate divides: small denominators are said, and several rows joined. */
export function measuresOf(names: readonly string[]): string[] {
  const parts = names.flatMap((name) => {
    const { terms = [], per } = measureOf(name) ?? {}
    return per ? [additive(terms)?.name ?? [], additive(per)?.name ?? []].flat() : []
  })
  return [...new Set([...names, ...parts])].slice(0, MOST_MEASURES)
}

/** A plain figure of a row's range: money text becomes a number; cohort parts and absent figures are `null`. */
export function figureOf(figures: Row['current'] | null | undefined, measure: string): number | null {
  const figure = figures?.[measure]
  if (typeof figure === 'number') return figure
  return typeof figure === 'string' ? Number(figure) : null
}

/** How far a rate can be trusted: by its denominator in the current range. */
export function scantOf(figures: Row['current'] | null | undefined, measure: string): Scant {
  const below = denominatorOf(measure)
  if (!below) return 'enough'
  const tries = figureOf(figures, below.name)
  return tries === null ? 'enough' : scanty(tries)
}
