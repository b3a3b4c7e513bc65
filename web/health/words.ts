import { say } from '../i18n/i18n.ts'

/** `11-22 10:03` of an ISO text in the business zone; a dash of nothing. */
export const instantText = (iso: string | null): string => (iso ? iso.slice(5, 16).replace('T', ' ') : '–')

/** Minutes as one rounded figure with its unit. */
export function minutesText(minutes: number | null): string {
  if (minutes === null) return '–'
  if (minutes < 1) return say('h_now')
  if (minutes < 90) return say('h_minutes', { n: Math.round(minutes) })
  return minutes < 2_880
    ? say('h_hours', { n: Math.round(minutes / 6) / 10 })
    : say('h_days', { n: Math.round(minutes / 144) / 10 })
}

export const secondsText = (seconds: number | null): string =>
  seconds === null ? '–' : seconds < 60 ? say('h_seconds', { n: Math.round(seconds) }) : minutesText(seconds / 60)

/** Anything as one short line. */
export function shortText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 240 ? `${text.slice(0, 237)}…` : text
}
