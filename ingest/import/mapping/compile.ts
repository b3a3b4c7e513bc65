import { Refusal } from '#domain/errors.ts'
import { openZone, type Zone } from '#domain/zone.ts'
import { ImportFault } from '../read/fault.ts'
import { cellText } from '../read/row.ts'
import { coerce, type Manner } from './coerce.ts'
import { fieldsOf, type Sort, type Target } from './field.ts'
import type { EventForm, MappingForm, ValueForm, WhenForm } from './form.ts'
import type { Lookups } from './side.ts'
import { timeReader } from './time.ts'
import { compileValue, type Cells, type Finder } from './value.ts'
import { compileWhen } from './when.ts'

/** A row to be sent, or why it cannot be made. */
export type Made =
  { row: Record<string, unknown>; fault?: undefined } | { row?: undefined; fault: Refusal; event_id: string }

export interface Mapper {
  /** Makes of a file's row the rows to be sent: none, one or several. */
  make(cells: Cells): Made[]
  /** Columns that the mapping reads. */
  columns: ReadonlySet<string>
}

interface Setter {
  name: string
  sort: Sort
  find: Finder
  manner: Manner
}

interface Maker {
  passes: (cells: Cells) => boolean
  setters: Setter[]
  attrs: { name: string; find: Finder }[]
  keep: EventForm['keep']
  source: string
}

/** Start of 2100: with `keep: first` an earlier event has the higher revision, so it wins whenever it arrives. */
const HORIZON = Date.UTC(2100, 0, 1)

/** Prepares a mapping. Throws ImportFault for what only shows here: an unknown zone, format or look-up. */
export function compileMapping(form: MappingForm, target: Target, lookups: Lookups, businessZone: string): Mapper {
  const columns = new Set<string>()
  const sorts = fieldsOf(target)
  const zones = new Map<string, Zone>()
  const zone = (name: string): Zone => {
    let opened = zones.get(name)
    if (!opened) zones.set(name, (opened = zoneOf(name)))
    return opened
  }
  const setter = (name: string, value: ValueForm): Setter => {
    const sort = sorts.get(name)!
    const where = zone(value.zone ?? form.zone ?? businessZone)
    checkManner(name, sort, value)
    try {
      const time = timeReader({ format: value.format, time: value.time, zone: where })
      return {
        name,
        sort,
        find: compileValue(value, lookups, columns),
        manner: { time, factor: value.times, split: value.split },
      }
    } catch (cause) {
      throw cause instanceof ImportFault ? cause : new ImportFault(`${name}: ${(cause as Error).message}.`, { cause })
    }
  }
  const maker = (
    fields: Record<string, ValueForm>,
    attrs: Record<string, ValueForm>,
    when?: WhenForm,
    keep?: EventForm['keep'],
  ): Maker => ({
    passes: when ? compileWhen(when, lookups, columns) : () => true,
    setters: Object.entries(fields).map(([name, value]) => setter(name, value)),
    attrs: Object.entries(attrs).map(([name, value]) => ({ name, find: compileValue(value, lookups, columns) })),
    keep,
    source: target === 'events' ? (form.source ?? '') : '',
  })
  const passes = form.when ? compileWhen(form.when, lookups, columns) : () => true
  const makers = form.events
    ? form.events.map(({ when, keep, attrs, ...own }) =>
        maker({ ...form.fields, ...(own as Record<string, ValueForm>) }, { ...form.attrs, ...attrs }, when, keep),
      )
    : [maker(form.fields ?? {}, form.attrs ?? {})]
  const blank = form.empty && new Set(form.empty)
  return {
    columns,
    make: (raw) => {
      const cells = blank ? withoutBlanks(raw, blank) : raw
      if (!passes(cells)) return []
      return makers.filter((one) => one.passes(cells)).map((one) => makeRow(one, cells))
    },
  }
}

function makeRow(maker: Maker, cells: Cells): Made {
  const row: Record<string, unknown> = maker.source ? { source: maker.source } : {}
  try {
    for (const { name, sort, find, manner } of maker.setters) {
      const text = find(cells)
      if (text !== '') row[name] = coerce(text, sort, name, manner)
    }
    const attrs: Record<string, string> = {}
    for (const { name, find } of maker.attrs) {
      const text = find(cells)
      if (text !== '') attrs[name] = text
    }
    if (maker.attrs.length > 0) row.attrs = attrs
    if (maker.keep && typeof row.occurred_at === 'string') {
      const at = Date.parse(row.occurred_at)
      row.revision = maker.keep === 'first' ? HORIZON - at : at
    }
    return { row }
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault
    return { fault, event_id: typeof row.event_id === 'string' ? row.event_id : '' }
  }
}

function withoutBlanks(cells: Cells, blank: ReadonlySet<string>): Cells {
  const kept: Record<string, unknown> = {}
  for (const name in cells) if (!blank.has(cellText(cells[name]))) kept[name] = cells[name]
  return kept
}

function zoneOf(name: string): Zone {
  try {
    return openZone(name)
  } catch (cause) {
    throw new ImportFault(`“${name}” is not a time zone; write one such as Asia/Shanghai.`, { cause })
  }
}

function checkManner(name: string, sort: Sort, value: ValueForm): void {
  const timed = sort === 'instant' || sort === 'date' || sort === 'revision'
  if (!timed && (value.format ?? value.time ?? value.zone)) {
    throw new ImportFault(`${name} is no time, so format, time and zone say nothing about it.`)
  }
  if (value.times !== undefined && !['integer', 'number', 'money'].includes(sort)) {
    throw new ImportFault(`${name} is no number, so times says nothing about it.`)
  }
  if (value.split !== undefined && sort !== 'list')
    throw new ImportFault(`${name} is no list, so split says nothing about it.`)
}
