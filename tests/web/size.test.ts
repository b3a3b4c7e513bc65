import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { builtWeb } from '#tests/e2e/build.ts'

describe('the built screens', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await builtWeb()
  })

  it('load less than 500 KB of JavaScript, gzipped, everything counted', () => {
    const scripts = readdirSync(join(folder, 'assets')).filter((name) => name.endsWith('.js'))
    const bytes = scripts.reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, 'assets', name))).length, 0)
    expect(scripts.length).toBeGreaterThan(0)
    expect(bytes).toBeLessThan(500_000)
  })

  it('bring no fonts and ask no other host', () => {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    expect(names.filter((name) => /\.(woff2?|ttf|otf)$/.test(name))).toEqual([])
    const styles = names.filter((name) => name.endsWith('.css')).map((name) => readFileSync(join(folder, name), 'utf8'))
    for (const text of [...styles, readFileSync(join(folder, 'index.html'), 'utf8')])
      expect(text).not.toMatch(/https?:\/\//)
  })
})
