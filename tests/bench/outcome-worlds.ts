import { factor, keyFrom, draw, normal, poisson } from '#ingest/sources/simulator/random.ts'
import type { Panel, PanelUnit, Treated } from '#domain/outcome/panel.ts'

/** What is hard about a world. */
export const KINDS = [
  'plain', 'market shock', 'season', 'staggered', 'one treated', 'few treated', 'unlike dealers', 'over-dispersed',
  'serial', 'regional shock', 'everything',
] as const // prettier-ignore
export type Kind = (typeof KINDS)[number]

/** How much a planted measure lifts a figure at its full effect. */
export const LIFTS = { zero: 0, small: 0.12, large: 0.45 } as const
export type Lift = keyof typeof LIFTS

export interface World {
  kind: Kind
  panel: Panel
  treated: Treated[]
  /** Relative effect on the treated over what was measured of them: expected with ÷ expected without − 1. */
  truth: number
}

/** What each kind adds to the quiet world that all begin with. */
const SHARP: Readonly<Record<Kind, Partial<Nature>>> = {
  plain: {},
  'market shock': { shock: 0.4 },
  season: { season: 0.3 },
  staggered: { staggered: true },
  'one treated': { treated: [1, 1] },
  'few treated': { treated: [2, 5] },
  'unlike dealers': { size: 1, effects: 0.6 },
  'over-dispersed': { noise: 0.5 },
  serial: { serial: 0.2 },
  'regional shock': { regional: 0.12, treated: [3, 9] },
  everything: { shock: 0.3, season: 0.25, staggered: true, size: 0.8, effects: 0.5, noise: 0.3, serial: 0.12, regional: 0.07, treated: [2, 9] },
} // prettier-ignore

interface Nature {
  /** Standard deviations: of the market's weeks and its jump at the start, of tiers' seasons, of dealers' sizes, of … */
  shock: number
  season: number
  size: number
  effects: number
  /** … single weeks of a dealer, a dealer's slow course, a region's slow course. */
  noise: number
  serial: number
  regional: number
  treated: readonly [least: number, most: number]
  staggered: boolean
}

const QUIET: Nature = {
  shock: 0.08, season: 0.1, size: 0.5, effects: 0.25, noise: 0.1, serial: 0.05, regional: 0.02, treated: [6, 14],
  staggered: false,
} // prettier-ignore

const TIERS = ['1', '2', '3', '4', '5']
/** How much of a slow course is left from one week to the next. */
const LASTS = 0.7
/** Weeks until a measure has its whole effect. */
const LEARNING = 2

/**
 * A world as a pure function of its seed: weeks of dealers with a measure whose effect is known. `drift`: by how much
 * the treated run away from the others each week, before the start and after.
 */
export function outcomeWorld(seed: number, lift: Lift, drift = 0): World {
  const kind = KINDS[seed % KINDS.length]!
  const nature = { ...QUIET, ...SHARP[kind] }
  const at = (stream: number, a = 0, b = 0): number => draw(keyFrom(seed, stream, a, b), 0)
  const z = (stream: number, a = 0, b = 0): number => normal(at(stream, a, b))
  const whole = (stream: number, least: number, most: number): number =>
    least + Math.floor(at(stream) * (most - least + 1))
  const before = whole(1, 8, 16)
  const after = whole(2, 4, 8)
  const weeks = before + after
  const dealers = whole(3, 30, 110)
  const regions = whole(4, 4, 8)
  const rate = at(5) < 0.5
  const volume = rate ? 30 + 90 * at(6) : 4 + 20 * at(6)
  const usual = rate ? 0.04 + 0.26 * at(7) : 1

  const slow = (stream: number, one: number, deviation: number): number[] => {
    let value = deviation * z(stream, one, 999)
    return Array.from({ length: weeks }, (_, t) => {
      if (t > 0) value = LASTS * value + Math.sqrt(1 - LASTS ** 2) * deviation * z(stream, one, t)
      return value
    })
  }
  const market = slow(10, 0, 0.1 + nature.shock / 4).map((value, t) => value + (t >= before ? nature.shock * z(11) : 0))
  const phase = TIERS.map((_, tier) => at(12, tier) * 2 * Math.PI)
  const tierSeason = TIERS.map((_, tier) => nature.season * (0.5 + at(13, tier)))
  const regional = Array.from({ length: regions }, (_, region) => {
    const jump = nature.regional * z(15, region)
    return slow(14, region, nature.regional / 2).map((value, t) => value + (t >= before ? jump : 0))
  })

  const units: PanelUnit[] = []
  const counts: { above: number[]; below: number[] }[] = []
  const places = Array.from({ length: dealers }, (_, i) => ({
    region: Math.min(regions - 1, Math.floor((i * regions) / dealers)),
    tier: Math.floor(at(20, i) * TIERS.length),
  }))
  // Measures are taken where they are decided: the treated come from one or two regions and some from elsewhere.
  const home = Math.floor(at(21) * regions)
  const keen = places.map(({ region }, i) => ({ i, order: at(22, i) - (region === home ? 0.45 : 0) }))
  const chosen = keen.sort((a, b) => a.order - b.order).slice(0, whole(23, ...nature.treated)).map(({ i }) => i) // prettier-ignore
  const starts = new Map(chosen.map((i) => [i, before + (nature.staggered ? Math.floor(at(24, i) * (after - 2)) : 0)]))
  let [withIt, without] = [0, 0]
  for (let i = 0; i < dealers; i++) {
    const { region, tier } = places[i]!
    const size = factor(nature.size, at(30, i))
    const level = usual * factor(0.2, at(31, i))
    const own = slow(32, i, nature.serial)
    const full = LIFTS[lift] * factor(nature.effects, at(33, i))
    const above: number[] = []
    const below: number[] = []
    for (let t = 0; t < weeks; t++) {
      const season = tierSeason[tier]! * Math.sin((2 * Math.PI * t) / 26 + phase[tier]!)
      const course = Math.exp(market[t]! + season + regional[region]![t]! + own[t]! + (starts.has(i) ? drift * t : 0))
      const asked = rate ? poisson(volume * size * Math.exp(0.5 * market[t]!), at(34, i, t)) : 1
      const mean = asked * (rate ? level : volume * size * level) * course * factor(nature.noise, at(35, i, t))
      const start = starts.get(i) ?? Infinity
      const lifted = t < start ? 1 : 1 + full * Math.min(1, (t - start + 1) / LEARNING)
      const cap = (value: number): number => (rate ? Math.min(0.9 * asked, value) : value)
      if (t >= start) {
        withIt += cap(mean * lifted)
        without += cap(mean)
      }
      below.push(asked)
      above.push(rate ? binomial(asked, cap(mean * lifted) / Math.max(1, asked), keyFrom(seed, 36, i, t)) : poisson(mean * lifted, at(36, i, t))) // prettier-ignore
    }
    units.push({ id: `D${String(i).padStart(3, '0')}`, region: `R${region}`, tier: TIERS[tier]! })
    counts.push({ above, below })
  }
  const panel: Panel = {
    periods: Array.from({ length: weeks }, (_, t) => `W${String(t).padStart(2, '0')}`),
    units,
    above: counts.map(({ above }) => Float64Array.from(above)),
    below: rate ? counts.map(({ below }) => Float64Array.from(below)) : null,
  }
  const treated = [...starts].map(([i, start]) => ({ id: units[i]!.id, start }))
  return { kind, panel, treated, truth: withIt / without - 1 }
}

function binomial(tries: number, chance: number, key: number): number {
  let hits = 0
  for (let i = 0; i < tries; i++) if (draw(key, i) < chance) hits++
  return hits
}
