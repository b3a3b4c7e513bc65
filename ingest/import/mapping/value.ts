import { cellText } from '../read/row.ts'
import type { ValueForm } from './form.ts'
import { named, type Lookups } from './side.ts'
import { spreadOver } from './spread.ts'

export type Cells = Readonly<Record<string, unknown>>
/** Finds the text of a value in a row; `''` when it is absent. */
export type Finder = (cells: Cells) => string

/** Prepares the finding of a value. Columns that it reads are added to `columns`. Throws ImportFault. */
export function compileValue(form: ValueForm, lookups: Lookups, columns: Set<string>): Finder {
  return mapped(compileSource(form, lookups, columns), form)
}

function compileSource(form: ValueForm, lookups: Lookups, columns: Set<string>): Finder {
  if (form.const !== undefined) {
    const fixed = form.const
    return () => fixed
  }
  if (form.column !== undefined) return readColumn(form.column, columns)
  if (form.template !== undefined) return compileTemplate(form.template, columns)
  if (form.first_of) {
    const all = form.first_of.map((one) => compileValue(one, lookups, columns))
    return (cells) => {
      for (const find of all) {
        const text = find(cells)
        if (text !== '') return text
      }
      return ''
    }
  }
  const key = compileKey(form.by!, columns)
  if (form.lookup !== undefined) {
    const lookup = named(lookups, form.lookup)
    const take = form.take!
    return (cells) => cellText(lookup.row(key(cells))?.[take])
  }
  const spread = spreadOver(named(lookups, form.spread!).keys(), form.rule!)
  return (cells) => {
    const text = key(cells)
    return text === '' ? '' : spread(text)
  }
}

function mapped(find: Finder, { values, otherwise }: ValueForm): Finder {
  if (!values && otherwise === undefined) return find
  const known = new Map(Object.entries(values ?? {}))
  return (cells) => {
    const text = find(cells)
    const own = known.get(text)
    if (own !== undefined) return own
    // Without a table, `otherwise` fills what is empty; with one, it stands for what the table does not know.
    if (otherwise === undefined || (!values && text !== '')) return text
    return otherwise
  }
}

const compileKey = (by: string, columns: Set<string>): Finder =>
  by.includes('{') ? compileTemplate(by, columns) : readColumn(by, columns)

function readColumn(column: string, columns: Set<string>): Finder {
  columns.add(column)
  return (cells) => cellText(cells[column])
}

/** `{case_id}#lead`: the cells put in. Where one of them is empty, so is the whole: half an id is none. */
function compileTemplate(template: string, columns: Set<string>): Finder {
  const parts = template.split(/\{([^{}]+)\}/)
  for (let i = 1; i < parts.length; i += 2) columns.add(parts[i]!)
  return (cells) => {
    let text = parts[0]!
    for (let i = 1; i < parts.length; i += 2) {
      const cell = cellText(cells[parts[i]!])
      if (cell === '') return ''
      text += cell + parts[i + 1]!
    }
    return text
  }
}
