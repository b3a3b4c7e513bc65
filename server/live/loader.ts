import type { Organisation } from '#domain/organisation.ts'
import { narrow } from '#domain/samestore/narrow.ts'
import type { Asker } from '../query/ask.ts'
import type { Frames } from './frames.ts'
import { Slots } from './slots.ts'
import { Sums } from './sums.ts'
import type { LiveView } from './view.ts'

/** Snapshots that the store computes at a time, and people who may wait for one. */
const PLACES = 2
const MOST_WAITING = 64

export interface LoaderOptions {
  asker: Pick<Asker, 'cells'>
  organisation: () => Organisation
  frames: Frames
  /** Where a snapshot is taken now: the sequence up to which facts came, and the clock (epoch ms). */
  at: () => { seq: number; clock: number }
}

/** Reads views from the store, two at a time, those that somebody waits for first. */
export class Loader {
  readonly #options: LoaderOptions
  readonly #slots = new Slots(PLACES, MOST_WAITING)

  constructor(options: LoaderOptions) {
    this.#options = options
  }

  /** The sums of a view as of now. Facts that are published meanwhile are kept for it. */
  load(view: LiveView, forWhom: 'person' | 'house'): Promise<Sums> {
    view.phase = view.sums ? 'reloading' : 'loading'
    view.loadingSeq = Number.POSITIVE_INFINITY
    return this.#slots.run(() => this.#read(view), forWhom).finally(() => (view.loadingSeq = Number.POSITIVE_INFINITY))
  }

  async #read(view: LiveView): Promise<Sums> {
    const { asker, organisation, frames, at } = this.#options
    for (;;) {
      const under = organisation()
      const { seq, clock } = at()
      const plan = narrow(frames.move(view.asked, clock), under)
      view.loadingSeq = seq
      view.beginReading(clock)
      const cells = await asker.cells(plan, seq)
      // An organisation that changed meanwhile would leave keys of two organisations in one view.
      if (organisation() !== under) continue
      view.endReading(at().clock)
      return new Sums(plan, cells, seq, under)
    }
  }
}
