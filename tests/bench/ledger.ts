import type { ReferenceRows } from '#domain/organisation.ts'
import type { Engine } from '#store/clickhouse/engine.ts'
import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { join, sql, value } from '#store/clickhouse/sql.ts'

/** The last instant of the made ledger. */
export const BENCH_NOW = Date.parse('2026-11-22T10:00:00+08:00')
const MONTHS_DAYS = 730
const CHUNK = 1_000_000

/** A maker of 8 regions, 48 areas and 600 dealers with 10 advisors each, 12 models, 40 channels. */
export function benchMaker(): ReferenceRows {
  const pad = (n: number) => String(n).padStart(3, '0')
  const dealers = Array.from({ length: 600 }, (_, i) => ({
    dealer_id: `D${pad(i)}`, name: `门店${i}`, region: `大区${i % 8}`, area: `小区${i % 48}`, province: `省${i % 30}`, city: `市${i % 120}`,
    group: `集团${i % 70}`,
  })) // prettier-ignore
  const models = Array.from({ length: 12 }, (_, i) => ({
    model: `M${i}`,
    series: `S${i % 5}`,
    brand: '澜',
    segment: 'SUV',
  }))
  const channels = Array.from({ length: 40 }, (_, i) => ({
    channel: `C${i}`,
    name: `渠道${i}`,
    ...(i > 4 && { parent: `C${i % 5}` }),
  }))
  return { dealers, advisors: [], models, channels }
}

/**
 * Fills the ledger inside the engine: 24 months up to `BENCH_NOW`, kinds in the proportions of a real funnel, dealers
 * of unequal size, times of day by showroom hours. 24 entries are four journeys of a person at a dealer, which begin on
 * one day and go on for weeks. The same number gives the same ledger.
 */
export async function fillLedger(engine: Engine, events: number, told: (done: number) => void): Promise<void> {
  const columns = join([ledger.seq, ledger.received_at, ledger.sign, ledger.derived, ledger.kind, ledger.occurred_at, ledger.day, ledger.business_date, ledger.source, ledger.event_id, ledger.subject, ledger.person, ledger.dealer_id, ledger.advisor_id, ledger.lead_id, ledger.order_id, ledger.model, ledger.channel, ledger.connected, ledger.units, ledger.amount].map((column) => sql`${column}`), sql`, `) // prettier-ignore
  for (let from = 0; from < events; from += CHUNK) {
    const rows = Math.min(CHUNK, events - from)
    await engine.command(sql`INSERT INTO ${tables['warroom.ledger']} (${columns})
      WITH
        number % 24 AS slot,
        ['lead', 'lead', 'lead', 'lead', 'lead', 'lead', 'unique_lead', 'unique_lead', 'unique_lead', 'unique_lead', 'contact', 'contact',
         'contact', 'card', 'card', 'visit', 'visit', 'first_visit', 'first_visit', 'test_drive', 'order', 'deal', 'delivery', 'order_cancel'][slot + 1] AS kind_,
        toUInt64([0, 1, 2, 3, 0, 1, 0, 1, 2, 3, 0, 1, 2, 0, 2, 0, 2, 0, 2, 0, 0, 0, 0, 2][slot + 1]) AS nth,
        toUInt64([0, 0, 0, 0, 3, 9, 0, 0, 0, 0, 1, 2, 6, 1, 4, 12, 20, 12, 20, 14, 25, 35, 45, 40][slot + 1]) AS spread,
        intDiv(number, 24) * 4 + nth AS journey,
        toUInt16(600 * pow(cityHash64(journey, 2) % 10000 / 10000, 1.5)) AS dealer,
        toDate(fromUnixTimestamp64Milli(toInt64(${value(BENCH_NOW, 'Int64')}), 'Asia/Shanghai')) AS today,
        today - toUInt16(intDiv(number, 24) * 24 * toUInt64(${value(MONTHS_DAYS, 'UInt64')}) / ${value(events, 'UInt64')}) AS began,
        began + if(spread = 0, 0, cityHash64(journey, 6 + intDiv(spread, 4)) % (spread + 1)) AS later,
        if(later > today, began, later) AS on_day,
        toDateTime(on_day, 'Asia/Shanghai') + 32400 + if(spread = 0, 0, spread * 120) + cityHash64(journey, 3) % 36000 AS at,
        cityHash64(journey, 4) % 12 AS model_,
        cityHash64(journey, 5) % 40 AS channel_
      SELECT number + 1, at, 1, kind_ IN ('unique_lead', 'first_visit'), kind_, at, on_day, on_day, 'bench', toString(number), '',
        substring(base64Encode(toString(sipHash128(journey))), 1, 16), concat('D', leftPad(toString(dealer), 3, '0')),
        concat('A', leftPad(toString(dealer), 3, '0'), toString(journey % 10)), concat('L', toString(journey)),
        if(kind_ IN ('order', 'deal', 'delivery', 'order_cancel'), concat('O', toString(journey)), ''), concat('M', toString(model_)),
        concat('C', toString(channel_)), if(kind_ = 'contact', if(journey % 3 = 0, 'false', 'true'), ''), 1, 23580000
      FROM numbers(${value(from, 'UInt64')}, ${value(rows, 'UInt64')})`)
    told(from + rows)
  }
}
