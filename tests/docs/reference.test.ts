import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { REFERENCE } from '../../scripts/reference.ts'

test.each(Object.entries(REFERENCE))(
  'docs/reference/%s says what the declarations say (npm run docs)',
  (file, text) => {
    expect(readFileSync(`docs/reference/${file}`, 'utf8')).toBe(text())
  },
)
