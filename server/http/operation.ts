import { ERRORS } from '#domain/errors.ts'
import { ref, text, type Schema } from './schema.ts'

/** What a route takes, what it answers, and the statuses with which it refuses. */
interface Operation {
  summary: string
  parameters?: readonly Schema[]
  body?: Schema
  /** The answer with status 200, as JSON. */
  answer: Schema
  /** What the answer is called, where the summary does not say it. */
  says?: string
  refuses: readonly number[]
}

export const content = (schema: Schema): Schema => ({ 'application/json': { schema } })

/** The refusals of a route: each status with the codes of the table of errors that come with it. */
export const refusals = (statuses: readonly number[]): Schema =>
  Object.fromEntries(
    statuses.map((status) => {
      const codes = Object.entries(ERRORS).filter(([, error]) => error.status === status)
      return [status, { description: codes.map(([code]) => code).join(', '), content: content(ref('Error')) }]
    }),
  )

/** One method of a path, as the document words it. */
export const operation = (
  method: 'get' | 'post' | 'put' | 'patch',
  { summary, parameters = [], body, answer, says = summary, refuses }: Operation,
): Schema => ({
  [method]: {
    summary,
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: content(body) } }),
    responses: { 200: { description: says, content: content(answer) }, ...refusals(refuses) },
  },
})

/** A question: what is asked is the body, nothing is changed. */
export const ask = (summary: string, body: Schema, answer: Schema): Schema =>
  operation('post', { summary, body, answer, refuses: [400, 401, 403, 503] })

export const query = (name: string, schema: Schema = text): Schema => ({ name, in: 'query', schema })

/** The `{id}` of a path. */
export const id: Schema = { name: 'id', in: 'path', required: true, schema: text }
