import { expect } from 'vitest'
import { planView } from '#domain/plan.ts'
import { fullScope, type Scope } from '#domain/scope.ts'
import { readSpec, type ViewPatch } from '#domain/view.ts'
import { Screen, type Asked } from './client.ts'
import type { House } from './house.ts'

export type Raw = Asked & Record<string, unknown>

/** A viewer with a screen of its own, and what it was sent. */
export class Viewer {
  readonly house: House
  readonly raw: Raw
  readonly scope: Scope
  readonly messages: ViewPatch[] = []
  screen!: Screen
  readonly #leave: () => void

  private constructor(house: House, raw: Raw, scope: Scope) {
    this.house = house
    this.raw = raw
    this.scope = scope
    this.#leave = house.live.listen({
      patch: (patch) => {
        if (patch.view !== this.screen?.view || patch.rev <= this.screen.rev) return
        this.messages.push(structuredClone(patch))
        expect(this.screen.apply(structuredClone(patch))).toBe(true)
      },
      ended: () => undefined,
    })
  }

  static async open(house: House, raw: Raw, scope: Scope = fullScope): Promise<Viewer> {
    const viewer = new Viewer(house, raw, scope)
    await house.live.open(raw, scope, (opened) => (viewer.screen = new Screen(raw, structuredClone(opened))))
    return viewer
  }

  close(): void {
    this.#leave()
    this.house.live.close(this.screen.view)
  }

  /** Holds the screen against the answer asked anew. */
  async check(): Promise<void> {
    const { house, raw, scope, screen } = this
    const { seq, as_of, ranges, rows, total } = screen
    const plan = planView(readSpec({ ...raw, as_of }), scope, {
      zone: house.zone,
      calendar: house.calendar,
      as_of: house.now,
    })
    const expected = house.asker.result(plan, await house.asker.cells(plan, seq), seq)
    expect({ seq, as_of, ranges, rows, total }).toEqual({
      seq, as_of: expected.as_of, ranges: expected.ranges, rows: expected.rows, total: expected.total,
    }) // prettier-ignore
  }
}
