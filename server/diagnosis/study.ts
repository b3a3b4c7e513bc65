import { leavesUnder } from '#domain/diagnosis/held.ts'
import type { Leaves } from '#domain/diagnosis/leaves.ts'
import { dealersIn } from '#domain/dealers.ts'
import { isPlace, type Dimension } from '#domain/dimensions.ts'
import { Refusal } from '#domain/errors.ts'
import type { Organisation } from '#domain/organisation.ts'
import { stateRanges, type Plan } from '#domain/plan.ts'
import type { RangeName } from '#domain/range.ts'
import { narrow } from '#domain/samestore/narrow.ts'
import { scopeKey, type Scope } from '#domain/scope.ts'
import type { VehicleBook } from '#domain/stock/vehicles.ts'
import type { Freshness, Ranges } from '#domain/view.ts'
import type { Asker, AskerOptions } from '../query/ask.ts'
import { eventsAmong } from './events.ts'
import { createDue, type Due } from './due.ts'
import type { PaceRooms } from '../pace/pace.ts'
import { coarser, grainOf, keptOf, MOST_LEAVES, nextLevel } from './grain.ts'
import type { Counts } from './columns.ts'
import { readLeaves, type Reading } from './read.ts'
import { Recent } from './recent.ts'
import { Renewed } from './renewed.ts'
import type { SilentDealer } from './silent.ts'
import { bad, type DiagnosisSpec } from './spec.ts'
import { within } from './within.ts'

export interface StudyRooms extends AskerOptions, PaceRooms {
  asker: Asker
  /** Dealers of the whole maker that are silent against their rhythm right now. */
  silent: () => Promise<readonly SilentDealer[]>
  /** Channels whose leads come with events, such as auto shows; none unless said. */
  events?: readonly string[]
  /** Ms for which an answer waits for what is kept; for ever unless told. */
  patience?: number
}

/** What a diagnosis is made of, read at one moment. */
export interface Study {
  seq: number
  as_of: string
  ranges: Ranges
  freshness: Freshness
  by: Dimension
  leaves: Leaves
  /** The same without the dealers whose data is late: what causes are told of. */
  complete: Leaves
  /** Against a target what is due; `null` against a range. */
  due: Due | null
  /** Dealers of the question whose data is not complete. */
  silent: readonly string[]
  /** Dealers of the question, and the question as it was read. */
  dealers: readonly string[]
  plan: Plan
  /** When it was read how leads were called (epoch ms); `null` where that was not asked. */
  called_at: number | null
  /** Reads that anew if it is no longer good; for when the answer is out, because it takes longer than that. */
  renew: () => Promise<void>
  /** Settles when what was not waited for has come, and fails as it fails; `null` where nothing is missing. */
  late: Promise<unknown> | null
}

/** Reads a study; `cuts` are dimensions that the answer is split by, beside the next level. */
export interface Studies {
  (spec: DiagnosisSpec, scope: Scope, cuts?: readonly Dimension[]): Promise<Study>
  /** Whether a question is about more than another one, as far as the asker may see it. */
  isWider(wider: DiagnosisSpec, narrow: DiagnosisSpec, scope: Scope): boolean
}

/** Milliseconds for which a study is good: a hundred walls that ask the same cost one, and none shows old news. */
const FRESH_MS = 10_000
const MOST_STUDIES = 12
/**
 * Milliseconds for which it is good how leads were called and what usually comes in, and for which it still is better than
 * to wait for it: it says why, is no figure that anybody reads, and the answer tells how old it is.
 */
const KEPT = { good: 300_000, bearable: 7_200_000, most: 2 * MOST_STUDIES }

const NO_CARS: VehicleBook = new Map()

/** What a study is split by, the grain of its leaves, and what of it no coarser one may leave out. */
interface Cut {
  by: Dimension
  kept: readonly Dimension[]
  dims: readonly Dimension[]
}

