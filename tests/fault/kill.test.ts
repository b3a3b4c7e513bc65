import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { afterAll, expect, it } from 'vitest'
import { normaliseCustomer } from '#ingest/steps/person.ts'
import { readFacts } from '#store/clickhouse/facts.ts'
import { recount } from '../oracle/ledger.ts'
import { openRig, tempFolder } from '../ingest/rig.ts'
import { batchRows, DEALERS } from './rows.ts'

const folder = tempFolder()
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Every step of booking four times, and four times from outside at no step in particular. */
const KILLS = ['settle', 'insert', 'commit', 'publish', 'outside'].flatMap((step) =>
  [1, 2, 5, 9].map((count) => ({ step, count })),
)

/** Runs the victim from batch `first` until it is killed; answers the batches that were acknowledged. */
async function runUntilKilled(first: number, { step, count }: (typeof KILLS)[number]): Promise<number[]> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'tests/fault/victim.ts', folder, String(first), step, String(count)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const acknowledged: number[] = []
  createInterface({ input: child.stdout }).on('line', (line) => {
    acknowledged.push(Number(line))
    if (step === 'outside' && acknowledged.length === count) child.kill('SIGKILL')
  })
  const [, signal] = (await once(child, 'close')) as [number | null, string | null]
  expect(signal).toBe('SIGKILL')
  return acknowledged
}

it('20 kills between the steps of booking: every acknowledged event counts exactly once', async () => {
  const acknowledged = new Set<number>()
  let first = 0
  for (const kill of KILLS) {
    for (const n of await runUntilKilled(first, kill)) acknowledged.add(n)
    // The next one begins with the first batch that was not answered, as a sender would; some of them are booked already.
    while (acknowledged.has(first)) first++
  }
  const most = Math.max(...acknowledged)
  expect(acknowledged.size).toBeGreaterThan(20)

  const rig = await openRig({ WARROOM_DATA: folder })
  const known = new Set(
    (await readFacts(rig.stores.engine, { afterSeq: 0, uptoSeq: rig.ingest.head().seq })).map(
      (f) => `${f.event_id} ${f.revision}`,
    ),
  )
  for (const n of acknowledged)
    for (const { event_id, revision = 0 } of batchRows(n)) expect(known).toContain(`${event_id} ${revision}`)

  // What was not answered is sent again; then everything sent counts once, with all that is derived from it.
  const sent = Array.from({ length: most + 4 }, (_, n) => batchRows(n)).flat()
  for (let n = 0; n < most + 4; n++) await rig.send(batchRows(n), { source: 'load' })
  const facts = await readFacts(rig.stores.engine, { afterSeq: 0, uptoSeq: rig.ingest.head().seq })
  await rig.close()
  expect(facts.map(({ seq }) => seq)).toEqual(facts.map((_, i) => i + 1))
  const net = new Map<string, number>()
  for (const { kind, event_id, dealer_id, sign, units } of facts) {
    const cell = `${kind} ${event_id} ${dealer_id}`
    net.set(cell, (net.get(cell) ?? 0) + sign * units)
  }
  const dealerCode = (code: string) => (DEALERS.includes(code) ? code : undefined)
  const expected = recount(sent, { rule: 'ever', dealerCode, customerKey: normaliseCustomer })
  expect([...net].filter(([, n]) => n !== 0).sort()).toEqual(
    expected.map(({ kind, dealer, row }) => [`${kind} ${row.event_id} ${dealer}`, row.units]).sort(),
  )
}, 900_000)
