import type { Leaves, Sign } from '#domain/diagnosis/leaves.ts'
import { readSettings } from '#domain/settings.ts'
import { IN_TIME_MS, lostTo, SIGNS, type SignKind } from '#domain/diagnosis/signs.ts'
import type { Kind } from '#domain/kinds.ts'
import { LEAVES, MODELS, RIVALS } from '#ingest/sources/simulator/catalogue.ts'
import { NUMBERS } from '#ingest/sources/simulator/identity.ts'
import type { Journey } from '#ingest/sources/simulator/journey.ts'
import { light } from '#ingest/sources/simulator/light.ts'
import { process } from '#ingest/sources/simulator/process.ts'
import { CAMPAIGN } from '#ingest/sources/simulator/scripted.ts'
import type { Sink } from '#ingest/sources/simulator/sink.ts'

export const DIMS = ['region', 'area', 'dealer_id', 'model', 'channel_1', 'channel', 'campaign'] as const
export const STAGES = ['unique_lead', 'first_visit', 'test_drive', 'order', 'deal', 'delivery'] as const
/** Channels whose leads come with events, as the product takes them unless told. */
const EVENTS = [...readSettings({}).WARROOM_EVENT_CHANNELS]
/** Process figures beside the stages: hits and tries. */
const RIVAL_MODELS = RIVALS.map(([, model]) => model)
const EXTRA = [
  'reached',
  'contact',
  'first_call',
  'in_time',
  'unreached',
  'second_call',
  'lost',
  'order_cancel',
  'on_hand',
  'store',
  ...RIVAL_MODELS,
]
const COLUMNS: readonly string[] = [...STAGES, ...EXTRA]

/** More than 180 dealers have of six models and sixteen channels. */
const MOST_LEAVES = 40_000

/** Days before the present range that tell what usually comes in, as the product takes them. */
export const USUAL_MS = 92 * 86_400_000

/** The two ranges of a question, instants, half-open. */
export interface Ranges {
  baseline: { from: number; to: number }
  actual: { from: number; to: number }
}

const COUNTED = new Set<Kind>(['test_drive', 'order', 'deal', 'delivery', 'order_cancel'])

/** What an incident does to the process of a journey, beside the journey itself. */
export interface Change {
  /** The share of losses that go to one rival, beyond the usual. */
  rival?: { share: number; model: string }
  /** Whether a source keeps an event back. */
  silent?: (source: string, at: number) => boolean
}

const isBulk = ({ no }: Journey): boolean => no >= NUMBERS.bulk && no < NUMBERS.lucky

/** Leaves of one journey's kind of business, as one number. */
const leafOf = (journey: Journey): number =>
  ((journey.store.no * MODELS.length + journey.model) * LEAVES.length + journey.leaf) * 2 + (isBulk(journey) ? 1 : 0)

const rowOf = (journey: Journey): string[] => {
  const { code } = LEAVES[journey.leaf]!
  const { place, id } = journey.store
  const campaign = isBulk(journey) ? CAMPAIGN : ''
  return [place.region, place.area, id, MODELS[journey.model]!.code, code.split('_')[0]!, code, campaign]
}

/** Counts the events of journeys into leaves, in either range; a journey can be taken back with weight −1. */
export class Ledger implements Sink {
  readonly from: number
  readonly to: number
  readonly #ranges: Ranges
  readonly #rows: string[][] = []
  readonly #index = new Map<number, number>()
  /** By range, column, leaf. */
  readonly #counts: Record<keyof Ranges, Float64Array[]>
  /** By leaf: unique leads of the days before the present range. */
  readonly #usual: Float64Array
  #weight = 1
  #leaf = -1
  #change: Change = {}

