import type { Asks } from './engine.ts'
import { pg, storable } from './sql.ts'

/** An alert as it is kept; `body` is the caller's. Instants in epoch ms. */
export interface AlertRow<Body = unknown> {
  id: number
  key: string
  kind: string
  level: number
  state: string
  owner: string | null
  until: number | null
  raised_at: number
  changed_at: number
  closed_at: number | null
  calm_since: number | null
  body: Body
}

interface Kept extends Omit<AlertRow, 'until' | 'raised_at' | 'changed_at' | 'closed_at' | 'calm_since' | 'body'> {
  until_at: Date | null
  raised_at: Date
  changed_at: Date
  closed_at: Date | null
  calm_since: Date | null
  body: string
}

const columns = pg`id, key, kind, level, state, owner, until_at, raised_at, changed_at, closed_at, calm_since, body`

const parsed = <Body>({ until_at, ...row }: Kept): AlertRow<Body> => ({
  ...row,
  id: Number(row.id),
  level: Number(row.level),
  until: until_at?.getTime() ?? null,
  raised_at: row.raised_at.getTime(),
  changed_at: row.changed_at.getTime(),
  closed_at: row.closed_at?.getTime() ?? null,
  calm_since: row.calm_since?.getTime() ?? null,
  body: JSON.parse(row.body) as Body,
})

const instant = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())

/** Adds an alert, open from now on. `undefined` when another process has raised the same just now. */
export async function addAlert<Body>(
  postgres: Asks,
  { key, kind, level, at, body }: { key: string; kind: string; level: number; at: number; body: Body },
): Promise<AlertRow<Body> | undefined> {
  const [row] = await postgres.query<Kept>(pg`
    INSERT INTO alert (key, kind, level, state, raised_at, changed_at, body)
    VALUES (${storable(key)}, ${kind}, ${level}, 'open', ${instant(at)}::timestamptz, ${instant(at)}::timestamptz,
      ${JSON.stringify(body)})
    ON CONFLICT (key) WHERE closed_at IS NULL DO NOTHING RETURNING ${columns}`)
  return row && parsed<Body>(row)
}

/** What of an alert may change. */
export type AlertChange<Body> = Partial<
  Pick<AlertRow<Body>, 'key' | 'level' | 'state' | 'owner' | 'until' | 'closed_at' | 'calm_since' | 'body'>
>

/** Writes what changed and answers the whole; `undefined` for an unknown id. `at`: epoch ms. */
export async function changeAlert<Body>(
  postgres: Asks,
  id: number,
  change: AlertChange<Body>,
  at: number,
): Promise<AlertRow<Body> | undefined> {
  const has = (name: keyof AlertChange<Body>): boolean => Object.hasOwn(change, name)
  const { key = '', level = 0, state = '', owner = null, until = null, closed_at = null, calm_since = null } = change
  const [row] = await postgres.query<Kept>(pg`UPDATE alert SET
      key = CASE WHEN ${has('key')} THEN ${storable(key)} ELSE key END,
      level = CASE WHEN ${has('level')} THEN ${level}::integer ELSE level END,
      state = CASE WHEN ${has('state')} THEN ${state} ELSE state END,
      owner = CASE WHEN ${has('owner')} THEN ${owner === null ? null : storable(owner)}::text ELSE owner END,
      until_at = CASE WHEN ${has('until')} THEN ${instant(until)}::timestamptz ELSE until_at END,
      closed_at = CASE WHEN ${has('closed_at')} THEN ${instant(closed_at)}::timestamptz ELSE closed_at END,
      calm_since = CASE WHEN ${has('calm_since')} THEN ${instant(calm_since)}::timestamptz ELSE calm_since END,
      body = CASE WHEN ${has('body')} THEN ${JSON.stringify(change.body ?? null)} ELSE body END,
      changed_at = ${instant(at)}::timestamptz
    WHERE id = ${id} RETURNING ${columns}`)
  return row && parsed<Body>(row)
}

export async function readAlert<Body>(postgres: Asks, id: number): Promise<AlertRow<Body> | undefined> {
  const [row] = await postgres.query<Kept>(pg`SELECT ${columns} FROM alert WHERE id = ${id}`)
  return row && parsed<Body>(row)
}

/** Alerts that are open, or were closed since (epoch ms); newest first. */
export async function listAlerts<Body>(postgres: Asks, since: number, limit = 500): Promise<AlertRow<Body>[]> {
  const rows = await postgres.query<Kept>(pg`SELECT ${columns} FROM alert
    WHERE closed_at IS NULL OR closed_at >= ${instant(since)}::timestamptz ORDER BY raised_at DESC, id DESC LIMIT ${limit}`)
  return rows.map(parsed<Body>)
}

/** Something that happened to an alert. */
export interface AlertStep {
  at: number
  step: string
  by: string
  detail: Record<string, unknown>
}

export async function addAlertStep(postgres: Asks, alert: number, { at, step, by, detail }: AlertStep): Promise<void> {
  await postgres.query(pg`INSERT INTO alert_step (alert_id, at, step, by_whom, detail)
    VALUES (${alert}, ${instant(at)}::timestamptz, ${step}, ${storable(by)}, ${JSON.stringify(detail)})`)
}

/** Oldest first. */
export async function listAlertSteps(postgres: Asks, alert: number): Promise<AlertStep[]> {
  const rows = await postgres.query<{ at: Date; step: string; by_whom: string; detail: string }>(pg`
    SELECT at, step, by_whom, detail FROM alert_step WHERE alert_id = ${alert} ORDER BY id`)
  return rows.map(({ at, step, by_whom, detail }) => ({
    at: at.getTime(),
    step,
    by: by_whom,
    detail: JSON.parse(detail) as Record<string, unknown>,
  }))
}

/** When alerts came at level 3, or rose to it, since an instant; epoch ms. */
export async function thirdLevelsSince(postgres: Asks, since: number): Promise<number[]> {
  const rows = await postgres.query<{ at: Date }>(pg`SELECT at FROM alert_step
    WHERE at >= ${instant(since)}::timestamptz AND step IN ('raised', 'louder')
      AND (detail::jsonb ->> 'level')::integer = 3 ORDER BY id`)
  return rows.map(({ at }) => at.getTime())
}
