import { pino, type Logger } from 'pino'
import type { Settings } from '#domain/settings.ts'

/** JSON lines on standard error; whatever could carry a secret or a person is cut out. */
export function createLogger(settings: Settings): Logger {
  const redact = ['req.headers', 'key', 'token', 'customer', 'body']
  return pino({ level: settings.WARROOM_LOG_LEVEL, redact, base: { pid: process.pid } }, pino.destination(2))
}
