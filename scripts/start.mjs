/**
 * `npm start`: builds the screens when their sources changed, and runs the war room at the same time, so that the
 * stores fill while the screens are built. Arguments go through to server/main.ts.
 */
import { spawn } from 'node:child_process'
import process from 'node:process'
import { buildWeb } from './build.mjs'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`The war room needs Node 20.19 or newer; this is ${process.versions.node}.`)
  process.exit(1)
}

// The embedded engine occupies libuv's threads; with the default of four, reading a file would wait for a question.
const env = { ...process.env, UV_THREADPOOL_SIZE: process.env.UV_THREADPOOL_SIZE ?? '16', TZ: 'UTC' }
const server = spawn(
  process.execPath,
  ['--max-semi-space-size=64', '--import', 'tsx', 'server/main.ts', ...process.argv.slice(2)],
  {
    env,
    stdio: 'inherit',
  },
)

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal))
server.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))

buildWeb().catch((error) => {
  console.error(`The screens could not be built: ${error.message}`)
  server.kill('SIGTERM')
})
