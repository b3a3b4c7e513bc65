import type { Accounts } from './accounts.ts'
import { newSecret, sameSecret, sign, unsign } from './secret.ts'
import { ADMINISTRATOR, type User } from './user.ts'

const COOKIE = 'warroom_session'
const LIFETIME_S = 30 * 86_400

export interface Sessions {
  /** The token of this start's sign-in link; empty where an access token is set instead. */
  signInToken: string
  /** Sets a cookie for the bearer of a sign-in token, of the access token or of an account's token; `null` when it is wrong. */
  signIn(token: string, secure: boolean): string | null
  signOut(): string
  /** Reads `Authorization: Bearer …` or the session cookie. */
  authenticate(headers: { authorization?: string | undefined; cookie?: string | undefined }): User | null
  /** Checks an access token as such. */
  byToken(token: string): User | null
}

/** Sessions signed with `key`; `accessToken` is the full-scope token of the environment, or `''`. */
export function createSessions(
  key: string,
  accessToken: string,
  accounts: Pick<Accounts, 'byId' | 'byToken'>,
  now: () => number,
): Sessions {
  const signInToken = accessToken === '' ? newSecret() : ''
  const byToken = (token: string) => (sameSecret(token, accessToken) ? ADMINISTRATOR : accounts.byToken(token))
  const cookie = (value: string, age: number, secure: boolean) =>
    `${COOKIE}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${age}${secure ? '; Secure' : ''}`

  return {
    signInToken,
    byToken,
    signIn(token, secure) {
      const user = sameSecret(token, signInToken) ? ADMINISTRATOR : byToken(token)
      return user && cookie(sign(`v2.${Math.floor(now() / 1000)}.${user.id}`, key), LIFETIME_S, secure)
    },
    signOut: () => cookie('', 0, false),
    authenticate({ authorization, cookie: cookies }) {
      const bearer = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')
      if (bearer) return byToken(bearer[1]!)
      const value = cookieValue(cookies ?? '')
      const payload = value && unsign(value, key)
      const [version, issued, id] = payload ? payload.split('.') : []
      if (version !== 'v2' || !(now() / 1000 - Number(issued) < LIFETIME_S)) return null
      // Whoever was shut out since holds a cookie that is worth nothing.
      return id === ADMINISTRATOR.id ? ADMINISTRATOR : accounts.byId(id ?? '')
    },
  }
}

function cookieValue(cookies: string): string | undefined {
  for (const part of cookies.split(';')) {
    const [name, value] = part.trim().split('=')
    if (name === COOKIE) return value
  }
  return undefined
}
