import { explain, nothingFound, type Explained, type Found } from '#domain/doubts/reconcile.ts'
import { dealersIn } from '#domain/dealers.ts'
import { Refusal, quote } from '#domain/errors.ts'
import type { Kind } from '#domain/kinds.ts'
import { isFullScope, type Scope } from '#domain/scope.ts'
import { knownEvents, type EventKey } from '#store/clickhouse/facts.ts'
import type { Sql } from '#store/clickhouse/sql.ts'
import type { Postgres } from '#store/postgres/engine.ts'
import { heldUnits } from '#store/postgres/held.ts'
import { rejectedUnits } from '#store/postgres/rejects.ts'
import type { AskerOptions } from '../query/ask.ts'
import { ask } from '../query/run.ts'
import type { ReconcileSpec, TheirCount } from './read.ts'
import {
  firstPlacesStatement, goneStatement, oursStatement, repeatedStatement, revisedStatement,
  type CellLine, type Cells, type EventLine, type FirstPlace, type OursLine, type RepeatedLine,
} from './cells.ts' // prettier-ignore

export interface Reconciled extends TheirCount {
  ours: number
  /** Ours − theirs. */
  difference: number
  reasons: Explained
}

export interface Reconciliation {
  known_at: string | null
  rows: Reconciled[]
  total: { theirs: number; ours: number; difference: number; reasons: Explained }
}

interface Rooms extends AskerOptions {
  postgres: Postgres
}

/** A source, day, kind and dealer, with what is known of it. */
interface Cell extends CellLine {
  ours: number
  found: Found
}

const PART = 5_000

/** Compares a source's own daily counts with ours and says what the differences are made of. */
export function createReconcile(rooms: Rooms): (spec: ReconcileSpec, scope: Scope) => Promise<Reconciliation> {
  const { organisation, zone, now } = rooms
  return async ({ rows, known_at }, scope) => {
    const own = (code: string): string => organisation().dealerCode(code) ?? code
    if (!isFullScope(scope)) {
      const inside = new Set(dealersIn(scope.where, organisation(), zone.day(now())))
      rows.forEach(({ dealer_id }, i) => {
        const path = `rows[${i}].dealer_id`
        if (dealer_id === null) throw new Refusal('forbidden', 'a count over all dealers lies outside your scope; name the dealer', { path }) // prettier-ignore
        if (!inside.has(own(dealer_id))) throw new Refusal('forbidden', `${quote(dealer_id)} lies outside your scope`, { path }) // prettier-ignore
      })
    }
    const cells = await gather(rooms, rows, known_at)
    const compared = rows.map((row): Reconciled => {
      const mine = cells.filter(
        ({ source, day, kind, dealer_id }) =>
          source === row.source && day === row.day && kind === row.kind &&
          (row.dealer_id === null || own(dealer_id) === own(row.dealer_id)),
      ) // prettier-ignore
      const found = nothingFound()
      for (const cell of mine) for (const name of Object.keys(found) as (keyof Found)[]) found[name] += cell.found[name]
      const ours = mine.reduce((all, cell) => all + cell.ours, 0)
      const difference = ours - row.theirs
      return { ...row, ours, difference, reasons: explain(difference, found) }
    })
    const sum = (of: (row: Reconciled) => number) => compared.reduce((all, row) => all + of(row), 0)
    const names = Object.keys(explain(0, nothingFound())) as (keyof Explained)[]
    const total = {
      theirs: sum(({ theirs }) => theirs),
      ours: sum(({ ours }) => ours),
      difference: sum(({ difference }) => difference),
      reasons: Object.fromEntries(names.map((name) => [name, sum(({ reasons }) => reasons[name])])) as unknown as Explained, // prettier-ignore
    }
    return { known_at: known_at === null ? null : zone.iso(known_at), rows: compared, total }
  }
}

async function gather(
  { engine, head, postgres }: Rooms,
  rows: readonly TheirCount[],
  known_at: number | null,
): Promise<Cell[]> {
  const asked: Cells = {
    sources: [...new Set(rows.map(({ source }) => source))],
    kinds: [...new Set(rows.map(({ kind }) => kind))],
    days: [...new Set(rows.map(({ day }) => day))],
    seq: head(),
    known_at,
  }
  const cells = new Map<string, Cell>()
  const at = ({ source, kind, day, dealer_id }: CellLine): Cell => {
    const key = JSON.stringify([source, kind, day, dealer_id])
    let cell = cells.get(key)
    if (!cell) cells.set(key, (cell = { source, kind, day, dealer_id, ours: 0, found: nothingFound() }))
    return cell
  }
  const lines = <T>(statement: Sql): Promise<T[]> => ask<T>(engine, statement, 'rows')

  for (const line of await lines<OursLine>(oursStatement(asked))) {
    const cell = at(line)
    cell.ours = Number(line.known)
    cell.found.late = Math.max(0, Number(line.present) - cell.ours)
  }
  const gone = await lines<EventLine>(goneStatement(asked))
  const standing = await standingOf(engine, gone)
  for (const line of gone) at(line).found[standing(line) === 1 ? 'moved_out' : 'voided'] += Number(line.n)

  const revised = await lines<EventLine>(revisedStatement(asked))
  for (let i = 0; i < revised.length; i += PART) {
    const some = revised.slice(i, i + PART)
    const ids = some.map(({ event_id }) => event_id)
    const first = new Map<string, string>()
    for (const line of await lines<FirstPlace>(firstPlacesStatement(ids, asked.seq))) {
      const { first_kind: kind, first_day: day, first_dealer: dealer_id } = line
      first.set(keyOf(line), placeOf({ kind, day, dealer_id }))
    }
    for (const line of some) if (first.get(keyOf(line)) !== placeOf(line)) at(line).found.moved_in += Number(line.n)
  }
  for (const line of await lines<RepeatedLine>(repeatedStatement(asked))) at(line).found.duplicates += Number(line.n)

  const refused = await rejectedUnits(postgres, asked)
  const booked = await standingOf(engine, refused)
  for (const line of refused) if (booked(line) === undefined) at({ ...line, kind: line.kind as Kind }).found.rejected += line.units // prettier-ignore
  for (const line of await heldUnits(postgres, asked)) at({ ...line, kind: line.kind as Kind }).found.held += line.units
  return [...cells.values()]
}

/** How events stand now: `1` as an entry somewhere, `0` withdrawn, `undefined` when never booked. */
async function standingOf(
  engine: Rooms['engine'],
  events: readonly EventKey[],
): Promise<(event: EventKey) => 0 | 1 | undefined> {
  const known = new Map<string, 0 | 1>()
  for (const { source, event_id, sign } of await knownEvents(engine, events))
    known.set(keyOf({ source, event_id }), sign)
  return (event) => known.get(keyOf(event))
}

const keyOf = ({ source, event_id }: EventKey): string => JSON.stringify([source, event_id])
const placeOf = ({ kind, day, dealer_id }: Omit<CellLine, 'source'>): string => JSON.stringify([kind, day, dealer_id])
