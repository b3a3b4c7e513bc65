import express, { Router } from 'express'
import { dealersIn } from '#domain/dealers.ts'
import { Refusal } from '#domain/errors.ts'
import { isFullScope, type Scope } from '#domain/scope.ts'
import type { Freshness } from '#domain/view.ts'
import { listConflicts } from '#store/postgres/conflicts.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import { countHeld } from '#store/postgres/held.ts'
import { countRejects, listRejects, type RejectFilter } from '#store/postgres/rejects.ts'
import type { AskerOptions } from '../query/ask.ts'
import { scopeOf } from '../access/asker.ts'
import { readNumber, readReconcile, readRejectFilter } from './read.ts'
import { createReconcile } from './reconcile.ts'
import { gapsOf, type Rhythms, type Standing } from './rhythms.ts'
import { createUnknown } from './unknown.ts'

/** Sends refused rows through the door again; only where the door is in this process. */
export type Replay = (asked: RejectFilter & { after?: number }) => Promise<unknown>

export interface HealthRooms extends AskerOptions {
  postgres: Postgres
  rhythms: Rhythms
  freshness: () => Freshness
  replay?: Replay | undefined
}

const PAGE = [1, 1_000] as const

/** `/health/*`: how sources write, what was refused, held, unknown or in conflict, and whether counts agree. */
export function healthRouter(rooms: HealthRooms): Router {
  const { postgres, rhythms, zone, now, organisation } = rooms
  const reconcile = createReconcile(rooms)
  const unknown = createUnknown(rooms)
  const router = Router()
  const iso = (instant: number | null): string | null => (instant === null ? null : zone.iso(instant))

  const stated = ({ name, last, due, usualGap, state, rhythm, delay }: Standing) => ({
    name,
    last: zone.iso(last),
    due: iso(due),
    state,
    silent_minutes: Math.max(0, Math.round((now() - last) / 60_000)),
    usual_gap_minutes: usualGap === null ? null : Math.round(usualGap / 60_000),
    weeks: Math.round(rhythm.weeks * 10) / 10,
    delay_median_s: delay[0],
    delay_most_s: delay[1],
  })

  router.get('/health/sources', async (_request, response) => {
    const freshness = rooms.freshness()
    const standing = await rhythms.sources(scopeOf(response))
    response.json(
      standing.map((one) => {
        const { watermark = null, occurred_at = null } = freshness[one.name] ?? {}
        const complete = watermark ?? occurred_at
        return {
          ...stated(one),
          occurred_at,
          watermark,
          lag_minutes: complete === null ? null : Math.round((now() - Date.parse(complete)) / 60_000),
          gaps: gapsOf(one.rhythm),
        }
      }),
    )
  })
  router.get('/health/dealers', async (request, response) => {
    const all = await rhythms.dealers(scopeOf(response))
    response.json(all.filter(({ state }) => request.query['state'] === 'all' || state === 'silent').map(stated))
  })

  /** Rows of dealers in scope by the codes that sources use; rows of unknown dealers need the whole maker. */
  const within = (scope: Scope): Pick<RejectFilter, 'dealers'> => {
    if (isFullScope(scope)) return {}
    const today = zone.day(now())
    const dealers = dealersIn(scope.where, organisation(), today)
    return { dealers: dealers.flatMap((code) => [code, ...(organisation().dealer(code, today)?.aliases ?? [])]) }
  }
  router.get('/health/rejects', async (request, response) => {
    const limit = readNumber(request.query['limit'], 'limit', PAGE, 100)
    const before = readNumber(request.query['before'], 'before', [0, Number.MAX_SAFE_INTEGER], Number.MAX_SAFE_INTEGER)
    const filter = { ...readRejectFilter(request.query), ...within(scopeOf(response)) }
    const counts = await countRejects(postgres, within(scopeOf(response)))
    const rows = await listRejects(postgres, { ...filter, before, limit })
    response.json({
      counts,
      rows: rows.map((row) => ({ ...row, sender: undefined, at: zone.iso(row.at), tried_at: iso(row.tried_at) })),
      next: rows.length === limit ? rows.at(-1)!.id : null,
      replay: rooms.replay !== undefined && isFullScope(scopeOf(response)),
    })
  })
  router.post('/health/rejects/replay', async (request, response) => {
    whole(scopeOf(response), 'sending refused rows again')
    if (!rooms.replay) throw new Refusal('not_available', 'no ingest door runs in this process; ask the one that books')
    const { after, ...rest } = (request.body ?? {}) as Record<string, unknown>
    const filter = readRejectFilter(rest)
    if (Object.keys(filter).length === 0)
      throw new Refusal('bad_spec', 'name ids, code or source of the rows to send again', { path: 'ids' })
    response.json(await rooms.replay({ ...filter, after: readNumber(after, 'after', [0, Number.MAX_SAFE_INTEGER], 0) }))
  })

  router.get('/health/held', async (_request, response) => {
    // A dealer that nobody knows lies in nobody's scope but the whole.
    const held = isFullScope(scopeOf(response)) ? await countHeld(postgres) : []
    response.json(held.map((one) => ({ ...one, oldest: zone.iso(one.oldest), newest: zone.iso(one.newest) })))
  })
  router.get('/health/unknown', async (request, response) => {
    response.json(await unknown(scopeOf(response), readNumber(request.query['days'], 'days', [1, 3_660], 90)))
  })
  router.get('/health/conflicts', async (request, response) => {
    const limit = readNumber(request.query['limit'], 'limit', PAGE, 100)
    const before = readNumber(request.query['before'], 'before', [0, Number.MAX_SAFE_INTEGER], Number.MAX_SAFE_INTEGER)
    const { dealers } = within(scopeOf(response))
    const rows = await listConflicts(postgres, { before, limit })
    const listed = rows.map(({ at, body, id, source, event_id, revision }) => {
      const { kind = null, dealer_id = null, occurred_at = null } = (body as { entry?: Partial<Entry> }).entry ?? {}
      return { id, at: zone.iso(at), source, event_id, revision, kind, dealer_id, occurred_at: iso(occurred_at) }
    })
    response.json({
      rows: listed.filter(({ dealer_id }) => !dealers || (dealer_id !== null && dealers.includes(dealer_id))),
      next: rows.length === limit ? rows.at(-1)!.id : null,
    })
  })
  router.post('/health/reconcile', express.text({ type: ['text/csv', 'text/plain'], limit: '1mb' }), async (request, response) => {
    response.json(await reconcile(readReconcile(request.body), scopeOf(response)))
  }) // prettier-ignore
  return router
}

interface Entry {
  kind: string
  dealer_id: string
  occurred_at: number
}

function whole(scope: Scope, what: string): void {
  if (!isFullScope(scope)) throw new Refusal('forbidden', `${what} needs the whole maker in scope`)
}
