import { stockEntries } from '../stock/entries.ts'
import { listCounting, type Behind, type Cell } from './behind.ts'

/** Lists the cards, orders and leads behind what is in stock: all are known at once, and a page is a look-up of some. */
export async function listStock(cell: Cell): Promise<Behind> {
  const entries = await stockEntries(cell.engine, cell)
  const newest = [...entries.keys()].sort((a, b) => b - a)
  return {
    total: entries.size,
    figure: [...entries.values()].reduce((sum, units) => sum + units, 0),
    page: (before, limit) => {
      const wanted = newest.filter((one) => one < before).slice(0, limit)
      return listCounting(
        cell,
        wanted.map((seq) => ({ seq, units: entries.get(seq)! })),
      )
    },
  }
}
