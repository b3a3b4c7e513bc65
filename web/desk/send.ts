import { ERRORS, type ErrorBody } from '#domain/errors.ts'

const AWAY: ErrorBody = { error: { code: 'store_unavailable', message: '' } }

/** Reads an error body of the house; anything else that is no answer counts as the house being away. */
export async function refusalOf(reply: Response): Promise<ErrorBody> {
  if (reply.status === 404) return { error: { code: 'not_found', message: '' } }
  const body = (await reply.json().catch(() => null)) as ErrorBody | null
  return body?.error && Object.hasOwn(ERRORS, body.error.code) ? body : AWAY
}

/** Posts JSON text and answers what came back or why nothing did; never throws. */
export async function send<T extends object>(
  address: string,
  body: string,
  signal?: AbortSignal,
): Promise<T | ErrorBody> {
  try {
    const reply = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body,
      ...(signal && { signal }),
    })
    return reply.ok ? ((await reply.json()) as T) : await refusalOf(reply)
  } catch {
    return AWAY
  }
}

/** Reads JSON; `null` where the house has nothing there. */
export async function receive<T>(address: string): Promise<T | null> {
  try {
    const reply = await fetch(address, { headers: { accept: 'application/json' } })
    return reply.ok ? ((await reply.json()) as T) : null
  } catch {
    return null
  }
}
