import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import type { Face } from '#domain/alerts/alert.ts'
import type { AlertSettings } from '#domain/alerts/settings.ts'
import { openCalendar } from '#domain/calendar.ts'
import { addDays, openZone } from '#domain/zone.ts'
import type { Freshness } from '#domain/view.ts'
import { SystemReports } from '#ingest/sources/simulator/reports.ts'
import { openAlerts } from '#server/alerts/alerts.ts'
import { createRhythms } from '#server/health/rhythms.ts'
import type { Timer } from '#server/live/timer.ts'
import { createAsker } from '#server/query/ask.ts'
import { listAlerts, type AlertRow } from '#store/postgres/alerts.ts'
import { embedded } from '#store/postgres/embedded.ts'
import { writeMeta } from '#store/postgres/meta.ts'
import { migrate } from '#store/postgres/migrate.ts'
import type { Maker } from './maker.ts'

export type Told = AlertRow<{ face: Face & { parts: Face[] } }>

const HOUR_MS = 3_600_000
/** Minutes after the full hour at which the clock stops for a look. */
const LOOK_MINUTE = 5
/** Hours of a day at which it looks: of the hourly looks of a running room these have nearly all chances. */
const HOURS = [10, 11, 13, 16, 19, 22, 24]

/** Nothing runs by itself; what is put off runs at once. */
const still: Timer = {
  every: () => () => undefined,
  after: (_ms, run) => {
    queueMicrotask(run)
    return () => undefined
  },
}

/**
 * Runs the real watcher over business days, half-open, looking several times a day as the clock goes.
 * Answers the alerts that it raised, oldest first.
 */
export async function watch(
  { world, stores, organisation, vehicles, headAt }: Maker,
  {
    from,
    until,
    set = {},
    say,
  }: { from: string; until: string; set?: Partial<AlertSettings>; say: (line: string) => void },
): Promise<Told[]> {
  const zone = openZone(world.options.zone)
  let now = zone.instant(from)
  const rooms = {
    engine: stores.engine, zone, calendar: openCalendar(), organisation: () => organisation, vehicles: () => vehicles, targets: () => [],
    freshness: () => freshness(world, now), head: () => headAt(now), now: () => now,
  } // prettier-ignore
  const settings = { WARROOM_PUBLIC_URL: '', WARROOM_SMTP_URL: '', WARROOM_MAIL_FROM: '', WARROOM_ALERT_PRIVATE_HOSTS: false } // prettier-ignore
  const folder = mkdtempSync(join(tmpdir(), 'bench-alerts-'))
  const postgres = await embedded(folder)
  try {
    await migrate(postgres)
    await writeMeta(postgres, 'alerts_settings', set)
    const alerts = await openAlerts({
      ...rooms, asker: createAsker(rooms), rhythms: createRhythms(rooms), postgres, retail: 'delivery', settings,
      ready: () => true, log: pino({ level: 'warn' }), timer: still,
    }) // prettier-ignore
    const known = new Set<number>()
    for (let day = from; day < until; day = addDays(day, 1)) {
      for (const hour of HOURS) {
        now = zone.instant(day, hour * HOUR_MS) + LOOK_MINUTE * 60_000
        await alerts.watcher.look()
      }
      if (day.endsWith('-01') || day.endsWith('-15')) say(`${day} was watched`)
      for (const row of await listAlerts<Told['body']>(postgres, 0)) {
        if (known.has(row.id)) continue
        known.add(row.id)
        const { day: on, time } = zone.local(row.raised_at)
        say(`${on} ${Math.floor(time / HOUR_MS)}:00 level ${row.level} ${row.body.face.zh}`)
      }
    }
    await alerts.stop()
    return (await listAlerts<Told['body']>(postgres, 0)).reverse()
  } finally {
    await postgres.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What sources say of how far they are complete; the systems of the demo say so every few minutes. */
function freshness(world: Maker['world'], now: number): Freshness {
  const rows = (new SystemReports(world, now).take(now)?.watermark ?? []) as { source: string; upto: string }[]
  return Object.fromEntries(rows.map(({ source, upto }) => [source, { received_at: upto, occurred_at: upto, watermark: upto }])) // prettier-ignore
}
