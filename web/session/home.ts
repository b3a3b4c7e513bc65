import type { Names } from './names.ts'

type Scope = Readonly<Partial<Record<string, readonly string[]>>>

/** The place that one looks at from above: of who may see one region, area or store only, that one; else everything. */
export function homeOf(scope: Scope, names: Pick<Names, 'dealer' | 'regionOfArea'>): readonly string[] {
  const [name, ...others] = Object.keys(scope)
  const [code, ...more] = (name && scope[name]) || []
  if (others.length > 0 || more.length > 0 || code === undefined) return []
  if (name === 'region') return [code]
  const region = name === 'area' ? names.regionOfArea(code) : undefined
  if (region !== undefined) return [region, code]
  const dealer = name === 'dealer_id' ? names.dealer(code) : undefined
  return dealer ? [dealer.region, dealer.area, code] : []
}

/** A path that leaves home leads back to it. */
export const within = (home: readonly string[], path: readonly string[]): readonly string[] =>
  home.every((code, i) => path[i] === code) ? path : home
