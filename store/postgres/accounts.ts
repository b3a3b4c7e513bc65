import type { Asks, Postgres } from './engine.ts'
import { pg, storable } from './sql.ts'

export interface AccountRow {
  id: string
  name: string
  role: string
  /** Dimension → values. */
  scope: Record<string, string[]>
  token_hash: string
  /** Epoch ms. */
  created_at: number
  closed_at: number | null
}

/** Every account there ever was, oldest first. */
export async function listAccounts(postgres: Asks): Promise<AccountRow[]> {
  const rows = await postgres.query<
    Omit<AccountRow, 'scope' | 'created_at' | 'closed_at'> & { scope: string; created_at: Date; closed_at: Date | null }
  >(pg`SELECT id, name, role, scope, token_hash, created_at, closed_at FROM account ORDER BY created_at, id`)
  return rows.map((row) => ({
    ...row,
    scope: JSON.parse(row.scope) as AccountRow['scope'],
    created_at: row.created_at.getTime(),
    closed_at: row.closed_at?.getTime() ?? null,
  }))
}

/** Adds an account, or gives a known one another name, role, scope and token; rings the bell `accounts`. */
export async function putAccount(
  postgres: Postgres,
  { id, name, role, scope, token_hash }: Pick<AccountRow, 'id' | 'name' | 'role' | 'scope' | 'token_hash'>,
): Promise<void> {
  await postgres.query(pg`WITH written AS (
      INSERT INTO account (id, name, role, scope, token_hash)
      VALUES (${storable(id)}, ${storable(name)}, ${role}, ${storable(JSON.stringify(scope))}, ${token_hash})
      ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role, scope = excluded.scope,
        token_hash = excluded.token_hash, closed_at = NULL
      RETURNING id)
    SELECT pg_notify('accounts', id) FROM written`)
}

/** Lets an account in no longer. Answers whether it was open. */
export async function closeAccount(postgres: Postgres, id: string): Promise<boolean> {
  const closed = await postgres.query(pg`WITH written AS (
      UPDATE account SET closed_at = now() WHERE id = ${storable(id)} AND closed_at IS NULL RETURNING id)
    SELECT pg_notify('accounts', id) FROM written`)
  return closed.length > 0
}
