import { z } from 'zod'
import { TEMPLATE_NAMES, type TemplateName } from '#domain/decision/meeting.ts'
import { parse } from '#domain/decision/read.ts'
import type { Turn } from '#domain/decision/turn.ts'

const sentence = (longest: number) => z.string().trim().min(1).max(longest)
const key = sentence(200)
/** Of what a presenter may lead with: an address and a little more, sent to every screen. */
const LARGEST_STATE = 20_000
const units = z.number().int().min(0).max(1_000_000)

const begun = z.strictObject({
  template: z.enum(TEMPLATE_NAMES as [TemplateName, ...TemplateName[]]),
  title: sentence(200).optional(),
  where: z.unknown().optional(),
  measure: key.optional(),
  topics: z.array(sentence(200)).max(20).default([]),
  client_key: key.optional(),
})
const turned = z.strictObject({
  current: key.nullable().optional(),
  frozen: z.boolean().optional(),
  add_minutes: z.number().int().min(-120).max(120).optional(),
  title: sentence(200).optional(),
  take_chair: z.literal(true).optional(),
})
const noted = z.strictObject({
  text: sentence(4_000),
  item_id: key.nullable().default(null),
  client_key: key.nullable().default(null),
})
const called = z.strictObject({
  key: z.record(key, key).refine((one) => Object.keys(one).length <= 1, 'names more than one place'),
  commitment: units,
  least: units.nullable().default(null),
  challenge: units.nullable().default(null),
})
const presented = z.strictObject({
  meeting: key,
  route: z.string().max(4_000).startsWith('/'),
  state: z
    .record(z.string().max(200), z.unknown())
    .refine((state) => JSON.stringify(state).length <= LARGEST_STATE, `is longer than ${LARGEST_STATE} characters`)
    .default({}),
})

/** The bodies of meetings, read. Each throws a `Refusal` naming what offended. */
export const readBegin = (raw: unknown) => parse(begun, raw)
export const readTurn = (raw: unknown): Turn & { take_chair?: true | undefined } => parse(turned, raw)
export const readNote = (raw: unknown) => parse(noted, raw)
export const readCall = (raw: unknown) => parse(called, raw)
export const readPresent = (raw: unknown) => parse(presented, raw)
const followed = z.strictObject({ meeting: key, follow: z.boolean().default(true) })

/** Whom a screen follows: a meeting by its name, or with `follow` whether at all. */
export const readFollow = (raw: unknown) => parse(followed, typeof raw === 'string' ? { meeting: raw } : raw)
export const readMeetingName = (raw: unknown): string =>
  typeof raw === 'string' ? raw : parse(z.strictObject({ meeting: key }), raw).meeting
