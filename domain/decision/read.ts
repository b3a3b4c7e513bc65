import { z } from 'zod'
import { ALIGNMENTS } from '../range.ts'
import { Refusal, quote } from '../errors.ts'
import { readSpec } from '../view.ts'
import type { Evidence, Expected, Where, Written } from './decision.ts'
import { libraryMeasure } from './library.ts'
import { LONGEST, type Changes } from './merge.ts'

// Control characters other than line breaks and tabs break terminals, logs and Postgres.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ud800-\udfff]/u
const text = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest)
    .refine((value) => !CONTROL.test(value), 'contains control characters')
const code = text(200).min(1)
const day = z.iso.date()
const figure = z.union([z.number(), text(400)]).nullable()
const kind = code.refine((id) => libraryMeasure(id) !== undefined, 'is no measure of the library')

const expected = z
  .strictObject({
    measure: code,
    amount: z.number().nullable().default(null), low: z.number().nullable().default(null), high: z.number().nullable().default(null),
    from: z.number().nullable().default(null), to: z.number().nullable().default(null), units: z.number().nullable().default(null),
  })
  .refine(({ low, high }) => (low === null) === (high === null) && (low === null || low <= high!), { message: 'low and high come together, low first', path: ['low'] })
  .transform((one): Expected => ({ ...one, amount: one.amount ?? (one.from !== null && one.to !== null ? round(one.to - one.from) : null) }))
  .refine(({ amount, low }) => amount !== null || low !== null, { message: 'says neither an amount, nor low and high, nor from and to', path: ['amount'] }) // prettier-ignore

/** Twelve digits: 0.05 − 0.037 is 0.013 to everybody. */
const round = (value: number): number => Number(value.toPrecision(12))

const cause = z.strictObject({
  text: text(1_000).default(''), segment: z.record(z.string().max(60), z.string().max(400)).default({}), stage: code.nullable().default(null),
  units: z.number().nullable().default(null), side: z.enum(['outside', 'inside', 'data', 'unknown']).default('unknown'), why: text(1_000).default(''),
}) // prettier-ignore

const evidence = z.strictObject({
  spec: z.record(z.string(), z.unknown()).nullable().default(null),
  ranges: z.record(z.string(), z.unknown()).nullable().default(null),
  align: z.enum(ALIGNMENTS).default('elapsed'),
  seq: z.number().int().min(0).nullable().default(null),
  as_of: z.iso.datetime({ offset: true }).optional(),
  known_at: z.iso.datetime({ offset: true }).optional(),
  figures: z.array(z.strictObject({ name: code, value: figure, before: figure.default(null), unit: text(40).default('') })).max(200).default([]),
  cause: cause.nullable().default(null),
  rejected: z.array(cause).max(40).default([]),
}) // prettier-ignore

const written = {
  title: text(LONGEST.title).min(1),
  what: text(LONGEST.what),
  measure_kind: kind.nullable(),
  also: z.array(kind).max(10).transform((ids) => [...new Set(ids)]), // prettier-ignore
  owner: text(100),
  owner_id: code.nullable(),
  due_on: day.nullable(),
  review_on: day.nullable(),
  expected: expected.nullable(),
  escalated: z.boolean(),
  meeting_id: code.nullable(),
  asserted_by: text(100),
  starts: z.record(code, day).refine((days) => Object.keys(days).length <= 2_000, 'names more than 2,000 dealers'),
}

/** The form of `POST /api/decisions`. */
export const createdForm = z.strictObject({
  ...written,
  title: written.title.optional(),
  what: written.what.default(''),
  measure_kind: written.measure_kind.default(null),
  also: written.also.default([]),
  owner: written.owner.default(''),
  owner_id: written.owner_id.default(null),
  due_on: written.due_on.default(null),
  review_on: written.review_on.default(null),
  expected: written.expected.default(null),
  escalated: written.escalated.default(false),
  meeting_id: written.meeting_id.default(null),
  asserted_by: written.asserted_by.default(''),
  starts: written.starts.default({}),
  where: z.unknown().optional(),
  stage: code.optional(),
  measure: code,
  direction: z.enum(['down', 'up']).default('down'),
  claims: z.number().min(0).max(1e9).optional(),
  evidence: evidence.optional(),
  picture: z.string().optional(),
  parent_id: code.nullable().default(null),
  alert_id: code.nullable().default(null),
  client_key: code.optional(),
})

/** A new decision as somebody sent it, read. `picture` is PNG in base64. */
export interface NewDecision extends Written {
  where: Where
  stage: string
  measure: string
  direction: 'down' | 'up'
  /** Absent: what the cause or the expectation says. */
  claims: number
  evidence: Omit<Evidence, 'as_of' | 'known_at' | 'picture'> & { as_of: string | null; known_at: string | null }
  picture: string | null
  parent_id: string | null
  alert_id: string | null
  /** The sender's own name of it: sent twice, it is written once. */
  client_key: string | null
}