  constructor(ranges: Ranges, copy?: Ledger) {
    this.#ranges = ranges
    this.from = Math.min(ranges.baseline.from, ranges.actual.from - USUAL_MS)
    this.to = ranges.actual.to
    const copied = (range: keyof Ranges): Float64Array[] =>
      COLUMNS.map((_, c) => (copy ? copy.#counts[range][c]!.slice() : new Float64Array(MOST_LEAVES)))
    this.#counts = { baseline: copied('baseline'), actual: copied('actual') }
    this.#usual = copy ? copy.#usual.slice() : new Float64Array(MOST_LEAVES)
    if (copy) {
      this.#rows = [...copy.#rows]
      this.#index = new Map(copy.#index)
    }
  }

  /** Adds what a journey did, or takes it back. */
  add(journey: Journey, weight: 1 | -1, change: Change = {}): void {
    this.#weight = weight
    this.#leaf = this.#find(leafOf(journey), () => rowOf(journey))
    this.#change = change
    light(journey, this)
    process(journey, this)
  }

  /** Adds cars on hand of a dealer's model at the end of a range. `place`: region, area, dealer, model. */
  stock(place: readonly string[], range: keyof Ranges, cars: number): void {
    const known = this.#rows.findIndex((row) => row[4] === '' && row[2] === place[2] && row[3] === place[3])
    this.#weight = 1
    this.#leaf = known < 0 ? this.#rows.push([...place, '', '', '']) - 1 : known
    this.#count(range, 'on_hand', cars)
    this.#count(range, 'store')
  }

  event(journey: Journey, kind: Kind, code: string, source: string, at: number, extras: string): void {
    const isLead = code === 'l' || (code === 'k' && !journey.isLead)
    if (isLead && at < this.#ranges.actual.from) this.#usual[this.#leaf]! += this.#weight
    const range = this.#rangeOf(at)
    if (!range || this.#change.silent?.(source, at)) return
    if (isLead) this.#count(range, 'unique_lead')
    if (code === 'v') this.#count(range, 'first_visit')
    if (COUNTED.has(kind)) this.#count(range, kind)
    if (kind === 'contact') this.#contact(journey, range, code, at, extras.includes('"connected":true'))
    if (kind === 'lost') this.#lost(journey, range, at, extras)
  }

  #contact({ entered }: Journey, range: keyof Ranges, code: string, at: number, connected: boolean): void {
    this.#count(range, 'contact')
    if (connected) this.#count(range, 'reached')
    if (this.#rangeOf(entered) !== range) return
    if (code === 'c1') {
      this.#count(range, 'first_call')
      if (at - entered <= IN_TIME_MS) this.#count(range, 'in_time')
      if (!connected) this.#count(range, 'unreached')
    }
    if (code === 'c2') this.#count(range, 'second_call')
  }

  #lost({ key }: Journey, range: keyof Ranges, at: number, extras: string): void {
    const { rival } = this.#change
    this.#count(range, 'lost')
    const model =
      rival && chance(key, at) < rival.share ? rival.model : RIVAL_MODELS.find((one) => extras.includes(one))
    if (model) this.#count(range, model)
  }

  #rangeOf(at: number): keyof Ranges | null {
    const { actual, baseline } = this.#ranges
    if (at >= actual.from && at < actual.to) return 'actual'
    return at >= baseline.from && at < baseline.to ? 'baseline' : null
  }

  traffic(): void {
    // Doors have no journeys.
  }

  #count(range: keyof Ranges, column: string, units = 1): void {
    const counts = this.#counts[range][COLUMNS.indexOf(column)]!
    counts[this.#leaf]! += units * this.#weight
  }

  #find(number: number, row: () => string[]): number {
    let leaf = this.#index.get(number)
    if (leaf === undefined) {
      this.#index.set(number, (leaf = this.#rows.length))
      this.#rows.push(row())
    }
    return leaf
  }

  copy(): Ledger {
    return new Ledger(this.#ranges, this)
  }

  /** Lets the present range's cars on hand of some rows be a share of what they are. */
  scaleStock(of: (row: readonly string[]) => boolean, share: number): void {
    const counts = this.#counts.actual[COLUMNS.indexOf('on_hand')]!
    this.#rows.forEach((row, leaf) => {
      if (counts[leaf] && of(row)) counts[leaf] = Math.round(counts[leaf] * share)
    })
  }

  /** Units of a stage in the present range. */
  sum(stage: string, of: (row: readonly string[]) => boolean = () => true): number {
    const counts = this.#counts.actual[COLUMNS.indexOf(stage)]!
    return this.#rows.reduce((all, row, leaf) => (of(row) ? all + counts[leaf]! : all), 0)
  }

  /** The leaves of a question about all dealers (or those `of` a place) but those whose data is not complete. */
  leaves(silent: ReadonlySet<string> = new Set(), of: (row: readonly string[]) => boolean = () => true): Leaves {
    const kept = [...this.#rows.keys()].filter((leaf) => !silent.has(this.#rows[leaf]![2]!) && of(this.#rows[leaf]!))
    const counted = (range: keyof Ranges, column: string): Float64Array => {
      const counts = this.#counts[range][COLUMNS.indexOf(column)]!
      return Float64Array.from(kept, (leaf) => counts[leaf]!)
    }
    const sign = ({ name, stage, bad }: SignKind, hits: string, tries: string): Sign => ({
      name, stage, bad,
      baseline: { hits: counted('baseline', hits), tries: counted('baseline', tries) },
      actual: { hits: counted('actual', hits), tries: counted('actual', tries) },
    }) // prettier-ignore
    const sum = (counts: Float64Array): number => counts.reduce((all, count) => all + count, 0)
    const usual = Float64Array.from(kept, (leaf) => this.#usual[leaf]!)
    const periods = sum(usual) / sum(counted('baseline', 'unique_lead'))
    return {
      dims: DIMS,
      rows: kept.map((leaf) => this.#rows[leaf]!),
      stages: STAGES,
      events: EVENTS,
      baseline: STAGES.map((stage) => counted('baseline', stage)),
      actual: STAGES.map((stage) => counted('actual', stage)),
      usual: { counts: usual.map((count) => count / periods), periods },
      signs: [
        sign(SIGNS.contact_reached, 'reached', 'contact'),
        sign(SIGNS.first_response, 'in_time', 'first_call'),
        sign(SIGNS.second_call, 'second_call', 'unreached'),
        ...RIVAL_MODELS.map((model) => sign(lostTo(model), model, 'lost')),
        sign(SIGNS.order_cancel, 'order_cancel', 'order'),
        sign(SIGNS.stock, 'on_hand', 'store'),
      ],
    }
  }
}

/** A draw of its own for each event of a journey. */
function chance(key: number, at: number): number {
  let x = Math.imul(key ^ (at / 1000), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return ((x ^ (x >>> 16)) >>> 0) / 4294967296
}
