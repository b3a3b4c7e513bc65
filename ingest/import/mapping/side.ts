import { ImportFault } from '../read/fault.ts'

/** A side file by its key; of several rows with one key the first counts. */
export interface Lookup {
  row(key: string): Readonly<Record<string, unknown>> | undefined
  has(key: string): boolean
  /** The distinct keys in the order of their bytes: what a spread goes over. */
  keys(): readonly string[]
}

export type Lookups = ReadonlyMap<string, Lookup>

/** The look-up of a name. Throws ImportFault when the mapping declares none. */
export function named(lookups: Lookups, name: string): Lookup {
  const lookup = lookups.get(name)
  if (!lookup) throw new ImportFault(`The mapping uses the look-up “${name}”, which it does not declare.`)
  return lookup
}
