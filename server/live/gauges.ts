import { Gauge, type Registry } from 'prom-client'
import type { Live } from './room.ts'

/** Tells the metrics how far questions see, and how many watch. */
export function measureLive(registry: Registry, live: Pick<Live, 'state'>, head: () => number): void {
  const gauge = (name: string, help: string, read: () => number): Gauge =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read())
      },
    })
  gauge('warroom_head', 'Highest sequence that questions see', head)
  gauge('warroom_live_views', 'Distinct live views', () => live.state().views)
  gauge('warroom_live_viewers', 'Viewers of live views', () => live.state().viewers)
}
