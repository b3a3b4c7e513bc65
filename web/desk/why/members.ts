import { median } from '#domain/interval.ts'
import type { Row, ViewResult } from '#domain/view.ts'
import { figureOf } from '../columns.ts'

/** The range of rates that a place showed in its own weeks before: nine tenths of them for as many tries as now. */
export interface Band {
  low: number
  high: number
}

/** A store or an advisor of a cell. */
export interface Member {
  code: string
  rate: number | null
  tries: number
  band: Band | null
  below: boolean
  /** By process figure: now and before. */
  process: Record<string, { now: number | null; before: number | null }>
}

export interface MembersView {
  members: Member[]
  /** Members that have a band, and how many of them lie below it. */
  judged: number
  below: number
  /** By process figure: the median of those outside the cell. */
  peers: Record<string, number | null>
  /** The shared axis of rates. */
  least: number
  most: number
}

const NINETY = 1.64
/** A band needs so many weeks with tries, and a member so many tries now. */
const LEAST_WEEKS = 4
const LEAST_TRIES = 10
const LEAST_PEERS = 3
/** Weeks of the past that make a band. */
export const BAND_WEEKS = 12

interface Week {
  hits: number
  tries: number
}

/**
 * The band of a rate for `tries` tries: around the mean of the weeks, as wide as counting noise and as the weeks
 * themselves swing beyond it. `null` of too few weeks.
 */
export function bandOf(weeks: readonly Week[], tries: number): Band | null {
  const told = weeks.filter((week) => week.tries > 0)
  const all = told.reduce((sum, week) => sum + week.tries, 0)
  if (told.length < LEAST_WEEKS || tries < LEAST_TRIES || all < LEAST_TRIES) return null
  const rate = Math.min(1, told.reduce((sum, week) => sum + week.hits, 0) / all)
  const chance = rate * (1 - rate)
  const swing = told.reduce((sum, week) => sum + week.tries * (week.hits / week.tries - rate) ** 2, 0) / all
  const counted = told.reduce((sum, week) => sum + week.tries * (chance / week.tries), 0) / all
  const own = Math.max(0, swing - counted)
  // A range of several weeks evens out what single weeks swing.
  const inRange = Math.max(1, tries / (all / told.length))
  const half = NINETY * Math.sqrt(chance / tries + chance / all + own / inRange)
  return { low: Math.max(0, rate - half), high: Math.min(1, rate + half) }
}

/**
 * The members of a cell with what their daily work shows: worst against their own band first. `inside` says who is of
 * the cell; all others of the answer are peers. The first stage has nothing above it: it has counts and no rate.
 */
export function readMembers(
  figures: ViewResult,
  weeks: ViewResult | null,
  worked: readonly ViewResult[],
  ask: {
    dimension: string
    above: string | null
    stage: string
    process: readonly string[]
    inside: (code: string) => boolean
  },
): MembersView {
  const { dimension, above, stage, process, inside } = ask
  const past = new Map<string, Week[]>()
  for (const { key, current } of weeks?.rows ?? []) {
    const code = key[dimension]
    if (!code) continue
    const week = { hits: figureOf(current, stage) ?? 0, tries: above === null ? 0 : (figureOf(current, above) ?? 0) }
    past.set(code, [...(past.get(code) ?? []), week])
  }
  const work = new Map<string, { now: number | null; before: number | null }>()
  for (const { rows } of worked)
    for (const { key, current, previous } of rows)
      for (const name of Object.keys(current))
        work.set(`${key[dimension]} ${name}`, { now: figureOf(current, name), before: figureOf(previous, name) })
  const told = (row: Row): Member => {
    const code = row.key[dimension]!
    const hits = figureOf(row.current, stage) ?? 0
    const tries = above === null ? hits : (figureOf(row.current, above) ?? 0)
    const rate = above !== null && tries > 0 ? hits / tries : null
    const band = bandOf(past.get(code) ?? [], tries)
    return {
      code,
      rate,
      tries,
      band,
      below: band !== null && rate !== null && rate < band.low,
      process: Object.fromEntries(
        process.map((name) => [name, work.get(`${code} ${name}`) ?? { now: null, before: null }]),
      ),
    }
  }
  const all = figures.rows.filter(({ key }) => Boolean(key[dimension])).map(told)
  const members = all.filter(({ code, tries }) => inside(code) && tries > 0)
  const others = all.filter(({ code }) => !inside(code))
  const depth = ({ rate, band }: Member) => (rate === null || band === null ? 0 : rate - band.low)
  members.sort((a, b) => depth(a) - depth(b) || b.tries - a.tries || (a.code < b.code ? -1 : 1))
  const rates = members.flatMap(({ rate, band }) => [...(rate === null ? [] : [rate]), ...(band ? [band.low, band.high] : [])]) // prettier-ignore
  const judged = members.filter(({ band }) => band !== null)
  return {
    members,
    judged: judged.length,
    below: judged.filter(({ below }) => below).length,
    peers: Object.fromEntries(
      process.map((name) => {
        const values = others.flatMap((other) => other.process[name]!.now ?? [])
        return [name, values.length >= LEAST_PEERS ? median(values) : null]
      }),
    ),
    least: Math.min(...rates, 1) * 0.9,
    most: Math.max(...rates, 0.001) * 1.05,
  }
}
