import { organise } from '#domain/organisation.ts'
import type { Dealer } from '#domain/streams.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import { readReference } from '#store/postgres/reference.ts'

/** The dealers that are known now; all that the door needs of the organisation. */
export interface Dealers {
  /** The dealer's own code for it or an alias of it, or undefined when it is not known yet. */
  code(code: string): string | undefined
  /** Reads them again. */
  reload(): Promise<void>
}

export async function openDealers(postgres: Postgres): Promise<Dealers> {
  const read = async () => {
    const rows = await readReference<Dealer>(postgres, 'dealers')
    return organise({ dealers: rows.map(({ body }) => body), advisors: [], models: [], channels: [] }).dealerCode
  }
  let dealerCode = await read()
  return {
    code: (code) => dealerCode(code),
    reload: async () => {
      dealerCode = await read()
    },
  }
}
