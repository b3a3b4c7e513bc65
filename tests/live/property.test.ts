import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Refusal } from '#domain/errors.ts'
import type { Kind } from '#domain/kinds.ts'
import { planView } from '#domain/plan.ts'
import type { Scope } from '#domain/scope.ts'
import { readSpec, type ViewPatch } from '#domain/view.ts'
import { addDays, type Zone } from '#domain/zone.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { clock, instantOf, zones } from '../oracle/arbitrary.ts'
import { dealer, lineage, openLedger, smallMaker } from '../oracle/world.ts'
import { rounds, type Change, type Happening, type OpenHappening, type When } from './arbitrary.ts'
import { Screen } from './client.ts'
import { House } from './house.ts'

const scopes: Scope[] = [{ where: {} }, { where: { region: ['华东'] } }, { where: { dealer_id: ['D3', 'D4'] } }]

interface Watching {
  raw: Record<string, unknown> & { measures: string[] }
  scope: Scope
  screen: Screen
}

/** Several viewers before one house; every message that they get is held against the answer asked anew. */
class Gallery {
  readonly house: House
  readonly #screens: Watching[] = []
  readonly #messages: ViewPatch[] = []
  readonly #opening: Promise<unknown>[] = []
  readonly #states: (() => Promise<void>)[] = []
  /** Messages that were held against an answer. */
  checked = 0

  constructor(house: House) {
    this.house = house
    house.reorganise({ ...smallMaker, models: lineage })
    house.live.listen({
      patch: (patch) => this.#messages.push(structuredClone(patch)),
      ended: (view, refusal) => expect.fail(`${view} ended: ${refusal.message}`),
    })
  }

  async round(change: Change, happenings: readonly Happening[]): Promise<void> {
    if (change) this.#change(change)
    for (const happening of happenings) await this.#let(happening)
    await Promise.all(this.#opening.splice(0))
    await this.house.live.settled()
    await this.#check()
  }

  async #let(happening: Happening): Promise<void> {
    const { house } = this
    switch (happening.what) {
      case 'book':
        return house.book(
          happening.events.map(({ kind, when, attributes, history }) => {
            const occurred_at = this.#instant(when)
            const received_at = history ? Math.min(occurred_at, house.now) : house.now
            return { kind: kind as Kind, occurred_at, received_at, ...attributes }
          }),
        )
      case 'correct': {
        const standing = house.facts.filter(
          ({ sign, seq, event_id }) =>
            sign === 1 && !house.facts.some((later) => later.event_id === event_id && later.seq > seq),
        )
        const old = standing[happening.pick % (standing.length || 1)]
        if (!old) return
        const entry = { ...old, received_at: house.now, revision: old.revision + 1 }
        const next = happening.into
          ? { ...entry, ...happening.into, occurred_at: old.occurred_at + happening.moved }
          : { ...entry, sign: 0 as const }
        return house.book([
          { ...old, sign: -1, received_at: house.now },
          { ...next, day: house.zone.day(next.occurred_at) },
        ])
      }
      case 'pass':
        return house.pass(happening.ms)
      case 'midnight': {
        const { zone, now } = house
        let day = addDays(zone.day(now), 1)
        while (happening.month && !day.endsWith('-01')) day = addDays(day, 1)
        return house.pass(Math.max(0, zone.instant(day) + happening.ms - now))
      }
      case 'open':
        return this.#open(rawOf(happening, house.now, house.zone), scopes[happening.scope]!)
      case 'again': {
        const other = this.#screens[happening.pick % (this.#screens.length || 1)]
        return other && this.#open(other.raw, other.scope)
      }
      case 'close': {
        const [left] = this.#screens.splice(happening.pick % (this.#screens.length || 1), 1)
        if (left) house.live.close(left.screen.view)
      }
    }
  }

