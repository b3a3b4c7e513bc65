/**
 * A war room in which people write decisions until it is killed from outside. `victim.ts FOLDER FIRST`; prints
 * `KIND NUMBER` right after each answer.
 */
import { writeSync } from 'node:fs'
import { embedded } from '#store/postgres/embedded.ts'
import { migrate } from '#store/postgres/migrate.ts'
import { createDecisions } from '#server/decisions/decisions.ts'
import { chair, NOW, organisation, suNan, zone } from './people.ts'

const [folder, first] = process.argv.slice(2) as [string, string]
const postgres = await embedded(folder)
await migrate(postgres)
const decisions = createDecisions({ postgres, organisation: () => organisation, zone, now: () => NOW })
let next = Number(first)
const write = async (): Promise<never> => {
  for (;;) {
    const n = next++
    const { decision } = await decisions.create(suNan({ client_key: `k${n}`, what: '' }), chair)
    writeSync(1, `made ${n}\n`)
    await decisions.patch(decision.id, { revision: decision.revision, what: `word${n}`, accept_merge: true }, chair)
    writeSync(1, `edited ${n}\n`)
    await decisions.comment(decision.id, `said${n}`, `c${n}`, chair)
    writeSync(1, `said ${n}\n`)
  }
}
await Promise.all([write(), write(), write()])
