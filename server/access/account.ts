import { z } from 'zod'
import { originOf, readDimension } from '#domain/dimensions.ts'
import { Refusal, quote } from '#domain/errors.ts'
import type { Scope } from '#domain/scope.ts'
import { ADMINISTRATOR, ROLES, type User } from './user.ts'

/** What one sends to let somebody in. An empty scope is the whole maker. */
export const account = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'lower-case letters, digits and dashes, at most 40'),
  name: z.string().trim().min(1).max(80),
  role: z.enum(ROLES),
  scope: z.record(z.string(), z.array(z.string().min(1).max(200)).min(1).max(500)).default({}),
})

/** Reads an account as it was sent. Throws `bad_spec` naming what offends. */
export function readAccount(raw: unknown): User {
  const read = account.safeParse(raw)
  if (!read.success) {
    const [issue] = read.error.issues
    const path = issue?.path.join('.') ?? ''
    throw new Refusal('bad_spec', `${path || 'the account'}: ${issue?.message}`, { path })
  }
  const { scope, ...rest } = read.data
  if (rest.id === ADMINISTRATOR.id) throw new Refusal('bad_spec', 'this id is taken', { path: 'id' })
  // Who lets others in could let himself in everywhere: such a scope would hold nobody back.
  if (rest.role === 'administrator' && Object.keys(scope).length > 0)
    throw new Refusal('bad_spec', 'an administrator has the whole maker in scope', { path: 'scope' })
  for (const name of Object.keys(scope)) {
    const origin = originOf(readDimension(name, `scope.${name}`))
    if (origin !== 'dealer' && name !== 'dealer_id')
      throw new Refusal('bad_spec', `a scope names places of the organisation, not ${quote(name)}`, { path: `scope.${name}` }) // prettier-ignore
  }
  return { ...rest, scope: { where: scope as Scope['where'] } }
}