  #open(raw: Watching['raw'], scope: Scope): void {
    const joined = (opened: Parameters<NonNullable<Parameters<House['live']['open']>[2]>>[0]) => {
      // Messages before this one went to others.
      const earlier = this.#messages.splice(0)
      this.#apply(earlier)
      this.#screens.push({ raw, scope, screen: new Screen(raw, structuredClone(opened)) })
    }
    const opened = this.house.live.open(raw, scope, joined).catch((thrown: unknown) => {
      if (!(thrown instanceof Refusal) || thrown.code !== 'forbidden') throw thrown
    })
    this.#opening.push(opened)
  }

  #apply(messages: readonly ViewPatch[]): void {
    for (const patch of messages) {
      for (const watching of this.#screens.filter(({ screen }) => screen.view === patch.view)) {
        expect(watching.screen.apply(patch), 'a message follows the one before').toBe(true)
        this.#note(watching)
      }
    }
  }

  #note({ raw, scope, screen }: Watching): void {
    const { seq, as_of, ranges, rows, total } = structuredClone({ ...screen, rows: screen.rows, seq: screen.seq })
    this.#states.push(async () => {
      this.checked++
      const { zone, calendar, now } = this.house
      const plan = planView(readSpec({ ...raw, as_of }), scope, { zone, calendar, as_of: now })
      const expected = this.house.asker.result(plan, await this.house.asker.cells(plan, seq), seq)
      expect({ seq, as_of, ranges, rows, total }).toEqual({
        seq, as_of: expected.as_of, ranges: expected.ranges, rows: expected.rows, total: expected.total,
      }) // prettier-ignore
    })
  }

  async #check(): Promise<void> {
    this.#apply(this.#messages.splice(0))
    for (const watching of this.#screens) this.#note(watching)
    for (const compare of this.#states.splice(0)) await compare()
  }

  #instant(when: When): number {
    const { house } = this
    const asked = when.near === 'end' ? this.#screens[when.pick % (this.#screens.length || 1)] : undefined
    if (!asked || when.near !== 'end') return Math.min(house.now + when.ms, house.now + 600_000)
    const { zone, calendar, now } = house
    const ends = Object.values(planView(readSpec(asked.raw), asked.scope, { zone, calendar, as_of: now }).ranges)
    return Math.min(ends[when.pick % ends.length]!.until + when.ms, house.now + 600_000)
  }

  #change(change: NonNullable<Change>): void {
    const { house } = this
    const today = house.zone.day(house.now)
    if (change.what === 'target') {
      const { measure, region, value } = change
      const from = `${today.slice(0, 7)}-01`
      const to = addDays(from, 31)
      return house.retarget([
        ...house.targets,
        { measure, value, kind: 'target', from, to, ...(region && { region }), version: house.targets.length },
      ])
    }
    const row = dealer(change.dealer_id, change.region, '新区', { valid_from: addDays(today, change.from) })
    house.reorganise({ ...house.rows, dealers: [...house.rows.dealers, row] })
  }
}

function rawOf({ question, target, pinned }: OpenHappening, now: number, zone: Zone): Watching['raw'] {
  const { known, dir, period, compare, ...rest } = question
  const names = rest.align === 'lunar' ? ['last_year', ...compare.filter((name) => name === 'previous')] : compare
  const day = (days: number) => addDays(zone.day(now), days)
  return {
    ...rest,
    compare: target ? [...names, 'target', 'target_full'] : names,
    order: dir ? [{ measure: rest.measures.at(-1)!, dir }] : [],
    period: typeof period === 'string' || 'window' in period ? period : {
      from: period.time === '' ? day(period.from) : zone.iso(instantOf(`${day(period.from)}${period.time}`, zone.name)),
      to: day(period.from + period.days),
    },
    ...(pinned !== null && { as_of: zone.iso(now - pinned) }),
    ...(known !== null && { known_at: zone.iso(now - known) }),
  } // prettier-ignore
}

let engine: Engine
let close: () => Promise<void>
beforeAll(async () => {
  ;({ engine, close } = await openLedger())
})
afterAll(() => close())

describe.each(zones)('live views in %s', (tz) => {
  it('hold the answer for their question, sequence and clock after every message', { timeout: 300_000 }, async () => {
    let checked = 0
    await fc.assert(
      fc.asyncProperty(clock, rounds, async (text, all) => {
        const gallery = new Gallery(await House.open(engine, tz, instantOf(text, tz)))
        for (const { change, happenings } of all) await gallery.round(change, happenings)
        checked += gallery.checked
        await gallery.house.live.stop()
      }),
      {
        numRuns: Number(process.env['LIVE_RUNS'] ?? 12),
        // A busy machine draws fewer worlds rather than letting two run at once over one ledger.
        interruptAfterTimeLimit: 200_000,
        seed: Number(process.env['LIVE_SEED'] ?? 20_261_122),
      },
    )
    expect(checked).toBeGreaterThan(100)
  })
})
