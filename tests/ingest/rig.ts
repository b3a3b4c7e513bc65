import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { readSettings, type Settings } from '#domain/settings.ts'
import { openIngest, type Ingest } from '#ingest/open.ts'
import type { Call, Answer } from '#ingest/call.ts'
import { openStores, type Stores } from '#store/open.ts'

export const silent = pino({ level: process.env['TEST_LOG'] ?? 'silent' })

export const tempFolder = (): string => mkdtempSync(join(tmpdir(), 'warroom-'))

/** The stores and an open door on them, in a folder of their own; the clock stands still until it is moved. */
export interface Rig {
  readonly settings: Settings
  readonly stores: Stores
  readonly registry: Registry
  ingest: Ingest
  clock: number
  send(rows: readonly unknown[] | string, call?: Partial<Call>): Promise<Answer>
  /** Ends the door and opens it again on the same stores, as a restart of the process would. */
  restart(): Promise<void>
  /** A restart that finds no saved filter. */
  restartBare(): Promise<void>
  close(): Promise<void>
}

export const START = Date.parse('2026-11-22T10:00:00+08:00')

export async function openRig(environment: Record<string, string> = {}, stores?: Stores): Promise<Rig> {
  const folder = environment['WARROOM_DATA'] ?? tempFolder()
  const settings = readSettings({ WARROOM_DATA: folder, WARROOM_LOG_LEVEL: 'silent', ...environment })
  const opened = stores ?? (await openStores(settings))
  const open = () => {
    rig.registry.clear()
    return openIngest({ ...opened, settings, log: silent, now: () => rig.clock, registry: rig.registry })
  }
  const rig: Rig = {
    settings,
    stores: opened,
    registry: new Registry(),
    ingest: undefined as unknown as Ingest,
    clock: START,
    send: (rows, call = {}) =>
      rig.ingest.door.receive({
        body: typeof rows === 'string' ? rows : rows.map((row) => JSON.stringify(row)).join('\n'),
        stream: 'events', source: 'default', mayNameSources: true, mayBackdate: true, history: false, priority: 'live',
        ...call,
      }), // prettier-ignore
    restart: async () => {
      await rig.ingest.close()
      rig.ingest = await open()
    },
    restartBare: async () => {
      await rig.ingest.close()
      rmSync(join(settings.WARROOM_DATA, 'known-events'), { force: true })
      rig.ingest = await open()
    },
    close: async () => {
      await rig.ingest.close()
      if (stores) return
      await opened.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  rig.ingest = await open()
  return rig
}

/** A dealer's row with only what is required. */
export const dealer = (dealer_id: string, more: Record<string, unknown> = {}) => ({
  dealer_id, name: dealer_id, region: '华东', area: '苏南', province: '江苏', city: '苏州', ...more,
}) // prettier-ignore
