import { createHash } from 'node:crypto'
import type { Postgres } from '#store/postgres/engine.ts'
import { closeAccount, listAccounts, putAccount } from '#store/postgres/accounts.ts'
import { newSecret } from './secret.ts'
import type { Role, User } from './user.ts'

/** Who was let in, held in memory: every question asks for its sender. */
export interface Accounts {
  byId(id: string): User | null
  byToken(token: string): User | null
  list(): readonly User[]
  /** Lets somebody in, or gives one who is in another name, role or scope; either way with a new token, told only here. */
  put(user: User): Promise<string>
  close(id: string): Promise<boolean>
  /** Called with everybody who is shut out or whose role or scope changed: their open lines must go. */
  onRevoked(listener: (ids: ReadonlySet<string>) => void): void
  /** Stops following changes. */
  stop(): Promise<void>
}

const hash = (token: string): string => createHash('sha256').update(token).digest('hex')

/** Opens the accounts and follows changes, whichever process made them. */
export async function openAccounts(postgres: Postgres): Promise<Accounts> {
  let users = new Map<string, User>()
  let tokens = new Map<string, User>()
  const listeners: ((ids: ReadonlySet<string>) => void)[] = []
  const read = async (): Promise<void> => {
    const before = users
    const open = (await listAccounts(postgres)).filter(({ closed_at }) => closed_at === null)
    const known = open.map(({ id, name, role, scope, token_hash }) => {
      return { token_hash, user: { id, name, role: role as Role, scope: { where: scope } } }
    })
    users = new Map(known.map(({ user }) => [user.id, user]))
    tokens = new Map(known.map(({ user, token_hash }) => [token_hash, user]))
    const same = (user: User) => JSON.stringify(user) === JSON.stringify(users.get(user.id))
    const revoked = new Set([...before.values()].filter((user) => !same(user)).map(({ id }) => id))
    if (revoked.size > 0) for (const listener of listeners) listener(revoked)
  }
  await read()
  const deaf = await postgres.listen('accounts', () => void read().catch(() => undefined))
  return {
    byId: (id) => users.get(id) ?? null,
    // Tokens are 192 random bits, so looking one up by its hash tells nothing by how long it takes.
    byToken: (token) => tokens.get(hash(token)) ?? null,
    list: () => [...users.values()],
    put: async ({ id, name, role, scope }) => {
      const token = newSecret()
      await putAccount(postgres, { id, name, role, scope: scope.where as Record<string, string[]>, token_hash: hash(token) }) // prettier-ignore
      await read()
      return token
    },
    close: async (id) => {
      const closed = await closeAccount(postgres, id)
      await read()
      return closed
    },
    onRevoked: (listener) => listeners.push(listener),
    stop: deaf,
  }
}
