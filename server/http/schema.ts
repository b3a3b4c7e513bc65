import { z } from 'zod'

/** A JSON Schema, or any other part of the OpenAPI document. */
export type Schema = Record<string, unknown>

export const text: Schema = { type: 'string' }
export const integer: Schema = { type: 'integer' }
export const number: Schema = { type: 'number' }
export const flag: Schema = { type: 'boolean' }
export const instant: Schema = { type: 'string', format: 'date-time' }
export const day: Schema = { type: 'string', format: 'date' }
/** Something with fields that its own section of PROTOCOL.md names. */
export const any: Schema = { type: 'object' }
export const words: Schema = { type: 'object', properties: { zh: text, en: text } }

export const orNull = (type: string): Schema => ({ type: [type, 'null'] })
export const oneOf = (values: readonly string[]): Schema => ({ type: 'string', enum: [...values] })
export const listOf = (items: Schema): Schema => ({ type: 'array', items })
export const mapOf = (values: Schema): Schema => ({ type: 'object', additionalProperties: values })
export const object = (properties: Schema, required: readonly string[] = []): Schema => ({
  type: 'object',
  properties,
  ...(required.length > 0 && { required }),
})
/** What a form of the house takes, as a schema. */
export const input = (form: z.ZodType): Schema => z.toJSONSchema(form, { io: 'input' })
/** A schema that the document names. */
export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })
/** `where` of a question: a dimension, and which of its values; null is none. */
export const where: Schema = mapOf(listOf(orNull('string')))
