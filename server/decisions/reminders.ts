import type { Logger } from 'pino'
import type { Decision } from '#domain/decision/decision.ts'
import { dueAll, reminderText } from '#domain/decision/due.ts'
import type { Zone } from '#domain/zone.ts'
import { listDecisions } from '#store/postgres/decisions.ts'
import { claimReminders } from '#store/postgres/decision-notes.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import { systemTimer, type Stop, type Timer } from '../live/timer.ts'

/** What is told through the channels of alerts. */
export interface Notice {
  zh: string
  en: string
  /** Path of the screen that shows it. */
  link: string
  level: 1 | 2 | 3
  /** Where it belongs: only channels whose scope holds it get it. */
  cell: Record<string, string>
}

export interface ReminderOptions {
  postgres: Postgres
  zone: Zone
  /** Epoch ms. */
  now: () => number
  notify: (notice: Notice) => Promise<void> | void
  log: Logger
  timer?: Timer
}

const EVERY_MS = 60_000

/**
 * Tells what is due, overdue, incomplete or to be reviewed, each once whatever the number of servers. Answers how many;
 * where some could not be told the others are, and then it throws why.
 */
export async function remind({ postgres, zone, now, notify }: Omit<ReminderOptions, 'log' | 'timer'>): Promise<number> {
  const open = await listDecisions(postgres, { states: ['plan', 'do', 'check'] })
  const due = dueAll(open, now(), zone.day)
  const nameOf = ({ kind, decision, on }: (typeof due)[number]) => ({ decision_id: decision.id, kind, day: on })
  const names = due.map(nameOf)
  const mine = await claimReminders(postgres, names)
  const failed: unknown[] = []
  let told = 0
  for (const one of due) {
    const { decision_id, kind, day } = nameOf(one)
    if (!mine.delete(`${decision_id} ${kind} ${day}`)) continue
    const level = one.decision.escalated || kind === 'overdue' ? 2 : 1
    const notice = {
      ...reminderText(one),
      link: `/decisions/${decision_id}`,
      level,
      cell: cellOf(one.decision),
    } as const
    try {
      await notify(notice)
      told++
    } catch (thrown) {
      failed.push(thrown)
    }
  }
  if (failed.length > 0) throw new AggregateError(failed, `${failed.length} reminders could not be told`)
  return told
}

/** The dimensions in which a decision names one value. */
const cellOf = ({ where }: Decision): Record<string, string> =>
  Object.fromEntries(
    Object.entries(where).flatMap(([name, values]) => (values?.length === 1 && values[0] ? [[name, values[0]]] : [])),
  )

/** Reminds every minute. Answers how to stop. */
export function startReminders({ timer = systemTimer, log, ...options }: ReminderOptions): Stop {
  let busy = false
  return timer.every(EVERY_MS, () => {
    if (busy) return
    busy = true
    remind(options)
      .catch((err: unknown) => log.warn({ err }, 'reminders could not be told'))
      .finally(() => (busy = false))
  })
}
