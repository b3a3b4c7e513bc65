/** `statutory`: as announced; `assumed`: the notice is not known, so make-up workdays (调休) are missing. */
export type Basis = 'statutory' | 'assumed'

/** What a day is, and on whose word. */
export interface DaySort {
  work: boolean
  /** The holiday that a rest or make-up workday belongs to. */
  name: string | null
  basis: Basis | 'override'
}
