import { z } from 'zod'

const code = z.string().trim().min(1).max(200)
const text = z.string().trim().max(2_000)
const date = z.iso.date()
const instant = z.iso.datetime({ offset: true })
const attrs = z.record(
  z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,39}$/),
  z.union([z.string(), z.number(), z.boolean()]),
)
const count = z.number().int().min(0)

/** The reference streams beside `events`: what a row holds and what identifies it. The same key replaces. */
export const STREAMS = {
  dealers: {
    zh: '经销商',
    row: z.strictObject({
      dealer_id: code, name: code, region: code, area: code, province: code, city: code,
      lon: z.number().min(-180).max(180).optional(), lat: z.number().min(-90).max(90).optional(),
      coord_sys: z.enum(['GCJ-02', 'BD-09', 'WGS-84']).optional(), group: code.optional(), channel_type: code.optional(),
      format: code.optional(), city_tier: code.optional(), status: code.optional(), aliases: z.array(code).max(100).optional(),
      attrs: attrs.optional(), valid_from: date.optional(),
    }), // prettier-ignore
    key: ['dealer_id', 'valid_from'],
  },
  advisors: {
    zh: '顾问',
    row: z.strictObject({
      advisor_id: code, name: code, dealer_id: code, role: code.optional(), left_on: date.optional(), valid_from: date.optional(),
      attrs: attrs.optional(),
    }), // prettier-ignore
    key: ['advisor_id', 'valid_from'],
  },
  models: {
    zh: '车型',
    row: z.strictObject({
      model: code, series: code, brand: code, segment: code, energy: code.optional(), price: z.union([z.number(), code]).optional(),
      launch_on: date.optional(), succeeds: code.optional(), aliases: z.array(code).max(100).optional(), attrs: attrs.optional(),
    }), // prettier-ignore
    key: ['model'],
  },
  channels: {
    zh: '渠道',
    row: z.strictObject({
      channel: code, parent: code.nullish(), name: code, paid: z.boolean().optional(), aliases: z.array(code).max(100).optional(),
      attrs: attrs.optional(),
    }), // prettier-ignore
    key: ['channel'],
  },
  targets: {
    zh: '目标',
    row: z
      .strictObject({
        from: date,
        to: date,
        measure: code,
        region: code.optional(),
        area: code.optional(),
        dealer_id: code.optional(),
        model: code.optional(),
        kind: z.enum(['target', 'commitment', 'challenge']).default('target'),
        version: z.union([z.string(), z.number()]).optional(),
        value: z.number().min(0),
      }) // prettier-ignore
      .refine((row) => row.from < row.to, { message: 'to is not after from', path: ['to'] })
      .refine((row) => [row.region, row.area, row.dealer_id].filter(Boolean).length <= 1, {
        message: 'a target names one place at most: region, area or dealer_id',
        path: ['region'],
      }),
    key: ['from', 'to', 'measure', 'region', 'area', 'dealer_id', 'model', 'kind', 'version'],
  },
  stock: {
    zh: '库存',
    row: z.strictObject({
      at: instant, dealer_id: code, model: code, on_hand: count, in_transit: count.optional(), reserved: count.optional(),
      aged_90: count.optional(),
    }), // prettier-ignore
    key: ['at', 'dealer_id', 'model'],
  },
  market: {
    zh: '市场',
    row: z.strictObject({
      from: date, to: date, place: code, brand: code, model: code, segment: code, basis: code, provisional: z.boolean().optional(),
      units: z.number().optional(), price: z.number().optional(),
    }), // prettier-ignore
    key: ['from', 'to', 'place', 'brand', 'model', 'basis'],
  },
  feedback: {
    zh: '口碑',
    row: z.strictObject({
      at: instant, place: code, brand: code, model: code, topic: code.optional(), polarity: z.union([z.string(), z.number()]).optional(),
      text,
    }), // prettier-ignore
    key: ['at', 'place', 'brand', 'model', 'text'],
  },
  watermark: {
    zh: '水位',
    row: z.strictObject({ source: code, upto: instant }),
    key: ['source'],
  },
} as const

export type Stream = keyof typeof STREAMS
export const isStream = (name: unknown): name is Stream => typeof name === 'string' && Object.hasOwn(STREAMS, name)

export type Dealer = z.infer<(typeof STREAMS)['dealers']['row']>
export type Advisor = z.infer<(typeof STREAMS)['advisors']['row']>
export type Model = z.infer<(typeof STREAMS)['models']['row']>
export type Channel = z.infer<(typeof STREAMS)['channels']['row']>
export type Target = z.infer<(typeof STREAMS)['targets']['row']>
export type StockRow = z.infer<(typeof STREAMS)['stock']['row']>
export type MarketRow = z.infer<(typeof STREAMS)['market']['row']>
export type FeedbackRow = z.infer<(typeof STREAMS)['feedback']['row']>
export type Watermark = z.infer<(typeof STREAMS)['watermark']['row']>

/** What identifies a row of a stream: its key fields, absent ones empty. */
export function keyOf(stream: Stream, row: Record<string, unknown>): string {
  return STREAMS[stream].key.map((name) => encodeURIComponent(String(row[name] ?? ''))).join('|')
}
