import type { Logger } from 'pino'
import { openMeasures } from '#domain/measures.ts'
import type { Settings } from '#domain/settings.ts'
import { openZone } from '#domain/zone.ts'
import type { Stores } from '#store/open.ts'
import { readHead } from '#store/postgres/head.ts'
import { calendarOf } from './calendar.ts'
import type { Batch } from './live/batch.ts'
import { createLive } from './live/live.ts'
import { lampOf } from './pace/lamp.ts'
import { createAsker } from './query/ask.ts'
import { createFreshness } from './query/freshness.ts'
import type { Reference } from './reference.ts'

interface QuestionStores {
  stores: Stores
  reference: Reference
  settings: Settings
  log: Logger
}

/**
 * What every room that tells figures stands on: the one path of questions and the live views, both as of the same head.
 * `rooms` is handed on to them; `publish` takes facts that count from now on, in order, and questions see them at once.
 */
export async function openQuestions({ stores: { engine, postgres }, reference, settings, log }: QuestionStores) {
  const now = Date.now
  const zone = openZone(settings.WARROOM_ZONE)
  const freshness = createFreshness(zone)
  const start = await readHead(postgres)
  let head = start.seq
  await freshness.load(engine, head)
  freshness.watermarks(reference.watermarks())

  const retail = settings.WARROOM_RETAIL_EVENT
  const basis = {
    engine,
    organisation: reference.organisation,
    targets: reference.targets,
    vehicles: reference.vehicles,
    freshness: freshness.at,
    head: () => head,
    zone,
    calendar: calendarOf(settings),
    dictionary: openMeasures({ retail, invitedVisitRate: settings.WARROOM_INVITED_VISIT_RATE }),
    now,
  }
  const asker = createAsker(basis)
  const rooms = { ...basis, asker, postgres, retail, lamp: lampOf(settings) }
  const live = createLive({ ...rooms, start: { seq: start.seq, receivedAt: start.received_at }, log })
  reference.onChange(() => {
    freshness.watermarks(reference.watermarks())
    live.referenceChanged()
  })
  return {
    rooms,
    live,
    publish(batch: Batch): void {
      freshness.note(batch.facts)
      head = batch.seqTo
      live.publish(batch)
    },
  }
}
