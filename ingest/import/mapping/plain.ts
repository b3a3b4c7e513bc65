import { Refusal } from '#domain/errors.ts'
import { openZone } from '#domain/zone.ts'
import { cellText } from '../read/row.ts'
import { coerce } from './coerce.ts'
import type { Made, Mapper } from './compile.ts'
import { fieldsOf, type Target } from './field.ts'
import { timeReader } from './time.ts'
import type { Cells } from './value.ts'

const ATTRIBUTE = 'attrs.'

/** Without a mapping: JSON rows are sent as they are, columns of tables are the contract's fields. */
export function plainMapper(target: Target, tabular: boolean, businessZone: string): Mapper {
  return { columns: new Set(), make: tabular ? columnMaker(target, businessZone) : (cells) => [{ row: { ...cells } }] }
}

/** A column `attrs.NAME` is a free attribute; an unknown column is sent too, so that the door names it. */
function columnMaker(target: Target, businessZone: string): Mapper['make'] {
  const sorts = fieldsOf(target)
  const manner = { time: timeReader({ zone: openZone(businessZone) }) }
  return (cells: Cells): Made[] => {
    const row: Record<string, unknown> = {}
    const attrs: Record<string, string> = {}
    try {
      for (const [name, cell] of Object.entries(cells)) {
        const text = cellText(cell)
        if (text === '') continue
        if (name.startsWith(ATTRIBUTE)) attrs[name.slice(ATTRIBUTE.length)] = text
        else if (typeof cell === 'object') row[name] = cell
        else row[name] = coerce(text, sorts.get(name) ?? 'text', name, manner)
      }
      if (Object.keys(attrs).length > 0) row.attrs = attrs
      return [{ row }]
    } catch (fault) {
      if (!(fault instanceof Refusal)) throw fault
      return [{ fault, event_id: typeof row.event_id === 'string' ? row.event_id : '' }]
    }
  }
}
