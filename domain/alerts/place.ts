/** A place of the organisation as far as alerts go: the whole maker, its regions, areas and dealers. */
export interface Place {
  /** Codes from the region down, joined; `''` is the whole maker. */
  id: string
  level: 'nation' | 'region' | 'area' | 'dealer'
  cell: Record<string, string>
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

/** Builds the tree over dealers. Answers the whole maker; areas are told apart by their region. */
export function placesOf(dealers: readonly PlacedDealer[]): Place {
  const nation: Place = { id: '', level: 'nation', cell: {}, parent: null, children: [], dealers: [] }
  const known = new Map<string, Place>()
  const place = (parent: Place, level: Place['level'], cell: Record<string, string>, code: string): Place => {
    const id = parent.id === '' ? code : `${parent.id}${SEPARATOR}${code}`
    let found = known.get(id)
    if (!found) {
      found = { id, level, cell, parent, children: [], dealers: [] }
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

/** Whether a place is another one or lies in it. */
export const liesIn = (inner: Place, outer: Place): boolean =>
  outer.id === '' || inner.id === outer.id || inner.id.startsWith(`${outer.id}${SEPARATOR}`)