/** Reads `POST /api/decisions`. Throws a `Refusal` naming what offended. */
export function readNew(raw: unknown): NewDecision {
  const sent = parse(createdForm, raw)
  const library = libraryMeasure(sent.measure_kind)
  const title = sent.title ?? (library?.zh || sent.what.slice(0, LONGEST.title))
  if (title === '')
    throw new Refusal('missing_field', 'title, what and measure_kind are all empty: what is to be done?', {
      path: 'title',
    })
  const { where } = readSpec({ measures: [sent.measure], where: sent.where })
  if (sent.expected) readSpec({ measures: [sent.expected.measure] })
  const proof = sent.evidence ?? evidence.parse({})
  if (proof.spec) readEvidenceSpec(proof.spec)
  const { as_of = null, known_at = null, ...frozen } = proof
  const claims = sent.claims ?? Math.abs(proof.cause?.units ?? sent.expected?.units ?? 0)
  return {
    ...sent,
    title,
    where,
    stage: sent.stage ?? proof.cause?.stage ?? library?.stages[0] ?? sent.measure,
    claims,
    evidence: { ...frozen, ranges: frozen.ranges as Evidence['ranges'], as_of, known_at },
    picture: sent.picture === undefined ? null : readPicture(sent.picture),
    client_key: sent.client_key ?? null,
  } // prettier-ignore
}

/** The question behind the evidence is either one of figures or one of the desk; of the first every name is known. */
function readEvidenceSpec(spec: Record<string, unknown>): void {
  if (Array.isArray(spec['measures'])) readSpec(spec)
  if (JSON.stringify(spec).length > 20_000)
    throw new Refusal('bad_field', 'evidence.spec is longer than 20,000 characters', { path: 'evidence.spec' })
}

/** The form of what may be written again. */
export const writtenForm = z.strictObject(written).partial()

/** A change of a decision, made from a revision. */
export interface ReadPatch {
  revision: number
  /** Whether the merge is written at once where others wrote meanwhile. */
  accept_merge: boolean
  changes: Changes
}

const patch = z.looseObject({ revision: z.number().int().min(1), accept_merge: z.boolean().default(false) })

/** Reads `PATCH /api/decisions/:id`. What is frozen with the decision is refused by name. */
export function readPatch(raw: unknown): ReadPatch {
  const { revision, accept_merge, ...rest } = parse(patch, raw)
  const frozen = Object.keys(rest).find((name) => !Object.hasOwn(written, name))
  if (frozen !== undefined)
    throw new Refusal('unknown_field', `${quote(frozen)} is fixed with the decision, or no part of it`, { path: frozen.slice(0, 60) }) // prettier-ignore
  const changes = parse(writtenForm, rest) as Changes
  if (changes.expected) readSpec({ measures: [changes.expected.measure] })
  return { revision, accept_merge, changes }
}

/** Reads a body by a schema. Throws a `Refusal` with the first offender's path. */
export function parse<Schema extends z.ZodType>(schema: Schema, raw: unknown): z.output<Schema> {
  const result = schema.safeParse(raw)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const path = issue!.code === 'unrecognized_keys' ? [...issue!.path, issue!.keys[0]!] : issue!.path
  const name = path.map(String).join('.').slice(0, 120)
  if (issue!.code === 'unrecognized_keys')
    throw new Refusal('unknown_field', `no part of it is called ${quote(name)}`, { path: name })
  const absent = issue!.code === 'invalid_type' && issue!.input === undefined && issue!.message.includes('undefined')
  throw new Refusal(absent ? 'missing_field' : 'bad_field', absent ? `${name || 'the body'} is missing` : `${name || 'the body'}: ${issue!.message}`, { path: name }) // prettier-ignore
}

export const LARGEST_PICTURE = 500_000
const PNG = 'iVBORw0KGgo'

/** PNG in base64, as a data address or bare. Throws where it is none or larger than 500 kB. */
export function readPicture(raw: string): string {
  const base64 = raw.replace(/^data:image\/png;base64,/, '')
  if (!base64.startsWith(PNG) || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64))
    throw new Refusal('bad_field', 'picture is not a PNG in base64', { path: 'picture' })
  const bytes = Math.floor((base64.length * 3) / 4)
  if (bytes > LARGEST_PICTURE)
    throw new Refusal('too_large', `picture has ${bytes} bytes, at most ${LARGEST_PICTURE} are kept`, {
      path: 'picture',
    })
  return base64
}
