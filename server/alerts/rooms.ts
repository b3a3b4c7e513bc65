import type { Logger } from 'pino'
import type { Settings } from '#domain/settings.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import type { Rhythms } from '../health/rhythms.ts'
import type { Timer } from '../live/timer.ts'
import type { Asker, AskerOptions } from '../query/ask.ts'

/** What alerts are opened over. */
export interface AlertRooms extends AskerOptions {
  asker: Asker
  rhythms: Rhythms
  postgres: Postgres
  retail: string
  settings: Pick<
    Settings,
    'WARROOM_PUBLIC_URL' | 'WARROOM_SMTP_URL' | 'WARROOM_MAIL_FROM' | 'WARROOM_ALERT_PRIVATE_HOSTS'
  >
  /** Whether there is something to judge: not while history is being loaded. */
  ready: () => boolean
  log: Logger
  timer?: Timer
}