/** Reads what diagnoses are made of. The same study within ten seconds is read once, whoever asks. */
export function createStudies(rooms: StudyRooms): Studies {
  const { asker, engine, zone } = rooms
  const dueOf = createDue(rooms)
  const recent = new Recent<Study>(rooms.now, FRESH_MS, MOST_STUDIES)
  const lasting = new Renewed<Counts>(rooms.now, KEPT)
  let known: unknown[] = []

  const read = async (
    spec: DiagnosisSpec,
    scope: Scope,
    plan: Plan,
    { by, kept, dims }: Cut,
    signed: boolean,
  ): Promise<Study> => {
    const seq = rooms.head()
    const organisation = rooms.organisation()
    const base = baseOf(spec)
    const silent = await silentIn(plan, organisation)
    const due = spec.against === 'target' ? await dueOf(spec, plan, scope) : null
    if (spec.against === 'target' && !due) throw bad('nothing was set as a target for this question', 'compare')
    const moment = { plan: narrow(plan, organisation), organisation, seq, silent }
    const { current, [base]: compared } = plan.ranges
    // Every outcome has the same leads and calls before it.
    const asked = [scopeKey(scope), { ...plan.spec, measures: [] }, base, current.from, compared?.from, silent]
    let called_at: number | null = null
    let renewals: (() => Promise<void>)[] = []
    let waiting: Promise<unknown>[] = []
    const { leaves: counted, late } = await carried(spec.dims, kept, dims, (grain) => {
      ;[renewals, waiting] = [[], []]
      const keep = (what: 'calls' | 'usual') => async (make: () => Promise<Counts>) => {
        const key = JSON.stringify([what, asked, grain])
        const asking = lasting.get(key, make)
        const dated = await within(asking, rooms.patience ?? null)
        if (!dated) {
          waiting.push(asking)
          return null
        }
        if (what === 'calls') called_at = dated.at
        renewals.push(() => lasting.renew(key, make))
        return dated.value
      }
      const beside = { cars: rooms.vehicles?.() ?? NO_CARS, calls: keep('calls'), usual: keep('usual') }
      return readLeaves(engine, moment, grain, spec.stages, base, signed ? beside : null)
    })
    const leaves = { ...counted, events: eventsAmong(counted, rooms.events ?? [], organisation) }
    return {
      seq,
      as_of: zone.iso(plan.as_of),
      ranges: stateRanges(plan),
      freshness: rooms.freshness(),
      by,
      leaves,
      complete: late.includes(true)
        ? leavesUnder(
            leaves,
            Int32Array.from(leaves.rows.keys()).filter((leaf) => !late[leaf]),
          )
        : leaves,
      due,
      silent,
      dealers: dealersIn(plan.spec.where, organisation, zone.day(plan.as_of)),
      plan,
      called_at,
      renew: async () => {
        for (const renew of renewals) await renew()
      },
      late: waiting.length > 0 ? Promise.all(waiting) : null,
    }
  }

  /** Only what is silent now, and was before the range's end, is missing in it; a pinned clock knows of no silence. */
  const silentIn = async (plan: Plan, organisation: Organisation): Promise<string[]> => {
    const { as_of, where } = plan.spec
    if (as_of !== null || where.advisor_id) return []
    const inside = new Set(dealersIn(where, organisation, zone.day(plan.as_of)))
    const found = (await rooms.silent()).filter(({ dealer_id, last }) => inside.has(dealer_id) && last < plan.ranges.current.until) // prettier-ignore
    return found.map(({ dealer_id }) => dealer_id).sort()
  }

  const studies = (spec: DiagnosisSpec, scope: Scope, cuts: readonly Dimension[] = []): Promise<Study> => {
    const plan = planOf(asker, spec, scope)
    const reference = [rooms.organisation(), rooms.targets()]
    if (reference.some((one, i) => one !== known[i])) [recent, lasting].forEach((one) => one.clear())
    known = reference
    const by = spec.by ?? nextLevel(plan)
    const told = [by, ...cuts]
    const cut = { by, kept: keptOf(told), dims: grainOf(spec, told, plan, rooms.organisation()) }
    const key = JSON.stringify([scopeKey(scope), plan.spec, spec.against, cut])
    // A step that is cut needs no process figures: one without is read faster, one with them is at hand or not.
    const signed = cuts.length === 0 || recent.has(`${key} signed`)
    const name = signed ? `${key} signed` : key
    const found = recent.get(name, () => read(spec, scope, plan, cut, signed))
    // Whoever asks once all is there is told all. What failed is not tried again before the study is old.
    void found
      .then(({ late }) => late)
      .then(
        (late) => late && recent.drop(name, found),
        () => undefined,
      )
    return found
  }
  const isWider = (wider: DiagnosisSpec, narrow: DiagnosisSpec, scope: Scope): boolean => {
    const [all, own] = [planOf(asker, wider, scope), planOf(asker, narrow, scope)]
    const others = (Object.keys(own.spec.where) as Dimension[]).filter((name) => !isPlace(name))
    if (others.some((name) => !all.spec.where[name])) return true
    const dealers = ({ spec: { where }, as_of }: Plan) => dealersIn(where, rooms.organisation(), zone.day(as_of)).length
    return dealers(all) > dealers(own)
  }
  return Object.assign(studies, { isWider })
}

/** Reads at a grain, or at the next coarser one that the data can carry where nobody asked for this one. */
async function carried(
  asked: DiagnosisSpec['dims'],
  kept: readonly Dimension[],
  dims: readonly Dimension[],
  read: (dims: readonly Dimension[]) => Promise<Reading>,
): Promise<Reading> {
  const next = asked ? null : coarser(dims, kept)
  try {
    const reading = await read(dims)
    if (!next || reading.counted <= MOST_LEAVES) return reading
  } catch (refusal) {
    if (!next || !(refusal instanceof Refusal && refusal.code === 'too_many_rows')) throw refusal
  }
  return carried(asked, kept, next, read)
}

/** The range whose funnel the actual one is held against; that of a target is scaled. */
export const baseOf = ({ against }: Pick<DiagnosisSpec, 'against'>): Extract<RangeName, 'previous' | 'last_year'> =>
  against === 'last_year' ? 'last_year' : 'previous'

function planOf(asker: Asker, spec: DiagnosisSpec, scope: Scope): Plan {
  const base = baseOf(spec)
  const plan = asker.plan({ ...spec.question, measures: spec.stages, compare: [base] }, scope)
  if (plan.spec.where.intake) throw bad('whether a journey is new is not said by single events', 'where.intake')
  if (!plan.ranges[base]) throw bad(`the period has no ${base} to be compared with`, 'compare')
  return plan
}
