import { z } from 'zod'
import { ENVELOPE, FIELDS, FIELD_NAMES } from '#domain/fields.ts'
import { STREAMS, type Stream } from '#domain/streams.ts'

/** What a field of a row to be sent holds, which decides how a cell's text becomes its value. */
export type Sort =
  'text' | 'instant' | 'date' | 'integer' | 'number' | 'money' | 'boolean' | 'list' | 'revision' | 'attrs'

/** Streams that a file can be imported as. */
export type Target = 'events' | Exclude<Stream, 'watermark'>
export const TARGETS = ['events', ...Object.keys(STREAMS).filter((name) => name !== 'watermark')] as Target[]
export const isTarget = (name: unknown): name is Target => TARGETS.includes(name as Target)

const ENVELOPE_SORTS: Record<(typeof ENVELOPE)[number], Sort> = {
  event_id: 'text',
  source: 'text',
  kind: 'text',
  occurred_at: 'instant',
  recorded_at: 'instant',
  business_date: 'date',
  revision: 'revision',
  void: 'boolean',
  units: 'integer',
  dealer_id: 'text',
  customer: 'text',
  same_as: 'text',
  attrs: 'attrs',
}

/** The fields of a stream and what they hold, from the declarations of the contract. */
export function fieldsOf(target: Target): ReadonlyMap<string, Sort> {
  if (target !== 'events') return streamFields(target)
  const own = FIELD_NAMES.map((name) => [name, eventSort(FIELDS[name].type)] as const)
  return new Map<string, Sort>([...Object.entries(ENVELOPE_SORTS), ...own])
}

function eventSort(type: (typeof FIELDS)[keyof typeof FIELDS]['type']): Sort {
  return type === 'code' || type === 'enum' || type === 'person' ? 'text' : type
}

interface Property {
  type?: string
  format?: string
}

function streamFields(target: Exclude<Target, 'events'>): ReadonlyMap<string, Sort> {
  const { properties } = z.toJSONSchema(STREAMS[target].row, { io: 'input' })
  return new Map(Object.entries(properties ?? {}).map(([name, property]) => [name, schemaSort(property as Property)]))
}

function schemaSort({ type, format }: Property): Sort {
  if (format === 'date') return 'date'
  if (format === 'date-time') return 'instant'
  if (type === 'integer' || type === 'number' || type === 'boolean') return type
  if (type === 'array') return 'list'
  return type === 'object' ? 'attrs' : 'text'
}
