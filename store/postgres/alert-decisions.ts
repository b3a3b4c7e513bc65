import type { Asks } from './engine.ts'
import { pg } from './sql.ts'

/** Decisions that were logged about alerts and not withdrawn, by alert; oldest first. */
export async function decisionsOfAlerts(
  postgres: Asks,
  alerts: readonly string[],
): Promise<Map<string, { id: string; title: string }[]>> {
  const found = new Map<string, { id: string; title: string }[]>()
  if (alerts.length === 0) return found
  const rows = await postgres.query<{ alert: string; id: string; title: string }>(pg`
    SELECT about ->> 'alert_id' AS alert, id, about ->> 'title' AS title
    FROM (SELECT id, no, body::jsonb AS about FROM decision) AS d
    WHERE about ->> 'alert_id' = ANY(${[...alerts]}::text[]) AND coalesce(about -> 'withdrawn', 'null') = 'null'
    ORDER BY no`)
  for (const { alert, id, title } of rows) found.set(alert, [...(found.get(alert) ?? []), { id, title }])
  return found
}
