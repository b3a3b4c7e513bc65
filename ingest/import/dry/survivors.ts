import { moneyText } from '#domain/value.ts'
import type { Checked } from './check.ts'

/** Ids held in memory; a larger file is counted as if its ids did not repeat, and that is said. */
const MOST_IDS = 3_000_000

export interface MonthTotal {
  kind: string
  month: string
  events: number
  units: number
  /** Decimal text. */
  amount: string
}

/** Counts rows as the ledger would: of several revisions of an id the highest, of equals the first. */
export interface Survivors {
  add(checked: Checked): void
  totals(): MonthTotal[]
  /** Rows that repeat an id and would not count. */
  repeated(): number
  /** False when there were too many ids to compare all. */
  complete(): boolean
}

interface Sum {
  events: number
  units: number
  amount: number
}

export function countSurvivors(): Survivors {
  const known = new Map<string, Checked>()
  const sums = new Map<string, Sum>()
  let repeated = 0
  let complete = true
  const book = ({ kind, month, units, amount }: Checked, sign: 1 | -1): void => {
    const key = `${kind}\n${month}`
    const sum = sums.get(key) ?? { events: 0, units: 0, amount: 0 }
    sums.set(key, { events: sum.events + sign, units: sum.units + sign * units, amount: sum.amount + sign * amount })
  }
  return {
    add: (checked) => {
      const earlier = known.get(checked.id)
      if (earlier) {
        repeated++
        if (earlier.revision >= checked.revision) return
        book(earlier, -1)
      }
      if (earlier || known.size < MOST_IDS) known.set(checked.id, checked)
      else complete = false
      book(checked, 1)
    },
    totals: () =>
      [...sums]
        .map(([key, sum]) => {
          const [kind, month] = key.split('\n') as [string, string]
          return { kind, month, events: sum.events, units: sum.units, amount: moneyText(sum.amount) }
        })
        .filter((total) => total.events > 0)
        .sort((a, b) => (a.kind + a.month < b.kind + b.month ? -1 : 1)),
    repeated: () => repeated,
    complete: () => complete,
  }
}
