import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** Events of a kind by dealer and by business month. Shares no code with the importer: lines, commas and sums. */
export interface Count {
  dealers: Map<string, number>
  months: Map<string, number>
  total: number
}

type Counts = Map<string, Count>

const SHANGHAI_MS = 8 * 3_600_000

function linesOf(folder: string, begin: string): string[][] {
  const names = readdirSync(folder).filter((name) => name.startsWith(begin))
  return names.flatMap((name) => {
    const bytes = readFileSync(join(folder, name))
    const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
    return text.trim().split(/\r?\n/).slice(1).map((line) => line.split(',')) // prettier-ignore
  })
}

function add(counts: Counts, kind: string, dealer: string, month: string, units: number): void {
  const count = counts.get(kind) ?? { dealers: new Map(), months: new Map(), total: 0 }
  count.dealers.set(dealer, (count.dealers.get(dealer) ?? 0) + units)
  count.months.set(month, (count.months.get(month) ?? 0) + units)
  count.total += units
  counts.set(kind, count)
}

const monthOf = (time: number): string => new Date(time + SHANGHAI_MS).toISOString().slice(0, 7)

/** FNV-1a with 32 bits, written with whole numbers of any size so that it cannot share a slip with the importer's. */
function fnv(text: string): number {
  let hash = 2166136261n
  for (const byte of Buffer.from(text)) hash = ((hash ^ BigInt(byte)) * 16777619n) % 4294967296n
  return Number(hash)
}

/** The published counts and all others of the replay, straight from the files. */
export function recount(datasets: string): { counts: Counts; dealers: string[] } {
  const counts: Counts = new Map()
  const dealers = [
    ...new Set(linesOf(join(datasets, 'changan-ford-dealers'), 'dealers').map((cells) => cells[4]!.trim())),
  ].sort()
  countTraffic(join(datasets, 'koubei-shop-traffic'), dealers, counts)
  countJourney(join(datasets, 'bpi2012-loan-funnel'), dealers, counts)
  return { counts, dealers }
}

function countTraffic(folder: string, dealers: readonly string[], counts: Counts): void {
  for (const [shop, date, visits] of linesOf(folder, 'visits_')) {
    add(counts, 'traffic', dealers[Number(shop) % dealers.length]!, date!.slice(0, 7), Number(visits))
  }
}

const EACH: Record<string, string> = {
  A_PREACCEPTED: 'clean',
  A_ACCEPTED: 'test_drive',
  A_ACTIVATED: 'deal',
  A_REGISTERED: 'delivery',
}
const CALLS = ['W_Afhandelen leads', 'W_Nabellen offertes']
const TALK = 'W_Completeren aanvraag'

function countJourney(folder: string, dealers: readonly string[], counts: Counts): void {
  const dealerOf = (id: string) => dealers[fnv(id) % dealers.length]!
  const first = new Map<string, Map<string, number>>()
  const earliest = (kind: string, id: string, at: number) => {
    const times = first.get(kind) ?? new Map<string, number>()
    times.set(id, Math.min(at, times.get(id) ?? Infinity))
    first.set(kind, times)
  }
  for (const [id, , registered] of linesOf(folder, 'cases')) {
    for (const kind of ['lead', 'unique_lead']) add(counts, kind, dealerOf(id!), monthOf(Date.parse(registered!)), 1)
  }
  const steps = linesOf(folder, 'events_').map(([id, , activity, lifecycle, , time]) => ({
    id: id!,
    activity: activity!,
    lifecycle: lifecycle!,
    at: Date.parse(time!),
  }))
  const ordered = new Set(steps.filter(({ activity }) => activity === 'O_SENT_BACK').map(({ id }) => id))
  for (const { id, activity, lifecycle, at } of steps) {
    const each = (kind: string) => add(counts, kind, dealerOf(id), monthOf(at), 1)
    if (EACH[activity]) each(EACH[activity])
    if (CALLS.includes(activity) && lifecycle === 'COMPLETE') each('contact')
    if (activity === TALK && lifecycle === 'COMPLETE') {
      each('visit')
      earliest('first_visit', id, at)
    }
    if (activity === TALK && lifecycle === 'SCHEDULE') earliest('appointment', id, at)
    if (activity === 'O_SENT') earliest('quote', id, at)
    if (activity === 'O_SENT_BACK') earliest('order', id, at)
    if (['A_CANCELLED', 'O_DECLINED'].includes(activity) && ordered.has(id)) earliest('order_cancel', id, at)
    if (['A_CANCELLED', 'A_DECLINED'].includes(activity)) earliest('lost', id, at)
  }
  for (const [kind, times] of first) for (const [id, at] of times) add(counts, kind, dealerOf(id), monthOf(at), 1)
}
