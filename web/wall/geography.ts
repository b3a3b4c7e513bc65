import { PROVINCES, provinceNames } from './cartogram.ts'

type Position = readonly number[]
type Ring = readonly Position[]

interface Feature {
  properties?: Record<string, unknown> | null
  geometry?: { type: string; coordinates: unknown } | null
}

/** One drawn province: its short name and an SVG path in a box of the asked size. */
export interface DrawnProvince {
  name: string
  path: string
  x: number
  y: number
}

const NAMES = ['name', 'NAME', 'province', 'fullname', '省', 'NL_NAME_1']
const CODES = ['adcode', 'ADCODE', 'code', 'id']
const byCode = new Map(PROVINCES.map(({ adcode, name }) => [adcode, name]))

function nameOf({ properties }: Feature): string | null {
  for (const key of NAMES) {
    const found = typeof properties?.[key] === 'string' ? provinceNames(properties[key] as string) : undefined
    if (found) return found.short
  }
  for (const key of CODES) {
    const found = byCode.get(Number(properties?.[key]))
    if (found) return found
  }
  return null
}

function ringsOf(geometry: Feature['geometry']): Ring[] {
  if (geometry?.type === 'Polygon') return geometry.coordinates as Ring[]
  if (geometry?.type === 'MultiPolygon') return (geometry.coordinates as Ring[][]).flat()
  return []
}

const mercator = (latitude: number): number =>
  Math.log(Math.tan(Math.PI / 4 + (Math.max(-85, Math.min(85, latitude)) * Math.PI) / 360))

/**
 * Draws the customer's licensed province map (a GeoJSON FeatureCollection in degrees, provinces by name or adcode) into
 * a box. Every feature is drawn as it came; throws a TypeError when none of them can be recognised.
 */
export function drawProvinces(collection: unknown, width: number, height: number): DrawnProvince[] {
  const features = (collection as { features?: unknown } | null)?.features
  if (!Array.isArray(features)) throw new TypeError('the map file is not a GeoJSON FeatureCollection')
  const shapes = (features as Feature[]).map((feature) => ({ name: nameOf(feature), rings: ringsOf(feature.geometry) }))
  if (!shapes.some(({ name, rings }) => name && rings.length > 0))
    throw new TypeError('no feature of the map file names a province')
  let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity]
  for (const { rings } of shapes) {
    for (const ring of rings) {
      for (const [x, y] of ring as [number, number][]) {
        west = Math.min(west, x)
        east = Math.max(east, x)
        south = Math.min(south, mercator(y))
        north = Math.max(north, mercator(y))
      }
    }
  }
  const scale = Math.min(width / (((east - west) * Math.PI) / 180), height / (north - south))
  const px = (x: number) => (((x - west) * Math.PI) / 180) * scale
  const py = (y: number) => (north - mercator(y)) * scale
  return shapes.map(({ name, rings }) => {
    const largest = rings.reduce<Ring>((found, ring) => (ring.length > found.length ? ring : found), [])
    const mean = (i: 0 | 1) => largest.reduce((sum, point) => sum + point[i]!, 0) / Math.max(1, largest.length)
    const path = rings
      .map((ring) => `M${ring.map(([x, y]) => `${px(x!).toFixed(1)} ${py(y!).toFixed(1)}`).join('L')}Z`)
      .join('')
    return { name: name ?? '', path, x: px(mean(0)), y: py(mean(1)) }
  })
}
