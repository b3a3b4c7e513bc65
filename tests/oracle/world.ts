import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Fact } from '#domain/fact.ts'
import type { ReferenceRows } from '#domain/organisation.ts'
import type { Dealer } from '#domain/streams.ts'
import type { Zone } from '#domain/zone.ts'
import { embedded } from '#store/clickhouse/embedded.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { migrate } from '#store/clickhouse/migrate.ts'

/** A real engine on a folder of its own, with the ledger in it. */
export async function openLedger(): Promise<{ engine: Engine; close: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-'))
  const engine = await embedded(folder)
  await migrate(engine)
  const close = async (): Promise<void> => {
    await engine.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { engine, close }
}

/** A ledger row of which only the named parts matter; `day` is cut in the zone. */
export function factOf(part: Partial<Fact> & Pick<Fact, 'seq' | 'kind' | 'occurred_at'>, zone: Zone): Fact {
  return {
    received_at: part.occurred_at, sign: 1, derived: 0, day: zone.day(part.occurred_at), business_date: zone.day(part.occurred_at),
    source: 'default', event_id: `e${part.seq}`, revision: 0, body_hash: 0, subject: '', person: '', same_as: '', dealer_id: '',
    advisor_id: '', lead_id: '', order_id: '', model: '', channel: '', campaign: '', intent_level: '', sale_type: '', visit_kind: '',
    purpose: '', due_at: null, next_due_at: null, via: '', connected: '', duration_s: null, follow_level: '', reason: '',
    competitor_brand: '', competitor_model: '', audit: '', pay: '', trade_in: '', list_price: null, discount: null, deposit: null,
    vin: '', customer_type: '', units: 1, amount: null, attrs: {},
    ...part,
  } // prettier-ignore
}

export const dealer = (dealer_id: string, region: string, area: string, more: Partial<Dealer> = {}): Dealer => ({
  dealer_id, name: `店${dealer_id}`, region, area, province: '江苏', city: '南京', ...more,
}) // prettier-ignore

/** A small maker: two regions, one dealer that moved, models and channels with aliases. */
export const smallMaker: ReferenceRows = {
  dealers: [
    dealer('D1', '华东', '苏南', { group: 'G1', city_tier: '1' }),
    dealer('D2', '华东', '苏北', { province: '山东', city_tier: '2' }),
    dealer('D3', '华东', '苏南', { group: 'G2' }),
    dealer('D3', '华南', '粤东', { group: 'G1', valid_from: '2026-02-11' }),
    dealer('D4', '华南', '粤东', { province: '广东', city: '深圳', channel_type: '直营', aliases: ['DMS-4'] }),
  ],
  advisors: [
    { advisor_id: 'A1', name: '甲', dealer_id: 'D1' },
    { advisor_id: 'A4', name: '丁', dealer_id: 'D4' },
  ],
  models: [
    { model: 'X5', series: 'X', brand: '澜', segment: 'SUV', energy: 'bev', aliases: ['x5-old'] },
    { model: 'S7', series: 'S', brand: '澜', segment: 'sedan', energy: 'ice' },
    { model: 'E2', series: 'E', brand: '岚', segment: 'sedan' },
  ],
  channels: [
    { channel: 'online', name: '线上' },
    { channel: 'vertical', name: '垂媒', parent: 'online' },
    { channel: 'autohome', name: '之家', parent: 'vertical', aliases: ['qczj'] },
    { channel: 'store', name: '展厅' },
  ],
}

/** Days on which the small maker's D2 changes between its regions, near every clock that the properties draw. */
const MOVES = ['2024-02-20', '2024-12-20', '2025-03-01', '2025-10-05', '2025-10-30', '2026-01-20', '2026-02-15', '2026-03-20', '2026-04-01', '2026-10-01', '2026-11-15'] // prettier-ignore

/** Stores that opened, stood still for a while, or closed. */
const stores: Dealer[] = [
  dealer('D5', '华东', '苏北', { valid_from: '2025-03-20', status: '营业' }),
  dealer('D6', '华南', '粤东', { attrs: { opened_on: '2024-11-05' } }),
  dealer('D6', '华南', '粤东', { status: '整改', valid_from: '2026-02-01' }),
  dealer('D6', '华南', '粤东', { status: '营业', valid_from: '2026-02-20' }),
  dealer('D7', '华东', '苏南', { attrs: { closed_on: '2026-10-05' }, valid_from: '2026-10-02' }),
  dealer('D7', '华东', '苏南'),
]

/** A line of three models, one with an old code; one that was replaced nobody knows when; one that two replaced. */
export const lineage: ReferenceRows['models'] = [
  { model: 'X5', series: 'X', brand: '澜', segment: 'SUV', energy: 'bev', aliases: ['x5-old'] },
  { model: 'X6', series: 'XX', brand: '澜', segment: 'SUV', succeeds: 'x5-old', launch_on: '2025-10-20' },
  { model: 'X7', series: 'XX', brand: '澜', segment: 'SUV', energy: 'bev', succeeds: 'X6', launch_on: '2026-03-10' },
  { model: 'S7', series: 'S', brand: '澜', segment: 'sedan', energy: 'ice' },
  { model: 'S8', series: 'S', brand: '澜', segment: 'sedan', energy: 'phev', succeeds: 'S7' },
  { model: 'E2', series: 'E', brand: '岚', segment: 'sedan' },
  { model: 'E3', series: 'E', brand: '岚', segment: 'sedan', succeeds: 'E2', launch_on: '2025-12-01' },
  { model: 'E4', series: 'E', brand: '岚', segment: 'SUV', succeeds: 'E2', launch_on: '2026-01-15' },
]

/** The small maker with a dealer that hardly ever stays where it is, stores that come and go, and models that succeed. */
export const restlessMaker: ReferenceRows = {
  ...smallMaker,
  models: lineage,
  dealers: [
    ...smallMaker.dealers,
    ...stores,
    ...MOVES.map((valid_from, i) =>
      i % 2 ? dealer('D2', '华东', '苏北', { valid_from }) : dealer('D2', '华南', '粤东', { valid_from }),
    ),
  ],
}
