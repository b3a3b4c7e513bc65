import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { openCalendar } from '#domain/calendar.ts'
import { organise } from '#domain/organisation.ts'
import { fullScope } from '#domain/scope.ts'
import { readSettings } from '#domain/settings.ts'
import type { ViewResult } from '#domain/view.ts'
import { openZone } from '#domain/zone.ts'
import { readArguments } from '#ingest/import/arguments.ts'
import { importFiles } from '#ingest/import/command.ts'
import { courierInto } from '#ingest/import/send/local.ts'
import { createAsker } from '#server/query/ask.ts'
import { openStores } from '#store/open.ts'
import { readHead } from '#store/postgres/head.ts'

/** Real stores with a door, the import command before it and the board's way of asking behind it. */
export interface House {
  data: string
  /** Runs the import command in this process. */
  run(...words: string[]): Promise<{ code: number; said: string }>
  /** Measures over a period by one dimension, as the board answers them; without what is zero. */
  totals(
    measures: readonly string[],
    by: string,
    from: string,
    to: string,
  ): Promise<Record<string, Record<string, number>>>
  /** Any question, as the board answers it. */
  ask(question: object): Promise<ViewResult>
  close(): Promise<void>
}

/** Opens a war room on a folder of its own; one a process. */
export async function openHouse(): Promise<House> {
  const data = mkdtempSync(join(tmpdir(), 'import-stores-'))
  const settings = readSettings({ WARROOM_DATA: data, PORT: '0' })
  const stores = await openStores(settings)
  const courier = await courierInto(stores, settings, pino({ level: 'silent' }), Date.now)
  const ask = async (question: object): Promise<ViewResult> => {
    const organisation = organise((await courier.reference())!)
    const { seq } = await readHead(stores.postgres)
    const asker = createAsker({
      engine: stores.engine, organisation: () => organisation, targets: () => [], freshness: () => ({}), head: () => seq,
      zone: openZone(settings.WARROOM_ZONE), calendar: openCalendar(), now: Date.now,
    }) // prettier-ignore
    return asker.answer(question, fullScope)
  }
  return {
    data,
    run: async (...words) => {
      const said: string[] = []
      const screen = {
        say: (line: string) => void said.push(line),
        progress: { isTTY: false, write: () => true } as never,
      }
      const shared = () => Promise.resolve({ ...courier, close: () => Promise.resolve() })
      const code = await importFiles(readArguments(words), settings, shared, screen)
      return { code, said: said.join('\n') }
    },
    totals: async (measures, by, from, to) => {
      const sums: Record<string, Record<string, number>> = Object.fromEntries(measures.map((measure) => [measure, {}]))
      const { rows } = await ask({ measures, by: [by], period: { from, to }, limit: 10_000 })
      for (const { key, current } of rows) {
        for (const measure of measures) {
          const value = Number(current?.[measure] ?? 0)
          if (value !== 0) sums[measure]![String(key[by])] = value
        }
      }
      return sums
    },
    ask,
    close: async () => {
      await courier.close()
      await stores.close()
      rmSync(data, { recursive: true, force: true })
    },
  }
}
