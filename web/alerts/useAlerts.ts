import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import type { Alert } from '#domain/alerts/alert.ts'
import { useLine } from '../live/line.ts'
import { receive } from '../live/send.ts'

/** A bell may be missed while the line is cut. */
const AGAIN_MS = 60_000

export interface Alerts {
  /** Newest first; `null` until they were read, or where they cannot be. */
  all: ShallowRef<readonly Alert[] | null>
  /** Takes what an answer or a push says of one. */
  take(alert: Alert): void
  refresh(): Promise<void>
}

/** The alerts in one's scope, kept up by the line. `raised` hears what came or came back. */
export function useAlerts(raised: (alert: Alert) => void = () => undefined): Alerts {
  const all = shallowRef<readonly Alert[] | null>(null)
  const take = (alert: Alert): void => {
    const before = (all.value ?? []).find(({ id }) => id === alert.id)
    const others = (all.value ?? []).filter(({ id }) => id !== alert.id)
    all.value = [{ ...alert, decisions: alert.decisions ?? before?.decisions ?? [] }, ...others].sort(
      (a, b) => Date.parse(b.raised_at) - Date.parse(a.raised_at),
    )
  }
  const refresh = async (): Promise<void> => {
    const read = await receive<Alert[]>('/api/alerts')
    if (read) all.value = read
  }
  useLine('alert:raised', ({ alert }) => {
    take(alert)
    raised(alert)
  })
  useLine('alert:changed', ({ alert }) => take(alert))
  useLine('decision:changed', ({ decision }) => {
    if (decision === null || ('alert_id' in decision && decision.alert_id !== null)) void refresh()
  })
  const timer = setInterval(() => void refresh(), AGAIN_MS)
  onScopeDispose(() => clearInterval(timer))
  void refresh()
  return { all, take, refresh }
}
