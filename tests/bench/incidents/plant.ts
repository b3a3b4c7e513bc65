import { LEAVES, MODELS, RIVALS } from '#ingest/sources/simulator/catalogue.ts'
import { NUMBERS, journeyId } from '#ingest/sources/simulator/identity.ts'
import type { Journey } from '#ingest/sources/simulator/journey.ts'
import { draw, keyFrom } from '#ingest/sources/simulator/random.ts'
import type { Marks } from '#ingest/sources/simulator/scripted.ts'
import type { Store } from '#ingest/sources/simulator/stores.ts'
import type { Change, Ledger } from './ledger.ts'
import type { Base } from './quiet.ts'

/** An incident planted into a quiet world, and what must be said of it. */
export interface Planted {
  no: number
  /** For the report: place, kind of business, size, first day. */
  text: string
  /** The step that must be named, and whether its leaves lie in the incident's cell; null where nothing may be named. */
  stage: string | null
  inCell: (row: readonly string[]) => boolean
  /** The region that all of it lies in; null where it lies in several. */
  region: string | null
  /** A dilution must be named as mix or campaign, not as a worse rate. */
  mix: boolean
  gain: boolean
  ledger: Ledger
  silent: ReadonlySet<string>
}

const DAY = 86_400_000
const SLOT = 900
/** Dimensions of the ledger's rows. */
const [REGION, AREA, DEALER, MODEL, FAMILY, CHANNEL, CAMPAIGN] = [0, 1, 2, 3, 4, 5, 6]
const PORTALS = new Set(['portal', 'video', 'own'])

/** A change of journeys alone. */
const NOTHING: Change = {}
/** Days before the demo day at which variants begin, by number; earliest last. */
const FIRST: Record<number, [number, number]> = {
  1: [9, 24], 2: [9, 20], 3: [9, 20], 4: [8, 18], 5: [8, 24], 6: [4, 9], 7: [1, 2], 8: [12, 24],
} // prettier-ignore
/** The share that is lost, or that comes on top. */
const SIZE: Record<number, [number, number]> = {
  1: [0.3, 0.6], 2: [0.5, 0.9], 3: [0.3, 0.5], 4: [0.3, 0.5], 5: [0.6, 0.9], 6: [0.9, 1.8], 7: [1, 1], 8: [0.4, 0.7],
} // prettier-ignore

/** Of a region's stores, those that try a new way of calling; as many as in the demo's own script. */
const PILOTS = 0.8

/** A journey whose calls are made as the script's incident `no` has them made. */
const called = (journey: Journey, no: number, marks: Partial<Marks>): Journey => ({
  ...journey,
  store: { ...journey.store, marks: { ...journey.store.marks, ...marks } },
  world: { ...journey.world, incidents: new Set([no]) },
})

const unseen = (journey: Journey): Journey => ({ ...unsold(journey), visit: 0, again: 0, drive: 0 })
const unsold = (journey: Journey): Journey => ({ ...journey, order: 0, cancel: 0, paid: 0, delivery: 0 })

/** A lead that came to the store as another one did. */
function visited(journey: Journey, like: Journey): Journey {
  const later = journey.entered - like.entered
  const at = (time: number): number => (time ? time + later : 0)
  const { visit, again, drive, order, cancel, paid, delivery } = like
  // prettier-ignore
  return { ...journey, valid: true, visit: at(visit), again: at(again), drive: at(drive), order: at(order), cancel: at(cancel), paid: at(paid), delivery: at(delivery), ending: '', end: 0 }
}

/** Leads of a bad campaign: worthless, and nobody comes. */
function bulk(base: Base, stores: readonly Store[], since: number, size: number): Journey[] {
  const { world } = base
  const inRegion = new Set(stores)
  const online = (journey: Journey): boolean => LEAVES[journey.leaf]!.online && journey.isLead
  return base.journeys.flatMap((journey): Journey[] => {
    if (!inRegion.has(journey.store) || !online(journey) || journey.day < world.today + since) return []
    const copies = Math.floor(size + draw(journey.key, SLOT + 2))
    return Array.from({ length: copies }, (_, i) => {
      const no = NUMBERS.bulk + ((journey.no * 2 + i) % (NUMBERS.lucky - NUMBERS.bulk))
      const made = {
        ...unseen(journey),
        no,
        id: journeyId(journey.store.no, journey.day, no),
        key: keyFrom(journey.key, i),
      }
      return { ...made, valid: false, ending: '' as const, end: 0 }
    })
  })
}

