import { describe, expect, test } from 'vitest'
import { createSessions as open } from '#server/access/session.ts'
import { ADMINISTRATOR, type User } from '#server/access/user.ts'

const DAY = 86_400_000

const nobody = { byId: () => null, byToken: () => null }
const createSessions = (key: string, token: string, now: () => number, accounts: Parameters<typeof open>[2] = nobody) =>
  open(key, token, accounts, now)

describe('sessions', () => {
  test('the sign-in link of this start opens a session, another token does not', () => {
    const sessions = createSessions('key', '', () => 0)
    expect(sessions.signIn('guess', false)).toBeNull()
    expect(sessions.signIn('', false)).toBeNull()
    const cookie = sessions.signIn(sessions.signInToken, false)!
    expect(cookie).toContain('HttpOnly')
    expect(sessions.authenticate({ cookie: cookie.split(';')[0] })).toEqual(ADMINISTRATOR)
  })

  test('a session outlives a restart, but neither its month nor another key', () => {
    let now = 0
    const sessions = createSessions('key', '', () => now)
    const cookie = sessions.signIn(sessions.signInToken, true)!.split(';')[0]
    expect(createSessions('key', '', () => now).authenticate({ cookie })).not.toBeNull()
    expect(createSessions('other', '', () => now).authenticate({ cookie })).toBeNull()
    now = 31 * DAY
    expect(sessions.authenticate({ cookie })).toBeNull()
  })

  test('with an access token there is no sign-in link, and only that token is let in', () => {
    const sessions = createSessions('key', 'secret-token', () => 0)
    expect(sessions.signInToken).toBe('')
    expect(sessions.signIn('', false)).toBeNull()
    expect(sessions.authenticate({ authorization: 'Bearer secret-token' })).not.toBeNull()
    for (const authorization of ['Bearer secret-toke', 'Bearer ', 'Basic secret-token', undefined]) {
      expect(sessions.authenticate({ authorization })).toBeNull()
    }
  })

  test('a cookie that was tampered with is nobody', () => {
    const sessions = createSessions('key', '', () => 0)
    const cookie = sessions.signIn(sessions.signInToken, false)!.split(';')[0]!
    expect(sessions.authenticate({ cookie: cookie.replace('v2.0', 'v2.9') })).toBeNull()
    expect(sessions.authenticate({ cookie: `${cookie}x` })).toBeNull()
    expect(sessions.authenticate({ cookie: 'warroom_session=.' })).toBeNull()
  })

  test('an account signs in with its own token and is let in as long as it stands', () => {
    const east: User = { id: 'east', name: '华东经理', role: 'manager', scope: { where: { region: ['华东'] } } }
    const accounts = new Map([['east', east]])
    const sessions = createSessions('key', '', () => 0, {
      byId: (id) => accounts.get(id) ?? null,
      byToken: (token) => (token === 'east-token' ? (accounts.get('east') ?? null) : null),
    })
    const cookie = sessions.signIn('east-token', false)!.split(';')[0]!
    expect(sessions.authenticate({ cookie })).toBe(east)
    expect(sessions.authenticate({ authorization: 'Bearer east-token' })).toBe(east)
    expect(sessions.authenticate({ cookie: cookie.replace('east', 'administrator') })).toBeNull()
    accounts.clear()
    expect(sessions.authenticate({ cookie })).toBeNull()
  })
})
