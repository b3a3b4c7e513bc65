import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { roundTable } from '#web/desk/why/round.ts'

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0)
const table = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })).chain(([rows, columns]) =>
  fc.array(fc.array(fc.double({ min: -40, max: 40, noNaN: true }), { minLength: columns, maxLength: columns }), {
    minLength: rows,
    maxLength: rows,
  }),
)

describe('a table of whole units', () => {
  it('adds up along rows, columns and as a whole, and stays within a unit of what it rounds', () => {
    fc.assert(
      fc.property(table, (values) => {
        const { cells, rows, columns, total } = roundTable(values)
        expect(cells.map(sum)).toEqual(rows)
        expect(values[0]!.map((_, j) => sum(cells.map((row) => row[j]!)))).toEqual(columns)
        expect([sum(rows), sum(columns)]).toEqual([total, total])
        expect(Math.abs(total - sum(values.flat()))).toBeLessThanOrEqual(0.5 + 1e-6)
        values.forEach((row, i) => {
          expect(Math.abs(rows[i]! - sum(row))).toBeLessThan(1.01)
          row.forEach((value, j) => expect(Math.abs(cells[i]![j]! - value)).toBeLessThan(3))
        })
        for (const value of [...cells.flat(), ...rows, ...columns]) expect(Number.isInteger(value)).toBe(true)
      }),
      { seed: 4, numRuns: 600 },
    )
  })

  it('ends at the total that was printed beside it', () => {
    fc.assert(
      fc.property(table, fc.boolean(), (values, up) => {
        const real = sum(values.flat())
        const printed = (up ? Math.ceil(real) : Math.floor(real)) || 0
        const { cells, rows, total } = roundTable(values, printed)
        expect([total, sum(cells.flat()), sum(rows)]).toEqual([printed, printed, printed])
      }),
      { seed: 9, numRuns: 300 },
    )
  })

  it('gives rows the same whole units whatever the columns are', () => {
    const byChannel = [[-9.4, -4.2, 0.1], [-4.3, -2.6, 0.4]] // prettier-ignore
    const byModel = byChannel.map((row) => [sum(row) / 3, sum(row) / 3, sum(row) / 3])
    expect(roundTable(byModel).rows).toEqual(roundTable(byChannel).rows)
  })

  it('takes the empty table and leaves whole ones as they are', () => {
    expect(roundTable([])).toEqual({ cells: [], rows: [], columns: [], total: 0 })
    expect(roundTable([[1, -2], [0, 4]]).cells).toEqual([[1, -2], [0, 4]]) // prettier-ignore
  })
})
