import { detect, type Detected, type Reading, type Stretch } from '#domain/alerts/detect.ts'
import { merge, type Root } from '#domain/alerts/merge.ts'
import { alertMeasures, type AlertMeasure } from '#domain/alerts/measures.ts'
import type { SliceDimension } from '#domain/alerts/place.ts'
import type { AlertSettings } from '#domain/alerts/settings.ts'
import { fullScope } from '#domain/scope.ts'
import type { Rhythms } from '../health/rhythms.ts'
import type { Asker, AskerOptions } from '../query/ask.ts'
import { callersOf, createCalls } from './calls.ts'
import { withCars } from './cars.ts'
import { behind, completeness, latestHour, type Completeness } from './complete.ts'
import type { Paced } from './paced.ts'
import { openPlaces } from './places.ts'
import { createSeasons } from './seasons.ts'
import { cutOf, readDay, readWeek, type Asked } from './sums.ts'

/** What has been looked at already: it is not looked at again, each look costs a part of the budget. */
export interface Cursor {
  /** The end of the running day's last stretch, epoch ms. */
  hour: number
  /** The business day whose week before it was looked at. */
  week: string
}

/** What an evaluation found. */
export interface Found {
  detected: Detected
  roots: Root[]
  cursor: Cursor
}

export interface Evaluator {
  /** How sources stand at this moment. */
  completeness(): Promise<Completeness>
  /** Tries what has become due since the cursor; `null` when nothing has. */
  evaluate(cursor: Cursor, state: Completeness, settings: AlertSettings): Promise<Found | null>
}

export interface EvaluatorRooms extends AskerOptions {
  asker: Asker
  rhythms: Rhythms
  retail: string
  paced: Paced
}

/** By this hour the week is judged with the sources that are complete; the others are left out. */
const WEEK_LATEST_HOUR = 10
const HOUR_MS = 3_600_000

/** Reads what alerts are judged by and judges it. */
export function createEvaluator(rooms: EvaluatorRooms): Evaluator {
  const { zone, now, rhythms, freshness, paced } = rooms
  const seasonsOf = createSeasons(rooms)
  const withCalls = createCalls(rooms)
  const measures = alertMeasures(rooms.retail)
  let lastWeek: { key: string; stretch: Stretch | null } | undefined

  const isWeekDue = (state: Completeness, today: string): boolean => {
    const end = zone.instant(today)
    const late = [...behind(state, end)].filter((name) => !state.silent.some((one) => one.name === name))
    return late.length === 0 || zone.local(now()).time >= WEEK_LATEST_HOUR * HOUR_MS
  }

  return {
    completeness: async () => completeness(await rhythms.sources(fullScope), freshness(), now()),
    evaluate: async (cursor, state, settings) => {
      const at = now()
      const today = zone.day(at)
      const hour = latestHour(state, at, zone)
      const isDay = hour > cursor.hour
      const isWeek = cursor.week !== today && isWeekDue(state, today)
      if (!isDay && !isWeek) return null
      const watched = measures.filter(({ name }) => !settings.without.includes(name))
      const nation = openPlaces(rooms.organisation(), today, await silentDealers(rhythms))
      const asked = async (end: number): Promise<Asked> => ({
        engine: rooms.engine, zone, head: rooms.head(), now: at, seasons: await seasonsOf(kindsOf(watched)),
        slices: slicesOf(watched), leaveOut: behind(state, end), organisation: rooms.organisation(),
      }) // prettier-ignore
      const day = isDay ? await readWhole(paced(async () => readDay(await asked(hour), cutOf(hour, zone))), behind(state, hour), watched) : null // prettier-ignore
      // The week is read once a business day, and stands beside every hour's look: it tells what goes on anyway.
      const key = `${today} ${watched.map(({ name }) => name).join()}`
      if ((isWeek || cursor.week === today) && lastWeek?.key !== key)
        lastWeek = { key, stretch: await week(await asked(zone.instant(today)), today, watched) }
      const read = [day, lastWeek?.key === key ? lastWeek.stretch : null].filter((one) => one !== null)
      const detected = detect(nation, watched, read, settings.budget)
      const next = { hour: Math.max(hour, cursor.hour), week: isWeek ? today : cursor.week }
      return { detected, roots: merge(detected), cursor: next }
    },
  }

  async function week(asked: Asked, today: string, watched: readonly AlertMeasure[]): Promise<Stretch | null> {
    const stretch = await readWhole(
      paced(() => readWeek(asked, today)),
      asked.leaveOut,
      watched,
    )
    return stretch && withCars(rooms, stretch, from(watched, 'stock'))
  }

  /** Of days that are over, how leads were called in them too; not while somebody who calls has yet to tell. */
  async function readWhole(
    reading: Promise<Stretch | null>,
    leaveOut: ReadonlySet<string>,
    watched: readonly AlertMeasure[],
  ): Promise<Stretch | null> {
    const stretch = await reading
    if (!stretch || stretch.span.until_hour !== null) return stretch
    const late = leaveOut.size > 0 && (await callersOf(rooms)).some((source) => leaveOut.has(source))
    return late ? stretch : withCalls(stretch, from(watched, 'journeys'))
  }
}

const from = (measures: readonly AlertMeasure[], source: AlertMeasure['from']): AlertMeasure[] =>
  measures.filter((one) => one.from === source)

const kindsOf = (measures: readonly AlertMeasure[]): string[] =>
  [...new Set(from(measures, 'entries').flatMap(({ above, below }) => [above, ...(below === null ? [] : [below])]))] // prettier-ignore

/** Dimensions of which single values are watched, by the kinds that their measures count. */
function slicesOf(measures: readonly AlertMeasure[]): Map<string, SliceDimension[]> {
  const found = new Map<string, SliceDimension[]>()
  for (const { above, below, slices } of from(measures, 'entries'))
    for (const counter of [above, below])
      if (counter !== null) {
        const kind = counter.split('.')[0]!
        found.set(kind, [...new Set([...(found.get(kind) ?? []), ...slices])])
      }
  return found
}

const silentDealers = async (rhythms: Rhythms): Promise<Set<string>> =>
  new Set((await rhythms.dealers(fullScope)).filter(({ state }) => state === 'silent').map(({ name }) => name))

/** The whole maker's reading, over the same stretch, of the measure that a reading is weighed by. */
export const wholeOf = (readings: readonly Reading[], { measure, family }: Reading): Reading | undefined =>
  readings.find((one) => one.place.id === '' && one.measure.name === measure.weighed && one.family === family)
