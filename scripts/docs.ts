/** `npm run docs`: writes docs/reference from the declarations in domain/. A test holds the files to them. */
import { writeFileSync } from 'node:fs'
import { REFERENCE } from './reference.ts'

for (const [file, text] of Object.entries(REFERENCE))
  writeFileSync(new URL(`../docs/reference/${file}`, import.meta.url), text())
