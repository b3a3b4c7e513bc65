import pino from 'pino'
import type { Fact } from '#domain/fact.ts'
import { organise, type Organisation, type ReferenceRows } from '#domain/organisation.ts'
import type { Target } from '#domain/streams.ts'
import { openZone, type Zone } from '#domain/zone.ts'
import { createLive } from '#server/live/live.ts'
import type { Live } from '#server/live/room.ts'
import type { Timer } from '#server/live/timer.ts'
import { createAsker, type Asker } from '#server/query/ask.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { insertFacts } from '#store/clickhouse/facts.ts'
import { tables } from '#store/clickhouse/ledger.ts'
import { sql } from '#store/clickhouse/sql.ts'
import { calendar } from '../oracle/calendar.ts'
import { factOf, smallMaker } from '../oracle/world.ts'

/** Counts over all houses: the store takes a batch with a known name for a repetition. */
let batches = 0

/** Time stands still until a test moves it. */
export const standing: Timer = { every: () => () => undefined, after: () => () => undefined }

export type NewFact = Partial<Fact> & Pick<Fact, 'kind' | 'occurred_at'>

/** A ledger, a booker, a clock and the live views over them, all in the hands of a test. */
export class House {
  readonly engine: Engine
  readonly zone: Zone
  readonly calendar = calendar
  readonly asker: Asker
  readonly live: Live
  readonly facts: Fact[] = []
  /** How often the store was asked for a view's sums. */
  asked = 0
  now: number
  seq = 0
  organisation: Organisation = organise(smallMaker)
  rows: ReferenceRows = smallMaker
  targets: readonly Target[] = []

  private constructor(engine: Engine, zone: string, now: number) {
    this.engine = engine
    this.zone = openZone(zone)
    this.now = now
    this.asker = createAsker({
      engine, calendar, zone: this.zone, organisation: () => this.organisation, targets: () => this.targets, freshness: () => ({}),
      head: () => this.seq, now: () => this.now,
    }) // prettier-ignore
    const counted: Pick<Asker, 'plan' | 'cells'> = {
      plan: (raw, scope, at) => this.asker.plan(raw, scope, at),
      cells: (plan, seq) => {
        this.asked++
        return this.asker.cells(plan, seq)
      },
    }
    this.live = createLive({
      asker: counted, engine, calendar, zone: this.zone, organisation: () => this.organisation, targets: () => this.targets,
      freshness: () => ({}), now: () => this.now, start: { seq: 0, receivedAt: now }, log: pino({ level: 'silent' }), timer: standing,
    }) // prettier-ignore
  }

  static async open(engine: Engine, zone: string, now: number): Promise<House> {
    await engine.command(sql`TRUNCATE TABLE ${tables['warroom.ledger']}`)
    return new House(engine, zone, now)
  }

  /** Books facts as one batch and publishes it. */
  async book(news: readonly NewFact[]): Promise<void> {
    if (news.length === 0) return
    const seqFrom = this.seq + 1
    const facts = news.map((one, i) => factOf({ received_at: this.now, ...one, seq: seqFrom + i }, this.zone))
    await insertFacts(this.engine, facts, `house-${batches++}`)
    this.seq += facts.length
    this.facts.push(...facts)
    this.live.publish({ seqFrom, seqTo: this.seq, facts, receivedAt: this.now })
  }

  /** Moves the clock and lets it tick. */
  pass(milliseconds: number): void {
    this.now += milliseconds
    this.live.tick(this.now)
  }

  reorganise(rows: ReferenceRows): void {
    this.rows = rows
    this.organisation = organise(rows)
    this.live.referenceChanged()
  }

  retarget(targets: readonly Target[]): void {
    this.targets = targets
    this.live.referenceChanged()
  }
}
