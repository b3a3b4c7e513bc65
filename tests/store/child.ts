/** A process of its own for the lock and kill tests: `child.ts hold|book FOLDER`. Prints one line an event. */
import { insertFacts, maxSeq } from '#store/clickhouse/facts.ts'
import { embedded as clickhouse } from '#store/clickhouse/embedded.ts'
import { migrate as migrateLedger } from '#store/clickhouse/migrate.ts'
import { embedded as postgres } from '#store/postgres/embedded.ts'
import { claimHead, moveHead, readHead } from '#store/postgres/head.ts'
import { migrate } from '#store/postgres/migrate.ts'
import { fact } from './facts.ts'

const [what, folder] = process.argv.slice(2) as ['hold' | 'book', string]
const say = (line: string) => process.stdout.write(`${line}\n`)

const failed = (e: unknown): undefined => void say(`failed ${(e as Error).message}`)
const db = await postgres(`${folder}/postgres`).catch(failed)
const engine = await clickhouse(`${folder}/clickhouse`).catch(failed)
if (!db || !engine) process.exit(1)
await migrate(db)
await migrateLedger(engine)
say('open')

if (what === 'hold') process.stdin.once('data', () => process.exit(0))
else {
  let { seq } = await readHead(db)
  await claimHead(db, 1)
  if ((await maxSeq(engine, seq)) !== seq) say('torn')
  for (;;) {
    const from = seq
    const facts = Array.from({ length: 200 }, () =>
      fact({ seq: ++seq, event_id: `E${seq}`, day: `2026-0${1 + (seq % 9)}-01` }),
    )
    await insertFacts(engine, facts, `1:${from}`)
    await moveHead(db, { epoch: 1, from, to: seq, received_at: Date.UTC(2026, 0, 1) })
    say(`booked ${seq}`)
  }
}
