/**
 * `npm test`: every check and every test, with real engines and a real browser; ends with one line
 * `N passed, N failed, N skipped`. With REQUIRE_ALL=1 a skipped test is a failure. Arguments name single suites.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'

const folder = mkdtempSync(join(tmpdir(), 'warroom-test-'))
const report = join(folder, 'report.json')
const suites = process.argv.slice(2)
const run = (command, args, env = {}) =>
  spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } }).status === 0

const checked = suites.length > 0 || run('npm', ['run', '--silent', 'check'])
const built = run(process.execPath, ['scripts/build.mjs'])
run(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...suites,
  ],
  { UV_THREADPOOL_SIZE: '16' },
)

let result = null
try {
  result = JSON.parse(readFileSync(report, 'utf8'))
} catch {
  console.error('The test runner left no report.')
}
rmSync(folder, { recursive: true, force: true })

const ours = [checked, built]
const brokenFiles =
  result?.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length ?? 1
const passed = (result?.numPassedTests ?? 0) + ours.filter(Boolean).length
const failed = (result?.numFailedTests ?? 0) + brokenFiles + ours.filter((ok) => !ok).length
const skipped = (result?.numPendingTests ?? 0) + (result?.numTodoTests ?? 0)
if (skipped > 0) {
  for (const file of result.testResults) {
    for (const test of file.assertionResults)
      if (test.status !== 'passed' && test.status !== 'failed') console.log(`skipped: ${test.fullName}`)
  }
}
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
const unhandled = result !== null && !result.success && failed === 0
process.exit(failed > 0 || unhandled || (process.env.REQUIRE_ALL === '1' && skipped > 0) ? 1 : 0)
