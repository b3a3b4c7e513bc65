import { CHECKS } from '#domain/doubts/checks.ts'
import type { Behind, Doubted, Unit } from '#domain/reading/gathered.ts'
import type { Scope } from '#domain/scope.ts'
import type { Freshness } from '#domain/view.ts'
import type { Zone } from '#domain/zone.ts'
import type { Doubts } from '../doubts/doubts.ts'
import { readDoubts } from '../doubts/read.ts'
import { labelOf } from './labels.ts'
import { countsOf, type Look } from './look.ts'

/** A source that is silent right now, and since when (epoch ms). */
export interface SilentSource {
  name: string
  last: number
}

/** A source this far behind its own word is no longer only slow. */
const LATE_MS = 3_600_000
/** Sources that never brought a share like this of the segment hide nothing of it. */
const LEAST_SHARE = 0.05
/** More dealers than this are not looked at one by one, and doubts of small ones decide nothing. */
const MOST_DEALERS = 60
const LEAST_PART = 0.2

/** Sources that are behind at an instant: by their own watermark, or silent against their rhythm. */
export function lateOf(end: number, freshness: Freshness, silent: readonly SilentSource[]): Map<string, number> {
  const late = new Map<string, number>()
  for (const [source, { watermark }] of Object.entries(freshness)) {
    const upto = watermark === undefined ? null : Date.parse(watermark)
    if (upto !== null && upto < end - LATE_MS) late.set(source, upto)
  }
  for (const { name, last } of silent) if (last < end - LATE_MS && !late.has(name)) late.set(name, last)
  return late
}

/** `11-22 19:40` in the business time zone. */
export function sinceOf(instant: number, zone: Zone): string {
  const told = zone.iso(instant)
  return `${told.slice(5, 10)} ${told.slice(11, 16)}`
}

/** Of the sources that are behind, those that the segment's figure comes from, with what they brought before. */
export async function readBehind(
  look: Look,
  above: string,
  late: ReadonlyMap<string, number>,
  zone: Zone,
): Promise<Behind[]> {
  if (late.size === 0) return []
  const { from, until } = look.plan.ranges.current
  const { rows } = await look.ask([above], ['source'], { ...look.place, ...look.rest })
  const counted = rows.map((row) => ({ source: row.key['source'] ?? '', before: countsOf(row, above, look.spec.compare).before })) // prettier-ignore
  const all = counted.reduce((sum, { before }) => sum + before, 0)
  return counted
    .filter(({ source, before }) => late.has(source) && before > LEAST_SHARE * all)
    .map(({ source, before }) => {
      const since = late.get(source)!
      const hours = (until - Math.max(since, from)) / 3_600_000
      return { source, hours, rangeHours: (until - from) / 3_600_000, since: sinceOf(since, zone), before, all }
    })
}

/** Doubts of the dealers that carry the figure. */
export async function readDoubted(
  look: Look,
  units: readonly Unit[],
  doubts: Doubts,
  scope: Scope,
): Promise<Doubted[]> {
  const own = units.filter(({ inside }) => inside)
  const ids = new Set(look.inside)
  if (ids.size === 0 || ids.size > MOST_DEALERS) return []
  const { period, org, as_of, known_at } = look.spec.rest
  const asked = { period, org, as_of, known_at, where: { dealer_id: look.inside } }
  const given = Object.fromEntries(Object.entries(asked).filter(([, part]) => part !== undefined))
  const found = await doubts(readDoubts(given), scope)
  const all = own.reduce((sum, { pair }) => sum + pair.now.above, 0)
  const part = new Map(own.map(({ id, pair }) => [id, all > 0 ? pair.now.above / all : 0]))
  return found
    .filter(({ check, advisor_id }) => check !== 'silent' && advisor_id === null)
    .filter(({ dealer_id }) => ids.has(dealer_id) && (part.get(dealer_id) ?? 1) >= LEAST_PART)
    .map(({ check, dealer_id, value }) => ({
      check: { zh: CHECKS[check].zh, en: CHECKS[check].en },
      dealer: labelOf('dealer_id', dealer_id, look.organisation, look.day),
      value,
      unit: CHECKS[check].unit,
    }))
}
