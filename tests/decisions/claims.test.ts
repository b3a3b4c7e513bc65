import { rmSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { levelBelow } from '#domain/decision/claims.ts'
import type { Where } from '#domain/decision/decision.ts'
import type { MeetingFile } from '#domain/decision/minutes.ts'
import { gapTo } from '#domain/pace.ts'
import type { Scope } from '#domain/scope.ts'
import type { PaceAnswer } from '#server/pace/pace.ts'
import { embedded } from '#store/postgres/embedded.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import { migrate } from '#store/postgres/migrate.ts'
import { claimsOver } from '#web/morning/claims.ts'
import { tempFolder } from '../ingest/rig.ts'
import { chair, east, suNan } from './people.ts'
import { openRig, row, standing, type Rig } from './rig.ts'

const folder = tempFolder()
let postgres: Postgres
let rig: Rig
/** How far every place is, and whose data is not complete. */
let world = { share: 0, places: new Map<string, { actual: number; target: number }>(), silent: [] as string[] }

/** The places of the small maker, by the level that a meeting's place is cut by. */
const PLACES = { region: ['华东', '华南'], area: ['苏南', '苏北'], dealer_id: ['D1'] }

async function pace(raw: unknown): Promise<PaceAnswer> {
  const { by } = raw as { by: keyof typeof PLACES }
  const rows = PLACES[by].map((place) => {
    const { actual, target } = world.places.get(place)!
    const told = row(actual, target, 0)
    return { key: { [by]: place }, ...told, gap: { ...told.gap, pace: gapTo(world.share, actual, target) } }
  })
  return { ...standing, rows }
}

beforeAll(async () => {
  postgres = await embedded(folder)
  await migrate(postgres)
  rig = await openRig(postgres, { pace, silent: async () => world.silent })
}, 240_000)
afterAll(async () => {
  await rig.close()
  await postgres.close()
  rmSync(folder, { recursive: true, force: true })
})

const figures = fc.record({ actual: fc.integer({ min: 0, max: 90 }), target: fc.integer({ min: 0, max: 120 }) })
const made = fc.record({
  where: fc.constantFrom<Where>({}, { region: ['华东'] }, { area: ['苏南'] }, { area: ['苏北'] }, { dealer_id: ['D2', 'D3'] }),
  claims: fc.integer({ min: 0, max: 25 }),
  withdrawn: fc.boolean(),
}) // prettier-ignore

it('a screen tells the same claims as a meeting of its place, whatever was decided and whose data is missing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.double({ min: 0.2, max: 1, noNaN: true }),
      fc.tuple(figures, figures, figures, figures, figures),
      fc.subarray(['D1', 'D2', 'D3', 'D4']),
      fc.array(made, { maxLength: 3 }),
      async (share, drawn, silent, decisions) => {
        world = {
          share,
          silent,
          places: new Map(
            Object.values(PLACES)
              .flat()
              .map((place, i) => [place, drawn[i]!]),
          ),
        }
        for (const { where, claims, withdrawn } of decisions) {
          const { body } = await rig.ask(chair, 'POST', '/decisions', suNan({ where, claims }))
          if (withdrawn) await rig.ask(chair, 'POST', `/decisions/${body.id}/withdraw`, { reason: '重复' })
        }
        const at: [typeof chair, Scope['where']][] = [[chair, {}], [chair, { region: ['华东'] }], [east, { region: ['华东'] }], [chair, { dealer_id: ['D1'] }]] // prettier-ignore
        for (const [user, where] of at) {
          const by = levelBelow(where)
          const { body } = await rig.ask(user, 'POST', '/meetings', { template: 'weekly', where })
          const { claim } = body as MeetingFile
          const rows = PLACES[by].map((place) => {
            const { actual, target } = world.places.get(place)!
            return { key: { [by]: place }, current: { delivery: actual }, target_full: { delivery: target } }
          })
          const told = (await rig.ask(user, 'POST', '/decisions/claims', { by, where })).body
          expect(claimsOver(rows, { by, measure: 'delivery', share }, told)).toEqual(claim)
          expect(claim.claimed + claim.unclaimed + claim.unverified).toBe(claim.gap)
        }
      },
    ),
    { numRuns: 25, seed: 11 },
  )
}, 240_000)
