import { afterAll, beforeAll } from 'vitest'
import type { Postgres } from '#store/postgres/engine.ts'
import { onBothPostgres } from '../store/both-postgres.ts'
import { openRig, type Rig } from './rig.ts'

/** Two server processes over one Postgres. */
interface House {
  postgres: Postgres
  rig: Rig
  other: Rig
}

/** The same suite over both kinds of Postgres; the two servers run when its tests do. */
export function onTwoRigs(title: string, suite: (house: House) => void): void {
  onBothPostgres(title, (opened) => {
    const house = {} as House
    beforeAll(async () => {
      house.postgres = opened()
      ;[house.rig, house.other] = await Promise.all([openRig(house.postgres), openRig(house.postgres)])
    })
    afterAll(() => Promise.all([house.rig.close(), house.other.close()]))
    suite(house)
  })
}
