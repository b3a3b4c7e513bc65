import { openCalendar } from '#domain/calendar.ts'
import type { Fact } from '#domain/fact.ts'
import { organise, type Organisation } from '#domain/organisation.ts'
import type { Target } from '#domain/streams.ts'
import { openZone } from '#domain/zone.ts'
import { createAsker, type AskerOptions } from '#server/query/ask.ts'
import { createRows } from '#server/query/rows.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { factOf, openLedger, smallMaker } from '#tests/oracle/world.ts'

export const zone = openZone('Asia/Shanghai')
export const calendar = openCalendar()

/** An instant of Shanghai: `at('11-22 10:00')` in 2026. */
export const at = (text: string): number => Date.parse(`2026-${text.replace(' ', 'T')}:00+08:00`)

export const fact = (part: Partial<Fact> & Pick<Fact, 'seq' | 'kind' | 'occurred_at'>): Fact => factOf(part, zone)

export interface House {
  engine: Engine
  options: AskerOptions
  asker: ReturnType<typeof createAsker>
  rows: ReturnType<typeof createRows>
  /** What the next questions see. */
  set(change: Partial<{ head: number; now: number; targets: Target[]; organisation: Organisation }>): void
  close(): Promise<void>
}

/** The question rooms over a real, empty ledger and the small maker; clock 2026-11-22 10:00. */
export async function openHouse(): Promise<House> {
  const { engine, close } = await openLedger()
  const held = { head: 1_000, now: at('11-22 10:00'), targets: [] as Target[], organisation: organise(smallMaker) }
  const options: AskerOptions = {
    engine, zone, calendar, organisation: () => held.organisation, targets: () => held.targets, freshness: () => ({}), head: () => held.head,
    now: () => held.now,
  } // prettier-ignore
  return {
    engine,
    options,
    asker: createAsker(options),
    rows: createRows(options),
    set: (change) => void Object.assign(held, change),
    close,
  }
}
