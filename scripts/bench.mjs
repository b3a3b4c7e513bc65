/** `npm run bench -- NAME [--json] [--short]`: one benchmark of tests/bench; the last line printed is one JSON object. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import process from 'node:process'

const [name, ...rest] = process.argv.slice(2)
const known = readdirSync('tests/bench')
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3))
if (!name || !existsSync(`tests/bench/${name}.ts`)) {
  console.error(`No benchmark is called “${name ?? ''}”; there are: ${known.join(', ')}.`)
  process.exit(1)
}
const env = { ...process.env, UV_THREADPOOL_SIZE: '16', TZ: 'UTC' }
const { status } = spawnSync(process.execPath, ['--import', 'tsx', `tests/bench/${name}.ts`, ...rest], {
  stdio: 'inherit',
  env,
})
process.exit(status ?? 1)
