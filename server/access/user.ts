import { fullScope, type Scope } from '#domain/scope.ts'

/**
 * What one may do beside looking: `viewer` nothing, `manager` writes decisions and answers alerts, `administrator`
 * also lets others in and changes how the war room is set up.
 */
export const ROLES = ['viewer', 'manager', 'administrator'] as const
export type Role = (typeof ROLES)[number]

/** Who asks. */
export interface User {
  id: string
  name: string
  role: Role
  scope: Scope
}

/** The bearer of the sign-in link or of the environment's access token. */
export const ADMINISTRATOR: User = Object.freeze({
  id: 'administrator',
  name: 'administrator',
  role: 'administrator',
  scope: fullScope,
})

/** Whether a role includes another. */
export const atLeast = (role: Role, least: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(least)
