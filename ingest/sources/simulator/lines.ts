import type { Kind } from '#domain/kinds.ts'
import { LEAVES, MODELS } from './catalogue.ts'
import type { Journey } from './journey.ts'
import { draw } from './random.ts'
import { OUTAGE } from './scripted.ts'
import type { Sink } from './sink.ts'
import { onDuty } from './staff.ts'
import { stamper } from './stamp.ts'
import type { Store } from './stores.ts'
import type { World } from './world.ts'

/** Shares of entries that a source corrects, withdraws and sends twice. */
const QUALITY = { corrected: 0.01, withdrawn: 0.005, sentAgain: 0.007 } as const
const QUALITY_SLOT = 300
/** Withdrawn by mistake of entry: booked again at once under another number. */
const REENTERED = new Set<Kind>(['order', 'invoice', 'deal', 'delivery'])
const UNASSIGNED = new Set<Kind>(['lead', 'clean', 'dispatch'])
const HOUR = 3_600_000
/** Later than this after the event, the line says when it was entered. */
const PROMPT = 15 * 60_000

/** Writes events as lines of the contract's wire format; keeps those that their source sends in [sentFrom, sentTo). */
export class Lines implements Sink {
  readonly from: number
  readonly to: number
  texts: string[] = []
  /** When each line is sent, epoch ms. */
  times: number[] = []
  readonly #sentFrom: number
  readonly #sentTo: number
  readonly #stamp: (instant: number) => string
  readonly #outage: { from: number; until: number }

  constructor(world: World, range: { from: number; to: number; sentFrom: number; sentTo: number }) {
    this.from = range.from
    this.to = range.to
    this.#sentFrom = range.sentFrom
    this.#sentTo = range.sentTo
    this.#stamp = stamper(world.rhythm)
    const { starts, first } = world.rhythm
    const at = (day: number) => starts[world.today + day - first]!
    const silent = world.incidents.has(7)
    this.#outage = { from: silent ? at(-1) + OUTAGE.from : Infinity, until: at(0) + OUTAGE.until }
  }

  event(journey: Journey, kind: Kind, code: string, source: string, at: number, extras: string, late: number): void {
    const { key, id } = journey
    const slot = QUALITY_SLOT + code.charCodeAt(0) * 40 + (code.length > 1 ? code.charCodeAt(1) : 0)
    const sent = this.#heard(source, at + late, key)
    if (sent >= this.#sentTo) return
    const u = draw(key, slot)
    const clean = u >= QUALITY.corrected + QUALITY.withdrawn + QUALITY.sentAgain
    if (clean && sent < this.#sentFrom) return
    const head = `","source":"${source}","kind":"${kind}","occurred_at":"${this.#stamp(at)}"`
    const body = head + this.#tail(journey, kind, code) + extras
    this.#push(`{"event_id":"${id}-${code}${body}`, at, sent)
    if (clean) return
    const after = this.#heard(source, sent + HOUR + Math.floor(draw(key, slot + 7) * 30 * 3600) * 1000, key)
    if (u < QUALITY.corrected) {
      this.#push(
        `{"event_id":"${id}-${code}${head},"revision":1${corrected(journey, kind, this.#tail(journey, kind, code))}${extras}`,
        at,
        after,
      )
    } else if (u < QUALITY.corrected + QUALITY.withdrawn) {
      this.#push(`{"event_id":"${id}-${code}","source":"${source}","revision":1,"void":true`, 0, after)
      if (REENTERED.has(kind)) this.#push(`{"event_id":"${id}-${code}b${body}`, at, after + 240_000)
    } else this.#push(`{"event_id":"${id}-${code}${body}`, at, sent, after)
  }

  traffic(store: Store, at: number, heads: number): void {
    const hour = Math.floor(at / HOUR).toString(36)
    const body = `{"event_id":"${store.id}-${hour}","source":"counter","kind":"traffic","occurred_at":"${this.#stamp(at)}"`
    this.#push(`${body},"dealer_id":"${store.id}","units":${heads}`, at, at)
  }

  /** Takes what has gathered. */
  take(): { texts: string[]; times: number[] } {
    const taken = { texts: this.texts, times: this.times }
    this.texts = []
    this.times = []
    return taken
  }

  /** `sent` is when the source first knew it, `arrives` when this very line comes. */
  #push(open: string, at: number, sent: number, arrives = sent): void {
    if (arrives < this.#sentFrom || arrives >= this.#sentTo) return
    this.texts.push(sent - at > PROMPT ? `${open},"recorded_at":"${this.#stamp(sent)}"}\n` : `${open}}\n`)
    this.times.push(arrives)
  }

  /** When something that a source sends arrives: at once, or after the outage. */
  #heard(source: string, at: number, key: number): number {
    if (source !== 'dms-c' || at < this.#outage.from || at >= this.#outage.until) return at
    return this.#outage.until + Math.floor(draw(key, 290) * 120) * 1000
  }

  #tail(journey: Journey, kind: Kind, code: string): string {
    if (UNASSIGNED.has(kind)) {
      const { store, id, customer, model, leaf } = journey
      const nth = code.length > 1 ? `-${code.slice(1)}` : ''
      return `,"dealer_id":"${store.id}","lead_id":"L${id}${nth}","customer":"${customer}","model":"${MODELS[model]!.code}","channel":"${LEAVES[leaf]!.code}"`
    }
    journey.tail ||= tailOf(journey, journey.advisor.id)
    return journey.tail
  }
}

function tailOf({ store, id, customer, model, leaf, isLead }: Journey, advisor: string): string {
  const lead = isLead ? `,"lead_id":"L${id}"` : ''
  const person = customer ? `,"customer":"${customer}"` : ''
  return `,"dealer_id":"${store.id}","advisor_id":"${advisor}"${lead}${person},"model":"${MODELS[model]!.code}","channel":"${LEAVES[leaf]!.code}"`
}

/** A correction names another model on a lead, and another advisor elsewhere. */
function corrected(journey: Journey, kind: Kind, tail: string): string {
  const { model, store, seat, day } = journey
  if (UNASSIGNED.has(kind))
    return tail.replace(`"model":"${MODELS[model]!.code}"`, `"model":"${MODELS[(model + 2) % 4]!.code}"`)
  return tailOf(journey, onDuty(store.slots[(seat + 1) % store.sellers]!, day).id)
}
