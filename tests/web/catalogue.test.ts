import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MESSAGES } from '#web/i18n/messages.ts'
import { COLUMNS, LAYOUTS, type Rectangle } from '#web/wall/rectangles.ts'
import { SCENES } from '#web/wall/state.ts'
import { PROVINCES } from '#web/wall/cartogram.ts'

const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort()
/** Words that English leaves out because the column or the sentence says them. */
const SILENT_IN_ENGLISH = ['completion', 'units']

describe('the message catalogue', () => {
  it.each(Object.entries(MESSAGES))('%s is complete in both languages', (key, { zh, en }) => {
    expect(zh).not.toBe('')
    if (!SILENT_IN_ENGLISH.includes(key)) expect(en).not.toBe('')
    expect(en).not.toMatch(/[\u4e00-\u9fff]/)
    for (const placeholder of placeholders(en))
      if (!['{term}', '{month}', '{range}'].includes(placeholder)) expect(placeholders(zh)).toContain(placeholder)
    for (const text of [zh, en]) expect(text).not.toContain('·')
  })

  it('gives no word twice: of two the first would be gone without a sound', async () => {
    const parts = readdirSync('web/i18n').filter((name) => !['i18n.ts', 'lang.ts', 'measure.ts', 'messages.ts'].includes(name)) // prettier-ignore
    const names: string[] = []
    for (const name of parts)
      for (const words of Object.values((await import(`../../web/i18n/${name}`)) as object)) names.push(...Object.keys(words as object)) // prettier-ignore
    expect(names.length).toBeGreaterThan(500)
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
  })

  it('holds every Chinese word of the templates', () => {
    const files = readdirSync('web', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.vue'))
    for (const name of files) {
      const template = /<template>[\s\S]*<\/template>/.exec(readFileSync(join('web', name), 'utf8'))?.[0] ?? ''
      expect(template.match(/[\u4e00-\u9fff]+/g), name).toBeNull()
    }
  })
})

describe('the layouts', () => {
  const CANVAS = { wall: [1920, 1080], upright: [1080, 1920], near: [1600, 900] } as const
  const overlap = (a: Rectangle, b: Rectangle) =>
    a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3]

  const cases = SCENES.flatMap((scene) =>
    (Object.keys(CANVAS) as (keyof typeof CANVAS)[]).map((shape) => ({ scene, shape })),
  )
  it.each(cases)('$scene, $shape: tiles keep the margin and do not overlap; none is missing', ({ scene, shape }) => {
    const [width, height] = CANVAS[shape]
    const seen = new Set<string>()
    for (const layout of LAYOUTS[scene][shape]) {
      const entries = Object.entries(layout)
      entries.forEach(([name, [x, y, w, h]], i) => {
        seen.add(name)
        expect(x >= 24 && y >= 24 && x + w <= width - 24 && y + h <= height - 24, name).toBe(true)
        for (const [other, rectangle] of entries.slice(i + 1))
          expect(overlap(layout[name as 'a1']!, rectangle), `${name} × ${other}`).toBe(false)
      })
    }
    expect([...seen].sort()).toEqual([...COLUMNS[scene]].sort())
  })
})

describe('the cartogram', () => {
  it('has every province once, each in a cell of its own', () => {
    expect(PROVINCES).toHaveLength(34)
    expect(new Set(PROVINCES.map(({ column, row }) => `${column},${row}`)).size).toBe(34)
    expect(new Set(PROVINCES.map(({ code }) => code)).size).toBe(34)
    expect(PROVINCES.filter(({ outside }) => outside).map(({ short }) => short)).toEqual(['台', '澳', '港'])
  })
})
