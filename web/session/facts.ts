import type { LampRule } from '#domain/pace.ts'
import type { Basis } from '#domain/targets/bases.ts'
import type { Loading } from '../live/protocol.ts'

export type Role = 'viewer' | 'manager' | 'administrator'

/** `GET /api/session`. */
export interface SessionFacts {
  signed_in: true
  user: string
  user_id: string
  zone: string
  /** Which event the screens count as 零售. */
  retail_event: string
  version: string
  geojson: boolean
  role: Role
  /** What one may see: dimension → values; `{}` is the whole maker. */
  scope: Partial<Record<string, string[]>>
  /** How lamps are turned. */
  lamp: LampRule & { basis: Basis }
  demo: { on: boolean; speed: number; loading?: Loading | null }
  /** Highest sequence that questions see; 0: nothing was ever booked. */
  head: number
}

type Attrs = Record<string, string | number | boolean>

/** `GET /api/reference`: the rows that are valid now. */
export interface ReferenceFacts {
  dealers: {
    dealer_id: string
    name: string
    region: string
    area: string
    province: string
    city: string
    lon?: number
    lat?: number
    group?: string
    channel_type?: string
    format?: string
    city_tier?: string
    status?: string
    attrs?: Attrs
  }[]
  advisors: { advisor_id: string; name: string; dealer_id: string; attrs?: Attrs }[]
  models: { model: string; series: string; brand: string; attrs?: Attrs }[]
  channels: { channel: string; parent?: string | null; name: string; attrs?: Attrs }[]
}
