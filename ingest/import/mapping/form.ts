import { z } from 'zod'
import { FORMATS } from '../read/open.ts'
import { TARGETS } from './field.ts'

const name = z.string().min(1)
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String)
const scalars = z.preprocess((raw) => (Array.isArray(raw) ? raw : [raw]), z.array(scalar).min(1))
const pattern = z.string().refine(compiles, 'is not a regular expression')

function compiles(source: string): boolean {
  try {
    return Boolean(new RegExp(source))
  } catch {
    return false
  }
}

/** How a value is found in a row: one of the first six, then what is done to it. */
export interface ValueForm {
  column?: string | undefined
  const?: string | undefined
  template?: string | undefined
  lookup?: string | undefined
  spread?: string | undefined
  first_of?: ValueForm[] | undefined
  by?: string | undefined
  take?: string | undefined
  rule?: 'hash' | 'modulo' | undefined
  values?: Record<string, string> | undefined
  otherwise?: string | undefined
  format?: string | undefined
  time?: string | undefined
  zone?: string | undefined
  times?: number | undefined
  split?: string | undefined
}

const SOURCES = ['column', 'const', 'template', 'lookup', 'spread', 'first_of'] as const

const object = z
  .strictObject({
    column: name.optional(),
    const: scalar.optional(),
    template: z.string().optional(),
    lookup: name.optional(),
    spread: name.optional(),
    get first_of() {
      return z.array(value).min(1).optional()
    },
    by: name.optional(),
    take: name.optional(),
    rule: z.enum(['hash', 'modulo']).optional(),
    values: z.record(z.string(), scalar).optional(),
    otherwise: scalar.optional(),
    format: name.optional(),
    time: name.optional(),
    zone: name.optional(),
    times: z.number().positive().optional(),
    split: z.string().min(1).optional(),
  })
  .superRefine((form, context) => {
    const given = SOURCES.filter((source) => form[source] !== undefined)
    if (given.length !== 1) {
      context.addIssue({ code: 'custom', message: `needs exactly one of ${SOURCES.join(', ')}` })
    }
    if ((form.lookup || form.spread) && !form.by)
      context.addIssue({ code: 'custom', path: ['by'], message: 'is missing' })
    if (form.lookup && !form.take) context.addIssue({ code: 'custom', path: ['take'], message: 'is missing' })
    if (form.spread && !form.rule) {
      context.addIssue({ code: 'custom', path: ['rule'], message: 'is missing; it is hash or modulo' })
    }
  })

/** A word is a column, a word with `{…}` a template, a list takes the first that is not empty. */
const value: z.ZodType<ValueForm> = z.preprocess((raw) => {
  if (typeof raw === 'string') return raw.includes('{') ? { template: raw } : { column: raw }
  return Array.isArray(raw) ? { first_of: raw as unknown } : raw
}, object)

/** What a cell must be: a word, one of some words, or an object of tests that all hold. */
const condition = z.preprocess(
  (raw) => (typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? raw : { is: raw }),
  z
    .strictObject({
      is: scalars.optional(),
      not: scalars.optional(),
      matches: pattern.optional(),
      empty: z.boolean().optional(),
      found_in: name.optional(),
      missing_in: name.optional(),
    })
    .refine((tests) => Object.keys(tests).length > 0, 'needs a test: is, not, matches, empty, found_in or missing_in'),
)
export type ConditionForm = z.infer<typeof condition>

const when = z.record(z.string(), condition)
export type WhenForm = z.infer<typeof when>

const side = z.strictObject({
  file: name,
  key: name,
  when: when.optional(),
  encoding: name.optional(),
  separator: z.string().min(1).max(3).optional(),
})
export type SideForm = z.infer<typeof side>

/** One event made of a row: what is not said here is a field of the event. */
const event = z
  .object({
    kind: z.preprocess((raw) => (typeof raw === 'string' ? { const: raw } : raw), value),
    when: when.optional(),
    keep: z.enum(['first', 'last']).optional(),
    attrs: z.record(z.string(), value).optional(),
  })
  .catchall(value)
  .refine((form) => !(form.keep && 'revision' in form), { path: ['keep'], message: 'cannot stand beside revision' })
export type EventForm = z.infer<typeof event>

/** The whole of a mapping file. */
export const mappingForm = z
  .strictObject({
    about: z.string().optional(),
    as: z.enum(TARGETS as [string, ...string[]]).optional(),
    source: name.optional(),
    zone: name.optional(),
    encoding: name.optional(),
    format: z.enum(FORMATS).optional(),
    separator: z.string().min(1).max(3).optional(),
    quote: z.string().max(1).optional(),
    header: z.array(name).min(1).optional(),
    skip: z.number().int().min(0).max(1000).optional(),
    sheet: name.optional(),
    empty: z.array(scalar).optional(),
    lookups: z.record(z.string(), side).optional(),
    when: when.optional(),
    fields: z.record(z.string(), value).optional(),
    attrs: z.record(z.string(), value).optional(),
    events: z.array(event).min(1).optional(),
  })
  .refine((form) => form.fields || form.events, 'needs fields, events or both')
export type MappingForm = z.infer<typeof mappingForm>
