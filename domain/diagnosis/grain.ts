import { decided, type Lattice } from './lattice.ts'

/** Levels of the organisation, coarse to fine, by the names under which questions know them. */
export const GEO: readonly string[] = ['region', 'area', 'dealer_id', 'advisor_id']
const DEALER = 'dealer_id'
/** Leads belong to dealers: below them a funnel has no top. */
const ADVISOR = 'advisor_id'
const CHANNELS = ['channel_1', 'channel_2', 'channel_3', 'channel_4', 'channel']

/**
 * The dimensions at which parts are worked out before they are added up: the level of the organisation above dealers,
 * the coarsest of the channels, and the campaign. Finer cells hold so few units that chance would pass for a part of
 * each step; coarser ones would show a shift between channels as a worse rate.
 */
export function grainOf(lattice: Lattice, geo: readonly string[]): string[] {
  const has = (name: string): boolean => lattice.dims.includes(name)
  const levels = geo.filter((name) => has(name) && name !== ADVISOR)
  const place = levels.length > 1 && levels.at(-1) === DEALER ? levels.at(-2) : levels.at(-1)
  return [place, CHANNELS.find(has), 'campaign'].filter((name) => name !== undefined && has(name)) as string[]
}

/** The finest dimensions: those that no other decides, one of the organisation. */
export function finestOf(lattice: Lattice, geo: readonly string[]): number[] {
  const decides = decided(lattice)
  const organisation = geo.map((name) => lattice.dims.indexOf(name)).filter((d) => d >= 0)
  const finest = organisation.filter((d) => lattice.dims[d] !== ADVISOR).at(-1) ?? organisation.at(-1)
  return lattice.dims.flatMap((_, d) => {
    if (organisation.includes(d)) return d === finest ? [d] : []
    return decides.some((row) => row[d]) ? [] : [d]
  })
}
