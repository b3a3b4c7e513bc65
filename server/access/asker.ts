import type { Response } from 'express'
import type { Scope } from '#domain/scope.ts'
import type { User } from './user.ts'

interface Asker {
  user?: User
  scope?: Scope
}

/** Who sent a request. Sign-in has set it; a route that sign-in does not guard is a mistake of ours. */
export function userOf(response: Response): User {
  const { user } = response.locals as Asker
  if (!user) throw new Error('a request reached a guarded route without a user')
  return user
}

/** What who sent a request may see: without a scope nothing is answered. */
export function scopeOf(response: Response): Scope {
  const { scope } = response.locals as Asker
  if (!scope) throw new Error('a request reached a guarded route without a scope')
  return scope
}
