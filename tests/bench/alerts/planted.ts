import type { Face } from '#domain/alerts/alert.ts'
import { SCRIPTS, OUTAGE } from '#ingest/sources/simulator/scripted.ts'
import type { Zone } from '#domain/zone.ts'
import { addDays } from '#domain/zone.ts'
import type { Told } from './watch.ts'

const CALLS = ['contact_2h_rate', 'second_call_rate', 'contact_connected_rate']
const VISITS = [...CALLS, 'invited_visit_per_lead_rate', 'first_visit']

interface Sign {
  side: 'fall' | 'rise'
  measures: readonly string[]
  cell: (cell: Record<string, string>) => boolean
}

const HUB = new Set(['苏南', '上海'])
/** What tells of an incident: any of these. No. 5 is told by the doubts, no. 7 as a fault of data. */
const SIGNS: Readonly<Record<number, readonly Sign[]>> = {
  1: [{ side: 'fall', measures: VISITS, cell: ({ region, area }) => HUB.has(area ?? '') || (region === '华东' && area === undefined) }],
  2: [{ side: 'fall', measures: ['unique_lead'], cell: ({ region, channel }) => (region === '西部' && (channel ?? 'portal_b') === 'portal_b') || (region === undefined && channel === 'portal_b') }],
  3: [
    { side: 'rise', measures: ['lost'], cell: ({ region }) => region === '华南' || region === undefined },
    { side: 'fall', measures: ['first_visit_order_rate', 'order', 'delivery'], cell: ({ region, model }) => region === '华南' && (model ?? 'X5') === 'X5' },
  ],
  4: [
    { side: 'fall', measures: ['delivery', 'vehicle_on_hand'], cell: ({ model, region }) => model === 'E' || (model === undefined && region === undefined) },
    { side: 'rise', measures: ['order_cancel'], cell: ({ model }) => (model ?? 'E') === 'E' },
  ],
  6: [
    { side: 'rise', measures: ['unique_lead'], cell: ({ region }) => region === '鲁豫' },
    { side: 'fall', measures: ['invited_visit_per_lead_rate'], cell: ({ region }) => region === '鲁豫' },
  ],
  8: [{ side: 'rise', measures: ['invited_visit_per_lead_rate', 'first_visit', 'second_call_rate'], cell: ({ region }) => region === '华中' }],
} // prettier-ignore

export interface Seen {
  no: number
  zh: string
  /** Hours from its beginning to the first alert that tells of it; `null`: none did. */
  hours: number | null
  level: number | null
  said: string | null
}

const HOUR_MS = 3_600_000

function tells(no: number, { kind, body: { face } }: Told): boolean {
  if (no === 7) return kind === 'data' && face.cell['source'] === 'dms-c'
  const fits = (one: Pick<Face, 'cell' | 'measure' | 'side'>): boolean =>
    (SIGNS[no] ?? []).some(
      ({ side, measures, cell }) => one.side === side && measures.includes(one.measure) && cell(one.cell),
    )
  return kind === 'sales' && [face, ...face.parts].some(fits)
}

/** Which planted incidents were told of, when, and by which words; and the alerts that tell of none. */
export function judge(told: readonly Told[], today: string, zone: Zone): { seen: Seen[]; others: Told[] } {
  const began = ({ no, from }: (typeof SCRIPTS)[number]): number =>
    zone.instant(addDays(today, from), no === 7 ? OUTAGE.from : 0)
  const seen = SCRIPTS.map((script): Seen => {
    const { no, zh } = script
    const first = told.find((alert) => alert.raised_at >= began(script) && tells(no, alert))
    const hours = first ? Math.round((first.raised_at - began(script)) / HOUR_MS) : null
    return { no, zh, hours, level: first?.level ?? null, said: first?.body.face.zh ?? null }
  })
  const others = told.filter(
    (alert) => !SCRIPTS.some((script) => alert.raised_at >= began(script) && tells(script.no, alert)),
  )
  return { seen, others }
}
