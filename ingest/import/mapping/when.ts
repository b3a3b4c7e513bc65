import { cellText } from '../read/row.ts'
import type { ConditionForm, WhenForm } from './form.ts'
import { named, type Lookups } from './side.ts'

type Cells = Readonly<Record<string, unknown>>
type Test = (text: string) => boolean

/** Prepares a filter: every named column must pass all its tests. Columns that it reads are added to `columns`. */
export function compileWhen(when: WhenForm, lookups: Lookups, columns: Set<string>): (cells: Cells) => boolean {
  const tests = Object.entries(when).flatMap(([column, condition]) => {
    columns.add(column)
    return testsOf(condition, lookups).map((test) => ({ column, test }))
  })
  return (cells) => tests.every(({ column, test }) => test(cellText(cells[column])))
}

function testsOf(condition: ConditionForm, lookups: Lookups): Test[] {
  const tests: Test[] = []
  const { is, not, matches, empty, found_in, missing_in } = condition
  if (is) tests.push(oneOf(is))
  if (not) tests.push((text) => !not.includes(text))
  if (matches !== undefined) {
    const shape = new RegExp(matches)
    tests.push((text) => shape.test(text))
  }
  if (empty !== undefined) tests.push((text) => (text === '') === empty)
  if (found_in !== undefined) {
    const lookup = named(lookups, found_in)
    tests.push((text) => lookup.has(text))
  }
  if (missing_in !== undefined) {
    const lookup = named(lookups, missing_in)
    tests.push((text) => !lookup.has(text))
  }
  return tests
}

function oneOf(words: readonly string[]): Test {
  const set = new Set(words)
  return (text) => set.has(text)
}
