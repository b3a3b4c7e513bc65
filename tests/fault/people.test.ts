import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { afterAll, expect, it } from 'vitest'
import { draw, keyFrom } from '#ingest/sources/simulator/random.ts'
import { tempFolder } from '../ingest/rig.ts'
import { startWarRoom, type Running } from '../server/process.ts'
import { forEachPostgres } from '../store/both-postgres.ts'

const folder = tempFolder()
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Told {
  id: string
  revision: number
  what: string
}
interface File {
  decision: Told
  comments: { text: string }[]
}

/** People at one server, over HTTP; throws where no answer comes, as when the server is killed. */
function people({ address }: Pick<Running, 'address'>) {
  const ask = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await fetch(`${address}/api${path}`, {
      method,
      headers: { authorization: 'Bearer tok', 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as T
  }
  return {
    create: (n: number) => ask<Told>('POST', '/decisions', { title: `举措 ${n}`, measure: 'order', client_key: `k${n}` }),
    edit: (n: number, { id, revision }: Told) => ask<Told>('PATCH', `/decisions/${id}`, { revision, what: `word${n}`, accept_merge: true }),
    say: (n: number, { id }: Told) => ask<File>('POST', `/decisions/${id}/comment`, { text: `said${n}`, client_key: `c${n}` }),
    step: ({ id }: Told) => ask<Told>('POST', `/decisions/${id}/status`, { state: 'do' }),
    file: (id: string) => ask<File>('GET', `/decisions/${id}`),
    list: () => ask<Told[]>('GET', '/decisions?limit=500'),
  }
} // prettier-ignore

/** Lets four people write from a number on until `answers` came, and kills the server that moment. */
async function writeUntilKilled(running: Running, first: number, answers: number): Promise<Map<string, string>> {
  const { create, edit, say, step } = people(running)
  const acknowledged = new Map<string, string>()
  let left = answers
  let next = first
  const came = (what: string, id: string): void => {
    // What was answered after the kill was sent is acknowledged too.
    acknowledged.set(what, id)
    if (--left === 0) running.child.kill('SIGKILL')
  }
  const write = async (): Promise<never> => {
    for (;;) {
      const n = next++
      const made = await create(n)
      came(`made ${n}`, made.id)
      came(`edited ${n}`, (await edit(n, made)).id)
      came(`said ${n}`, (await say(n, made)).decision.id)
      came(`stepped ${n}`, (await step(made)).id)
    }
  }
  const gone = once(running.child, 'exit')
  const ends = await Promise.allSettled([write(), write(), write(), write()])
  const [, signal] = (await gone) as [number | null, string | null]
  expect(signal, ends.map((end) => String((end as PromiseRejectedResult).reason)).join('; ')).toBe('SIGKILL')
  return acknowledged
}

forEachPostgres('the server killed while people decide', ({ name, url }) => {
  it('has every answered decision, edit, comment and step when it is back, each once', async () => {
    const start = (): Promise<Running> =>
      startWarRoom(`${folder}/${name.replaceAll(' ', '-')}`, {
        env: { WARROOM_ADMIN_TOKEN: 'tok', ...(url !== null && { DATABASE_URL: url }) },
      })
    const acknowledged = new Map<string, string>()
    let first = 0
    for (let round = 0; round < 4; round++) {
      const answers = 1 + Math.floor(60 * draw(keyFrom(11, round, name.length), 0))
      for (const [what, id] of await writeUntilKilled(await start(), first, answers)) acknowledged.set(what, id)
      // The next ones send again from the first that was not answered, as tablets do.
      while (acknowledged.has(`made ${first}`)) first++
    }
    expect(acknowledged.size).toBeGreaterThan(20)
    const running = await start()
    const { list, file, create } = people(running)
    const all = await list()
    const files = new Map(await Promise.all(all.map(async ({ id }) => [id, await file(id)] as const)))
    for (const [what, id] of acknowledged) {
      const [kind, n] = what.split(' ') as [string, string]
      const found = files.get(id)
      expect(found, what).toBeDefined()
      if (kind === 'edited') expect(found!.decision.what).toBe(`word${n}`)
      if (kind === 'said') expect(found!.comments.map(({ text }) => text)).toEqual([`said${n}`])
      if (kind === 'stepped') expect(found!.decision).toMatchObject({ state: 'do' })
    }
    // Sent again, what was answered is the same decision: nothing is there twice.
    for (const [what, id] of acknowledged) {
      if (what.startsWith('made')) expect((await create(Number(what.slice(5)))).id).toBe(id)
    }
    expect((await list()).length).toBe(all.length)
    expect(await running.stop()).toBe(0)
  }, 600_000)
})
