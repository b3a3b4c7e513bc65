import { ERRORS, type ErrorBody } from '#domain/errors.ts'

const AWAY: ErrorBody = { error: { code: 'store_unavailable', message: '' } }

/** A request to the house; with a body, as JSON text, it is a POST unless it says otherwise. */
export interface Request {
  address: string
  body?: string
  method?: 'PUT' | 'DELETE' | 'PATCH'
}

/** Reads an error body of the house; anything else that is no answer counts as the house being away. */
export async function refusalOf(reply: Response): Promise<ErrorBody> {
  if (reply.status === 404) return { error: { code: 'not_found', message: '' } }
  const body = (await reply.json().catch(() => null)) as ErrorBody | null
  return body?.error && Object.hasOwn(ERRORS, body.error.code) ? body : AWAY
}

/** Answers JSON or why nothing came; never throws. */
export async function request<T extends object>(
  { address, body, method }: Request,
  signal?: AbortSignal,
): Promise<T | ErrorBody> {
  try {
    const reply = await fetch(address, {
      ...(body !== undefined && { method: 'POST', body }),
      ...(method && { method }),
      headers: { accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(signal && { signal }),
    })
    if (!reply.ok) return await refusalOf(reply)
    return (reply.status === 204 ? {} : await reply.json()) as T
  } catch {
    return AWAY
  }
}

/** Posts JSON text and answers what came back or why nothing did. */
export const send = <T extends object>(address: string, body: string): Promise<T | ErrorBody> =>
  request<T>({ address, body })

/** Reads JSON; `null` where the house has nothing there. */
export async function receive<T extends object>(address: string): Promise<T | null> {
  const reply = await request<T>({ address })
  return 'error' in reply ? null : reply
}
