import { TEMPLATES, type TemplateName } from '#domain/decision/meeting.ts'
import { addDays, dayNumber } from '#domain/zone.ts'

/** ISO number of a day's week: the week of the year's first Thursday is the first. */
export function weekOf(day: string): number {
  const thursday = addDays(day, 3 - ((dayNumber(day) + 3) % 7))
  return Math.floor((dayNumber(thursday) - dayNumber(`${thursday.slice(0, 4)}-01-01`)) / 7) + 1
}

/** `周会 · 第 47 周`: what a meeting is called unless somebody names it. */
export function titleOf(template: TemplateName, day: string): string {
  const { zh } = TEMPLATES[template]
  if (template === 'weekly') return `${zh} · 第 ${weekOf(day)} 周`
  return template === 'monthly' ? `${zh} · ${Number(day.slice(5, 7))} 月` : `${zh} · ${day.slice(5)}`
}
