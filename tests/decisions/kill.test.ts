import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { commentsOf, historyOf } from '#store/postgres/decision-notes.ts'
import { listDecisions } from '#store/postgres/decisions.ts'
import { embedded } from '#store/postgres/embedded.ts'

const folder = mkdtempSync(join(tmpdir(), 'decisions-kill-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Lets people write from a number on until so many answers came; answers what was acknowledged. */
async function runUntilKilled(first: number, answers: number): Promise<string[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'tests/decisions/victim.ts', folder, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const acknowledged: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => {
    acknowledged.push(line)
    if (acknowledged.length === answers) child.kill('SIGKILL')
  })
  const [, signal] = (await once(child, 'close')) as [number | null, string | null]
  expect(signal).toBe('SIGKILL')
  return acknowledged
}

it('a kill loses nothing that was acknowledged, and what is sent again is written once', async () => {
  const acknowledged: string[] = []
  // Each run begins before where the last one stopped, as a tablet that sends again what was not answered.
  for (const [first, answers] of [[0, 1],[2, 40], [10, 101]] as const) acknowledged.push(...(await runUntilKilled(first, answers))) // prettier-ignore
  const postgres = await embedded(folder)
  const all = await listDecisions(postgres)
  const words = all.map(({ what }) => what)
  const comments = (await Promise.all(all.map(({ id }) => commentsOf(postgres, id)))).flat().map(({ text }) => text)
  for (const line of acknowledged) {
    const [kind, n] = line.split(' ') as [string, string]
    if (kind === 'edited') expect(words.filter((word) => word === `word${n}`)).toHaveLength(1)
    if (kind === 'said') expect(comments.filter((text) => text === `said${n}`)).toHaveLength(1)
  }
  const made = new Set(acknowledged.filter((line) => line.startsWith('made')))
  expect(all.length).toBeGreaterThanOrEqual(made.size)
  // Numbers without gaps, and every decision with its whole history.
  expect(all.map(({ no }) => no)).toEqual(all.map((_, i) => all.length - i))
  for (const { id, revision } of all)
    expect((await historyOf(postgres, id)).map((entry) => entry.revision)).toEqual(
      Array.from({ length: revision }, (_, i) => i + 1),
    )
  await postgres.close()
}, 600_000)
