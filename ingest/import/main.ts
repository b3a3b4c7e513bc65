import pino from 'pino'
import { readSettings } from '#domain/settings.ts'
import { readArguments } from './arguments.ts'
import { importFiles, sentenceOf } from './command.ts'
import { localCourier } from './send/local.ts'
import { openDestination } from './send/destination.ts'

/** `npm run import -- FILE… --as STREAM`: see `USAGE` and docs/guide/connect.md. */
async function main(words: readonly string[]): Promise<number> {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  try {
    const args = readArguments(words)
    const settings = readSettings({ ...process.env, ...(args.data !== undefined && { WARROOM_DATA: args.data }) })
    const log = pino(
      { level: settings.WARROOM_LOG_LEVEL === 'info' ? 'warn' : settings.WARROOM_LOG_LEVEL },
      pino.destination(2),
    )
    const door = () => openDestination(args, settings, (own) => localCourier(own, log))
    const screen = { say: (text: string) => console.log(text), progress: process.stderr }
    return await importFiles(args, settings, door, screen, stop.signal)
  } catch (fault) {
    console.error(sentenceOf(fault) ?? fault)
    return 1
  }
}

process.exitCode = await main(process.argv.slice(2))
