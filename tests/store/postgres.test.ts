import { readdirSync } from 'node:fs'
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { addConflicts, countConflicts, listConflicts } from '#store/postgres/conflicts.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import { claimHead, moveHead, readBell, readHead } from '#store/postgres/head.ts'
import { addHeld, countHeld, heldOf, listHeld, removeHeld } from '#store/postgres/held.ts'
import { releaseLease, renewLease, takeLease } from '#store/postgres/lease.ts'
import { readMeta, settleMeta, writeMeta } from '#store/postgres/meta.ts'
import { migrate } from '#store/postgres/migrate.ts'
import { readReference, readReferenceSince, upsertReference } from '#store/postgres/reference.ts'
import { addRejects, countRejects, listRejects, pruneRejects, removeRejects } from '#store/postgres/rejects.ts'
import { pg } from '#store/postgres/sql.ts'
import { onBothPostgres } from './both-postgres.ts'

onBothPostgres(
  'postgres',
  (opened, name) => {
    let db: Postgres
    beforeAll(() => {
      db = opened()
    })

    it('migrates once, tells what it would do, and refuses a changed or unknown file', async () => {
      const all = readdirSync('store/postgres/migrations').map((file) => file.replace(/\.sql$/, ''))
      expect(await migrate(db, { dryRun: true })).toEqual(all.sort())
      expect(await migrate(db)).toEqual(all)
      expect(await migrate(db)).toEqual([])
      const changed = [{ name: '0001_start', text: '', checksum: 'other' }]
      await expect(migrate(db, { migrations: changed })).rejects.toMatchObject({ kind: 'refused', code: 'changed' })
      await expect(migrate(db, { migrations: [] })).rejects.toMatchObject({ kind: 'refused', code: 'ahead' })
    })

    it('binds every value, whatever it holds', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.string({ unit: 'binary' }).map((s) => s.replaceAll('\0', '')),
          fc.array(fc.constantFrom("'", '"', '\\', '$1', '; DROP TABLE meta', '{', '}', ',', 'NULL', '\n', '\t', '漢')),
          async (text, words) => {
            const [row] = await db.query<{ t: string; w: string[]; s: string }>(
              pg`SELECT ${text}::text AS t, ${words}::text[] AS w, ${pg`(SELECT ${'inner'}::text)`} AS s`,
            )
            expect(row).toEqual({ t: text, w: words, s: 'inner' })
          },
        ),
        { numRuns: 60, seed: 7 },
      )
    })

    it('rolls a transaction back and throws on what was thrown', async () => {
      const mine = new Error('mine')
      const failed = db.transaction(async (inside) => {
        await inside.query(pg`INSERT INTO meta VALUES ('rolled', '1')`)
        throw mine
      })
      await expect(failed).rejects.toBe(mine)
      expect(await readMeta(db, 'rolled')).toBeUndefined()
      await expect(db.query(pg`SELECT nothing`)).rejects.toMatchObject({ kind: 'bad_query', code: '42703' })
    })

    it('keeps what is settled first and gives it to all', async () => {
      const answers = await Promise.all(['a', 'b', 'c'].map((v) => settleMeta(db, 'key', { v })))
      expect(new Set(answers.map((a) => a.v)).size).toBe(1)
      await writeMeta(db, 'key', { v: '"\\u0000' })
      expect(await readMeta(db, 'key')).toEqual({ v: '"\\u0000' })
    })

    it('gives the lease to one, and again only after it ran out or was let go, with a higher epoch', async () => {
      const ask = (holder: string, ttl = 60_000) => takeLease(db, { name: 'booker', holder, ttl })
      const both = await Promise.all([ask('a'), ask('b')])
      const [first] = both.filter((lease) => lease !== undefined)
      expect(both.filter((lease) => lease !== undefined)).toHaveLength(1)
      expect(await renewLease(db, first!, 60_000)).toBe(true)
      await releaseLease(db, first!)
      const second = await ask('c', 0)
      expect(second!.epoch).toBeGreaterThan(first!.epoch)
      const third = await ask('d')
      expect(third!.epoch).toBeGreaterThan(second!.epoch)
      expect(await renewLease(db, second!, 60_000)).toBe(false)
      await releaseLease(db, second!)
      expect(await ask('e')).toBeUndefined()
    })

    it('moves the head only from where it stands and only for the present epoch, and rings', async () => {
      const heard: string[] = []
      let ring = () => {}
      const rung = new Promise<void>((resolve) => (ring = resolve))
      const stop = await db.listen('head', (payload) => {
        heard.push(payload)
        ring()
      })
      expect(await claimHead(db, 5)).toMatchObject({ seq: 0, epoch: 5 })
      expect(await claimHead(db, 4)).toBeUndefined()
      const at = Date.UTC(2026, 10, 22, 2, 3, 4, 567)
      const moves = await Promise.all([
        moveHead(db, { epoch: 5, from: 0, to: 10, received_at: at }),
        moveHead(db, { epoch: 5, from: 0, to: 10, received_at: at }),
        moveHead(db, { epoch: 4, from: 0, to: 10, received_at: at }),
      ])
      expect(moves.filter(Boolean)).toHaveLength(1)
      expect(await readHead(db)).toEqual({ seq: 10, epoch: 5, received_at: at })
      await rung
      expect(heard.map(readBell)).toEqual([{ seq: 10, received_at: at }])
      await stop()
    })

    it('keeps reference rows, gives versions to changes only, and rings once a batch', async () => {
      let ring: (payload: string) => void = () => {}
      const rung = new Promise<string>((resolve) => (ring = resolve))
      const stop = await db.listen('reference', ring)
      const dealers = [
        { key: 'D2', body: { name: '二' } },
        { key: 'D1', body: { name: "o'ne \\ \u0000" } },
        { key: 'D2', body: { name: 'last' } },
      ]
      expect(await upsertReference(db, 'dealers', dealers)).toBe(2)
      const all = await readReference<{ name: string }>(db, 'dealers')
      expect(all.map((row) => [row.key, row.body.name])).toEqual([
        ['D1', "o'ne \\ \u0000"],
        ['D2', 'last'],
      ])
      const top = Math.max(...all.map((row) => row.version))
      expect(Number(await rung)).toBe(top)
      expect(await upsertReference(db, 'dealers', dealers.slice(1))).toBe(0)
      expect(await upsertReference(db, 'models', [{ key: 'X5', body: 1 }])).toBe(1)
      expect(await readReferenceSince(db, top)).toMatchObject([{ stream: 'models', key: 'X5', body: 1 }])
      await stop()
    })

    it('holds events until their dealer comes', async () => {
      const event = (event_id: string, dealer_id: string, revision = 0) => ({
        dealer_id,
        source: 'crm',
        event_id,
        revision,
        body: { event_id, text: '\ud800 \u0000 "' },
        received_at: Date.UTC(2026, 0, 1),
      })
      expect(await addHeld(db, [event('1', 'N1'), event('2', 'N1'), event('3', 'N2')])).toBe(3)
      expect(await addHeld(db, [event('1', 'N1'), event('1', 'N2', 1)])).toBe(1)
      const held = await listHeld<{ text: string }>(db, ['N1'])
      expect(held.map((row) => row.event_id)).toEqual(['1', '2'])
      expect(held[0]).toMatchObject(event('1', 'N1'))
      expect((await heldOf(db, [{ source: 'crm', event_id: '1' }])).map((row) => row.revision)).toEqual([0, 1])
      expect(await countHeld(db)).toMatchObject([
        { dealer_id: 'N1', events: 2 },
        { dealer_id: 'N2', events: 2 },
      ])
      await removeHeld(
        db,
        held.map((row) => row.id),
      )
      expect(await listHeld(db, ['N1'])).toEqual([])
    })

    it('keeps refused rows exactly as they came', async () => {
      const reject = (line: number, code: string, body: unknown) => ({
        at: Date.UTC(2026, 0, 1),
        source: 'crm',
        line,
        event_id: `E\0${line}`,
        code,
        message: 'no \ud800 good',
        body,
      })
      await addRejects(db, [reject(1, 'bad_json', '{"a":\0\ud83d'), reject(2, 'unknown_kind', { kind: "'" })])
      const [second, first] = await listRejects(db)
      expect(first!.body).toBe('{"a":\0\ud83d')
      expect(second!.body).toEqual({ kind: "'" })
      expect(first!.event_id).toBe('E\uFFFD1')
      expect(await listRejects(db, { code: 'bad_json' })).toHaveLength(1)
      expect(await listRejects(db, { before: second!.id })).toHaveLength(1)
      expect(await countRejects(db)).toHaveLength(2)
      await addRejects(db, [reject(3, 'bad_json', 1)])
      expect(await pruneRejects(db, 2)).toBe(1)
      await removeRejects(db, [second!.id])
      expect((await listRejects(db)).map((row) => row.line)).toEqual([3])
    })

    it('keeps each conflicting body once', async () => {
      const other = { at: 0, source: 'crm', event_id: '1', revision: 2 ** 53 - 1, body_hash: 2 ** 53 - 2, body: {} }
      expect(await addConflicts(db, [other, other])).toBe(1)
      expect(await addConflicts(db, [other])).toBe(0)
      expect(await countConflicts(db)).toBe(1)
      expect(await listConflicts(db)).toMatchObject([other])
    })

    if (name !== 'embedded')
      it('tells a listener that it may have missed something when its connection was lost, and hears on', async () => {
        const heard: string[] = []
        const stop = await db.listen('head', (payload) => heard.push(payload))
        await db.query(pg`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE application_name = 'sales-war-room' AND query LIKE 'LISTEN%'`)
        await expect.poll(() => heard, { timeout: 10_000 }).toContain('')
        await db.query(pg`SELECT pg_notify('head', ${'again'})`)
        await expect.poll(() => heard, { timeout: 10_000 }).toContain('again')
        await stop()
      })
  },
  { shaped: false },
)
