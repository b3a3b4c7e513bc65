import type { Asks } from './engine.ts'
import { pg } from './sql.ts'

/** What happened to an alert, as the bell `alert` tells it. */
export interface AlertBell {
  id: number
  what: 'raised' | 'changed'
}

/** Tells every process that an alert was raised or changed. */
export async function ringAlert(postgres: Asks, bell: AlertBell): Promise<void> {
  await postgres.query(pg`SELECT pg_notify('alert', ${JSON.stringify(bell)})`)
}

/** What a bell said, or undefined when it only says that some may have been missed. */
export const changedAlert = (payload: string): AlertBell | undefined =>
  payload === '' ? undefined : (JSON.parse(payload) as AlertBell)