/** Plants a variant of incident `no`: its place, model, channel, size and first day are drawn from `seed`. */
export function plant(base: Base, no: number, seed: number): Planted {
  const u = (slot: number): number => draw(keyFrom(seed, no, 77), slot)
  const between = (slot: number, low: number, high: number): number => low + (high - low) * u(slot)
  const one = <T>(slot: number, of: readonly T[]): T => of[Math.floor(u(slot) * of.length)]!
  const { world } = base
  const since = -Math.round(between(0, ...FIRST[no]!))
  const start = world.rhythm.starts[world.today + since - world.rhythm.first]!
  const ledger = base.ledger.copy()
  const region = one(1, [...new Set(world.stores.map(({ place }) => place.region))])
  const keep = (journey: Journey, share: number): boolean => draw(journey.key, SLOT) < share
  const model = Math.floor(u(2) * MODELS.length)
  const code = MODELS[model]!.code
  const size = between(3, ...SIZE[no]!)
  const at = {
    no,
    region: no === 4 ? null : region,
    mix: false,
    gain: false,
    ledger,
    silent: new Set<string>() as ReadonlySet<string>,
  }
  const text = (...parts: string[]): string =>
    [`no ${no}`, ...parts, `${Math.round(size * 100)} %`, `D${since}`].join(' · ')
  const change = (
    of: (journey: Journey) => boolean,
    made: (journey: Journey) => Journey | null,
    how: Change = {},
  ): void => {
    for (const journey of base.journeys) {
      if (!of(journey)) continue
      const changed = made(journey)
      if (changed === journey && how === NOTHING) continue
      ledger.add(journey, -1)
      if (changed) ledger.add(changed, 1, how)
    }
  }

  switch (no) {
    case 1: {
      // A calling centre of one or two neighbouring areas loses callers: fewer talks, fewer invited visits.
      const areas = [
        ...new Set(world.stores.filter(({ place }) => place.region === region).map(({ place }) => place.area)),
      ]
      const first = Math.floor(u(4) * areas.length)
      const hurt = new Set(u(5) < 0.5 ? [areas[first]!] : [areas[first]!, areas[(first + 1) % areas.length]!])
      change(
        ({ store, day, isLead }) => isLead && hurt.has(store.place.area) && day >= world.today + since,
        (journey) => {
          const lost = journey.visit && LEAVES[journey.leaf]!.online && !keep(journey, 1 - size)
          return called(lost ? unseen(journey) : journey, 1, { hub: true })
        },
      )
      return {
        ...at,
        text: text([...hurt].join('+')),
        stage: 'first_visit',
        inCell: (row) => hurt.has(row[AREA]!) && PORTALS.has(row[FAMILY]!),
      }
    }
    case 2: {
      const leaf = Math.floor(u(4) * (LEAVES.length - 1))
      const channel = LEAVES[leaf]!.code
      change(
        (journey) =>
          journey.leaf === leaf && journey.store.place.region === region && journey.day >= world.today + since,
        (journey) => (keep(journey, 1 - size) ? journey : null),
        NOTHING,
      )
      return {
        ...at,
        text: text(region, channel),
        stage: 'unique_lead',
        inCell: (row) => row[REGION] === region && row[CHANNEL] === channel,
      }
    }
    case 3: {
      const rival = one(6, RIVALS)[1]
      const hurt = (journey: Journey): boolean => journey.model === model && journey.store.place.region === region
      change(
        (journey) => hurt(journey) && (journey.order >= start || journey.end >= start),
        (journey) => (journey.order >= start && !keep(journey, 1 - size) ? unsold(journey) : journey),
        { rival: { share: 0.5, model: rival } },
      )
      return {
        ...at,
        text: text(region, code),
        stage: 'order',
        inCell: (row) => row[REGION] === region && row[MODEL] === code,
      }
    }
    case 4: {
      change(
        (journey) => journey.model === model && journey.delivery >= start,
        (journey) => (keep(journey, 1 - size) ? journey : { ...journey, delivery: journey.delivery + 25 * DAY }),
        NOTHING,
      )
      ledger.scaleStock((row) => row[MODEL] === code, 1 - Math.min(0.9, size * 2))
      return { ...at, text: text(code), stage: 'delivery', inCell: (row) => row[MODEL] === code }
    }
    case 5: {
      // Two advisors of a store keep those who do not buy out of the books.
      const store = one(
        4,
        world.stores.filter(({ sellers }) => sellers <= 4),
      )
      change(
        (journey) => journey.store === store && journey.seat < 2 && journey.visit >= start && !journey.order,
        (journey) => (keep(journey, 1 - size) ? journey : journey.isLead ? unseen(journey) : null),
        NOTHING,
      )
      return { ...at, text: text(store.short), stage: null, inCell: () => false }
    }
    case 6: {
      const hurt = world.stores.filter(({ place }) => place.region === region)
      for (const journey of bulk(base, hurt, since, size)) ledger.add(journey, 1)
      const inCell = (row: readonly string[]): boolean => row[REGION] === region && row[CAMPAIGN] !== ''
      return { ...at, text: text(region), stage: 'unique_lead', mix: true, inCell }
    }
    case 7: {
      const dms = one(4, ['dms-a', 'dms-b', 'dms-c'])
      const from = start + (19 * 60 + 40) * 60_000
      const silent = (source: string, when: number): boolean => source === dms && when >= from
      change(
        ({ store, order, paid, delivery, cancel }) =>
          store.dms === dms && Math.max(order, paid, delivery, cancel) >= from,
        (journey) => journey,
        { silent },
      )
      return {
        ...at,
        text: text(dms),
        stage: null,
        inCell: () => false,
        silent: new Set(world.stores.filter((store) => store.dms === dms).map(({ id }) => id)),
      }
    }
    default: {
      // Another person calls again: talks and invited visits of some stores of one region rise.
      const stores = world.stores.filter(({ place }) => place.region === region)
      const pilot = new Set(stores.slice(0, Math.round(stores.length * PILOTS)))
      const dealers = new Set([...pilot].map(({ id }) => id))
      const isOnline = ({ isLead, leaf, store }: Journey): boolean => isLead && LEAVES[leaf]!.online && pilot.has(store)
      const lags = base.journeys.filter((journey) => journey.visit && isOnline(journey))
      change(
        (journey) => isOnline(journey) && journey.day >= world.today + since,
        (journey) => {
          const usual = LEAVES[journey.leaf]!.visit * journey.store.visitFactor
          const won = !journey.visit && !keep(journey, 1 - usual * size)
          const like = lags[Math.floor(draw(journey.key, SLOT + 1) * lags.length)]!
          return called(won ? visited(journey, like) : journey, 8, { secondCall: 'pilot' })
        },
      )
      return {
        ...at,
        text: text(region, `${dealers.size} stores`),
        stage: 'first_visit',
        gain: true,
        inCell: (row) => dealers.has(row[DEALER]!) && PORTALS.has(row[FAMILY]!),
      }
    }
  }
}
