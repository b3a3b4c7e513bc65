import { dealersIn } from '#domain/dealers.ts'
import { isFullScope, type Scope } from '#domain/scope.ts'
import { DAY_MS } from '#domain/zone.ts'
import { ledger, tables } from '#store/clickhouse/ledger.ts'
import { sql, value, type Sql } from '#store/clickhouse/sql.ts'
import type { AskerOptions } from '../query/ask.ts'
import { ask } from '../query/run.ts'

/** A code in events that no reference row or alias knows (未识别). */
export interface UnknownCode {
  code: string
  events: number
  dealers: number
  /** One of the dealers that send it: where to ask. */
  dealer_id: string
  first_day: string
  last_day: string
}

export interface UnknownCodes {
  advisors: UnknownCode[]
  models: UnknownCode[]
  channels: UnknownCode[]
  /** Campaigns have no reference stream: all that were seen. */
  campaigns: UnknownCode[]
}

const COLUMNS = { advisors: 'advisor_id', models: 'model', channels: 'channel', campaigns: 'campaign' } as const
const MOST = 500
const table = tables['warroom.ledger']

interface Line extends Pick<UnknownCode, 'code' | 'first_day' | 'last_day'> {
  events: string
  dealers: string
  whose: string
}

/** Unknown codes of the last days, most events first; dealers that are unknown are held and listed apart. */
export function createUnknown(options: AskerOptions): (scope: Scope, days: number) => Promise<UnknownCodes> {
  const { engine, zone, now, head } = options
  return async (scope, days) => {
    const organisation = options.organisation()
    const today = zone.day(now())
    const known = {
      advisors: organisation.advisorCodes(),
      models: [...organisation.modelCodes(), ...organisation.modelAliases().keys()],
      channels: [...organisation.channelCodes(), ...organisation.channelAliases().keys()],
      campaigns: [],
    }
    const within: Sql = isFullScope(scope)
      ? sql`1`
      : sql`${ledger.dealer_id} IN ${value(dealersIn(scope.where, organisation, today), 'Array(String)')}`
    const list = async (of: keyof UnknownCodes): Promise<UnknownCode[]> => {
      const column = ledger[COLUMNS[of]]
      const lines = await ask<Line>(
        engine,
        sql`SELECT ${column} AS code, sum(${ledger.sign} * ${ledger.units}) AS events, uniqExact(${ledger.dealer_id}) AS dealers,
  any(${ledger.dealer_id}) AS whose, toString(min(${ledger.day})) AS first_day, toString(max(${ledger.day})) AS last_day
FROM ${table}
WHERE ${ledger.seq} <= ${value(head(), 'UInt64')} AND ${ledger.derived} = 0 AND ${column} != ''
  AND ${ledger.day} >= ${value(zone.day(now() - days * DAY_MS), 'Date')} AND ${within}
  AND ${column} NOT IN ${value(known[of], 'Array(String)')}
GROUP BY code HAVING events > 0 ORDER BY events DESC, code LIMIT ${value(MOST, 'UInt64')}`,
        'rows',
      )
      return lines.map(({ whose, ...line }) => ({
        ...line,
        dealer_id: whose,
        events: Number(line.events),
        dealers: Number(line.dealers),
      }))
    }
    return {
      advisors: await list('advisors'),
      models: await list('models'),
      channels: await list('channels'),
      campaigns: await list('campaigns'),
    }
  }
}
