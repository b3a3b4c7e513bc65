/** Dimensions of which single values are watched beside the whole of a place. */
export const SLICE_DIMENSIONS = ['model', 'channel', 'competitor_model'] as const
export type SliceDimension = (typeof SLICE_DIMENSIONS)[number]

/** A place of the organisation, or one model, channel or rival at it: the whole maker, its regions, areas and dealers. */
export interface Place {
  /** Codes from the region down, joined; `''` is the whole maker. A slice's name follows. */
  id: string
  level: 'nation' | 'region' | 'area' | 'dealer'
  cell: Record<string, string>
  /** Name of the slice, `''` for everything: see `sliceName`. */
  slice: string
  parent: Place | null
  children: Place[]
  /** Dealers in it. */
  dealers: string[]
}

/** What is known of a dealer today. */
export interface PlacedDealer {
  dealer_id: string
  region: string
  area: string
}

const SEPARATOR = '\u0000'
const SLICE = '\u0001'

/** How a value of a dimension is called as a slice. */
export const sliceName = (dimension: SliceDimension, value: string): string => `${dimension}=${value}`

/** The dimension that a slice's name is of; `null` for everything. */
export const dimensionOf = (slice: string): SliceDimension | null =>
  SLICE_DIMENSIONS.find((name) => slice.startsWith(`${name}=`)) ?? null

/** Builds the tree over dealers. Answers the whole maker; areas are told apart by their region. */
export function placesOf(dealers: readonly PlacedDealer[]): Place {
  const nation: Place = { id: '', level: 'nation', cell: {}, slice: '', parent: null, children: [], dealers: [] }
  const known = new Map<string, Place>()
  const place = (parent: Place, level: Place['level'], cell: Record<string, string>, code: string): Place => {
    const id = parent.id === '' ? code : `${parent.id}${SEPARATOR}${code}`
    let found = known.get(id)
    if (!found) {
      found = { id, level, cell, slice: '', parent, children: [], dealers: [] }
      known.set(id, found)
      parent.children.push(found)
    }
    return found
  }
  for (const { dealer_id, region, area } of dealers) {
    const own = place(nation, 'region', { region }, region)
    const inner = place(own, 'area', { region, area }, area)
    const last = place(inner, 'dealer', { dealer_id }, dealer_id)
    for (const at of [nation, own, inner, last]) at.dealers.push(dealer_id)
  }
  return nation
}

/** A place and everything below it, itself first. */
export const within = (place: Place): Place[] => [place, ...place.children.flatMap(within)]

/** One value of a dimension, at the whole maker and its regions: finer cells of it are too small to be judged. */
export function sliceOf(nation: Place, dimension: SliceDimension, value: string): Place {
  const slice = sliceName(dimension, value)
  const cut = (place: Place, parent: Place | null): Place => {
    const { id, level, cell, dealers } = place
    return { id: `${id}${SLICE}${slice}`, level, cell: { ...cell, [dimension]: value }, slice, parent, children: [], dealers } // prettier-ignore
  }
  const whole = cut(nation, null)
  whole.children = nation.children.map((region) => cut(region, whole))
  return whole
}

const orgOf = ({ id }: Place): string => id.split(SLICE)[0]!

function isWithin(inner: string, outer: string): boolean {
  return outer === '' || inner === outer || inner.startsWith(`${outer}${SEPARATOR}`)
}

/** Whether a place is another one or lies in it. */
export const liesIn = (inner: Place, outer: Place): boolean =>
  isWithin(orgOf(inner), orgOf(outer)) && (outer.slice === '' || outer.slice === inner.slice)

/** Dealers and slice of what two places share; `null` where they share nothing that is counted. */
export function meet(one: Place, other: Place): Pick<Place, 'dealers' | 'slice'> | null {
  const [a, b] = [orgOf(one), orgOf(other)]
  const inner = isWithin(a, b) ? one : isWithin(b, a) ? other : null
  if (!inner || (one.slice !== '' && other.slice !== '' && one.slice !== other.slice)) return null
  return { dealers: inner.dealers, slice: one.slice || other.slice }
}
