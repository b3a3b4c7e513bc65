import type { Settings } from '#domain/settings.ts'
import type { Secrets } from './secrets.ts'

interface Welcome {
  port: number
  settings: Settings
  secrets: Secrets
  signInToken: string
  demo: boolean
}

/** Says on standard output where the war room is and how to get in. Keys from the environment are not repeated. */
export function welcome({ port, settings, secrets, signInToken, demo }: Welcome): void {
  const address = `http://localhost:${port}`
  const lines = ['', '  销售战情室 · Sales war room', '', `  Address      ${address}`]
  if (signInToken) lines.push(`  Sign in      ${address}/sign-in?token=${signInToken}`)
  if (!settings.WARROOM_INGEST_KEY) lines.push(`  Ingest key   ${secrets.ingestKey}`)
  lines.push(`  Data         ${settings.WARROOM_DATA}`)
  lines.push(`  Demo world   ${demo ? 'on; it loads newest months first' : 'off'}`, '')
  process.stdout.write(`${lines.join('\n')}\n`)
}
