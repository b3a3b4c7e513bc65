/** Runs one TypeScript entry with the settings that the embedded engine needs: `node scripts/run.mjs FILE [ARGS]`. */
import { spawn } from 'node:child_process'
import process from 'node:process'

const [entry, ...rest] = process.argv.slice(2)
const env = { ...process.env, UV_THREADPOOL_SIZE: process.env.UV_THREADPOOL_SIZE ?? '16', TZ: 'UTC' }
const child = spawn(process.execPath, ['--max-semi-space-size=64', '--import', 'tsx', entry, ...rest], {
  env,
  stdio: 'inherit',
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
