import { newSecret, sameSecret, sign, unsign } from './secret.ts'

const COOKIE = 'warroom_session'
const LIFETIME_S = 30 * 86_400

/** Who asks. One local administrator with the whole maker in scope for now. */
export interface User {
  name: string
}

export interface Sessions {
  /** The token of this start's sign-in link; empty where an access token is set instead. */
  signInToken: string
  /** Sets a cookie for the bearer of a sign-in token or of the access token; `null` when it is wrong. */
  signIn(token: string, secure: boolean): string | null
  signOut(): string
  /** Reads `Authorization: Bearer …` or the session cookie. */
  authenticate(headers: { authorization?: string | undefined; cookie?: string | undefined }): User | null
  /** Checks an access token as such. */
  byToken(token: string): User | null
}

const ADMINISTRATOR: User = { name: 'administrator' }

/** Sessions signed with `key`; `accessToken` is the full-scope token of the environment, or `''`. */
export function createSessions(key: string, accessToken: string, now: () => number): Sessions {
  const signInToken = accessToken === '' ? newSecret() : ''
  const byToken = (token: string) => (sameSecret(token, accessToken) ? ADMINISTRATOR : null)
  const cookie = (value: string, age: number, secure: boolean) =>
    `${COOKIE}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${age}${secure ? '; Secure' : ''}`

  return {
    signInToken,
    byToken,
    signIn(token, secure) {
      if (!sameSecret(token, signInToken) && !byToken(token)) return null
      return cookie(sign(`v1.${Math.floor(now() / 1000)}`, key), LIFETIME_S, secure)
    },
    signOut: () => cookie('', 0, false),
    authenticate({ authorization, cookie: cookies }) {
      const bearer = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')
      if (bearer) return byToken(bearer[1]!)
      const value = cookieValue(cookies ?? '')
      const payload = value && unsign(value, key)
      const issued = payload ? Number(payload.split('.')[1]) : Number.NaN
      return now() / 1000 - issued < LIFETIME_S ? ADMINISTRATOR : null
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
